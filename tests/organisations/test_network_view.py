"""The networks with all who belong to them: as a list, and as a picture of the same."""

import re
from html import unescape

import pytest

from organisations.choices import Level, ListingState
from organisations.models import Affiliation, Organisation
from portal.places.models import Land
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
VIEW = "/en/organisations/networks/"
ENTRY = r"<(?:h1|h2|li)\b[^>]*>(?:<a[^>]*>)?(?:<b>)?<bdi>(.*?)</bdi>"


def network(name: str, *members: Organisation, **facts) -> Organisation:
    made = OrganisationFactory(name=name, is_umbrella=True, **facts)
    for member in members:
        join(member, made)
    return made


def organisation(name: str, **facts) -> Organisation:
    return OrganisationFactory(name=name, **facts)


def join(member: Organisation, umbrella: Organisation, **facts) -> None:
    Affiliation.objects.create(member=member, umbrella=umbrella, **facts)


def page(client, address: str = VIEW) -> str:
    """Its main part from the headline on, in one line."""
    main = client.get(address).text.partition("<h1")[2].partition("</main>")[0]
    return " ".join(main.split())


def listed(text: str) -> list[str]:
    """The names of the list, with those that head it."""
    without_pictures = re.sub(r"<svg.*?</svg>", "", text)
    return [unescape(name) for name in re.findall(ENTRY, f"<h1{without_pictures}")]


def drawn(text: str) -> list[str]:
    """The names in the pictures, each in one line."""
    return [plain(name) for name in re.findall(r'<text[^>]*class="name[^>]*>(.*?)</text>', text)]


def plain(spans: str) -> str:
    return unescape(re.sub(r"<[^>]+>|[\u2068\u2069]", "", spans))


def tree(text: str) -> str:
    """The list with nothing but names, a level in brackets."""
    rest = re.sub(r"<svg.*?</svg>", "", text)
    marks = re.findall(rf"<(ul)>|</(ul)>|{ENTRY}", rest.partition("</ul>")[2])  # behind the ways to look
    return " ".join("(" if opens else ")" if closes else name for opens, closes, name in marks)


def test_a_network_stands_there_with_its_members_by_name(client):
    network("Bund", organisation("Zeder"), organisation("Ahorn"))
    assert tree(page(client)) == "Bund ( Ahorn Zeder )"


def test_the_topmost_stand_first_and_hold_the_networks_below_them(client):
    low = network("Amt", organisation("Verein"))
    middle = network("Land", low)
    network("Bund", middle, organisation("Allein"))
    network("Anderer")
    assert tree(page(client)) == "Anderer Bund ( Land ( Amt ( Verein ) ) Allein )"


def test_who_belongs_to_two_networks_stands_in_both(client):
    both = organisation("Beide")
    network("Eins", both)
    network("Zwei", both)
    assert tree(page(client)) == "Eins ( Beide ) Zwei ( Beide )"


def test_list_and_picture_have_the_same_names(client):
    land = network("Landesnetz", organisation("Sehr langer Name eines Elternvereins am Rhein e. V."))
    network("Bund", land, organisation("Ahorn & <Söhne>"))
    names = ["Bund", "Landesnetz", "Sehr langer Name eines Elternvereins am Rhein e. V.", "Ahorn & <Söhne>"]
    text = page(client)
    assert listed(text) == names
    assert drawn(text) == names


def test_both_say_where_one_works_and_in_which_land(client):
    network("Bund", organisation("Ort"), network("Landesnetz", level=Level.LAND), level=Level.FEDERAL)
    text = page(client)
    said = [
        "in all of Germany · Nordrhein-Westfalen · 2 organisations",
        "in its Land · Nordrhein-Westfalen · 0 organisations",
        "Dortmund · Nordrhein-Westfalen",
    ]
    assert re.findall(r'<(?:p|span) class="muted">(.*?)</', text) == said
    notes = re.findall(r'<text class="note[^>]*>(.*?)</text>', text)
    assert [plain(note.replace("</tspan> <tspan", "</tspan> · <tspan")) for note in notes] == said


def test_those_with_a_page_are_links_the_others_are_name_and_town(client):
    network("Bund", organisation("Offen"), organisation("Eintrag", state=ListingState.UNCLAIMED))
    text = page(client)
    assert '<li><a href="/en/organisations/offen/"><bdi>Offen</bdi></a>' in text
    assert '<li><bdi>Eintrag</bdi> <span class="muted">Dortmund</span> </li>' in text
    assert "/eintrag/" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/en/organisations/bund/",
        "/en/organisations/bund/embed/",
        "/en/organisations/bund/network/",
        "/en/organisations/networks/",
        "/en/organisations/?network=bund",
    ],
)
def test_wherever_its_members_are_named_the_unclaimed_are_among_them_by_name_and_town(client, address):
    unclaimed = organisation("Eintrag", state=ListingState.UNCLAIMED, summary_de="Geheimnis")
    removed, suspended = (organisation(state, state=state) for state in ("removed", "suspended"))
    network("Bund", organisation("Offen"), unclaimed, removed, suspended)
    text = client.get(address).text
    assert re.findall(r"<bdi>(Offen|Eintrag|removed|suspended)</bdi>", text) == ["Offen", "Eintrag"]
    assert "Geheimnis" not in text


@pytest.mark.parametrize("state", [ListingState.SUSPENDED, ListingState.REMOVED])
def test_what_the_public_does_not_see_is_not_there(client, state):
    hidden = network("Verborgen", organisation("Darunter"), state=state)
    network("Bund", organisation("Weg", state=state), hidden)
    assert tree(page(client)) == "Bund"


def test_a_network_whose_umbrella_is_hidden_is_topmost(client):
    network("Bund", network("Land"), state=ListingState.SUSPENDED)
    assert tree(page(client)) == "Land"


@pytest.mark.parametrize(
    "facts",
    [
        {"since": "2999-01-01"},
        {"until": "2020-12-31"},
        {"waits_for": "member", "asked": "2026-01-01T12:00Z"},
    ],
    ids=["not yet", "over", "asked"],
)
def test_only_what_both_agreed_to_and_holds_today_counts(client, facts):
    bund = network("Bund")
    join(organisation("Verein"), bund, **facts)
    join(network("Land"), bund, **facts)
    assert tree(page(client)) == "Bund Land"


def test_of_many_members_the_first_stand_there_and_a_link_leads_to_all(client):
    network("Bund", *(organisation(f"Verein{number}") for number in range(8)))
    text = page(client)
    assert tree(text) == "Bund ( Verein0 Verein1 Verein2 Verein3 Verein4 Verein5 )"
    assert drawn(text)[-1] == "…"
    assert '<a href="/en/organisations/?network=bund">Show all 8 organisations' in text
    assert client.get("/en/organisations/?network=bund").context["number"] == 8


def test_a_link_to_all_stands_only_where_some_are_left_out(client):
    network("Bund", *(organisation(f"Verein{number}") for number in range(6)))
    text = page(client)
    assert "?network=" not in text
    assert "…" not in drawn(text)


def test_many_networks_have_pages(client):
    for number in range(11):
        network(f"Netz{number:02}")
    first = page(client)
    assert tree(first) == " ".join(f"Netz{number:02}" for number in range(10))
    assert 'rel="next" href="?after=netz09"' in first
    assert tree(page(client, f"{VIEW}?after=netz09")) == "Netz10"


def test_before_there_is_a_network_the_page_says_what_will_stand_there(client):
    organisation("Verein")
    text = page(client)
    assert "No network is listed yet" in text
    assert "<svg" not in re.sub(r'<svg class="icon.*?</svg>', "", text)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_with_many_rows(client, django_assert_num_queries, rows):
    for number in range(rows):
        below = network(f"Land{number}", *(organisation(f"V{number}{it}") for it in range(rows)))
        network(f"Bund{number}", below, *(organisation(f"W{number}{it}") for it in range(rows)))
    with django_assert_num_queries(4):  # the topmost, networks below, members, Länder
        client.get(VIEW)
    with django_assert_num_queries(5):  # and the networks above
        client.get("/en/organisations/land0/network/")


class TestOfOneNetwork:
    PAGE = "/en/organisations/land/network/"

    def test_it_names_more_members_and_those_above_and_below(self, client):
        below = network("Kreis", organisation("Nah"))
        land = network("Land", below, *(organisation(f"Verein{number}") for number in range(8)))
        network("Bund", land)
        text = page(client, self.PAGE)
        assert listed(text) == ["Land", "Kreis", "Nah", *(f"Verein{number}" for number in range(8))]
        assert drawn(text) == listed(text)
        assert 'Belongs to: <a href="/en/organisations/bund/network/"><bdi>Bund</bdi></a>' in text

    @pytest.mark.parametrize(
        "facts",
        [{"is_umbrella": False}, {"state": ListingState.UNCLAIMED}, {"state": ListingState.SUSPENDED}],
    )
    def test_there_is_none_of_others(self, client, facts):
        OrganisationFactory(slug="land", **{"is_umbrella": True} | facts)
        assert client.get(self.PAGE).status_code == 404

    def test_pages_of_organisations_and_their_list_lead_to_it(self, client):
        network("Land", organisation("Verein"))
        assert f'href="{self.PAGE}"' in page(client, "/en/organisations/verein/")
        assert f'href="{self.PAGE}"' in page(client, "/en/organisations/land/")
        assert f'href="{self.PAGE}"' in page(client)
        assert f'href="{VIEW}"' in page(client, "/en/organisations/")


def test_the_picture_is_mirrored_for_readers_from_right_to_left(client):
    Land.objects.update(name_ar="شمال الراين")
    network("Bund", organisation("Verein e. V."))
    text = page(client, "/ar/organisations/networks/")
    assert 'direction="rtl"' in text
    assert 'transform="matrix(-1 0 0 1 328 0)"' in text
    assert "matrix" not in page(client)


def test_the_picture_has_no_style_and_no_script_of_its_own(client):
    network("Bund", organisation("Verein"))
    picture = re.search(r"<figure.*?</figure>", page(client))[0]
    assert 'role="img" aria-labelledby="network-bund-title"' in picture
    assert "style=" not in picture
    assert "<script" not in picture
