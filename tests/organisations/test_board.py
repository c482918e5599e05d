"""The board of a network: how far each member is, and how many are."""

from itertools import product

import pytest

from organisations.choices import ListingState
from organisations.choices.board import Step
from organisations.models import Affiliation
from organisations.reports.board import board_of, counts
from portal.lib.dates import today
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BOARD = "/en/desk/organisations/elternnetz/network/"


@pytest.fixture
def network(cast):
    """Without the member that the cast brings along."""
    Affiliation.objects.all().delete()
    return cast.umbrella


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


def member(network, name: str, *, people: bool = True, **facts):
    organisation = OrganisationFactory(name=name, **{"state": ListingState.UNCLAIMED} | facts)
    Affiliation.objects.create(member=organisation, umbrella=network)
    if people:
        MembershipFactory(organisation=organisation)
    return organisation


def one_of_each(network) -> None:
    member(network, "Aurora", people=False)
    member(network, "Brücke")
    member(network, "Chance", summary_tr="Biz", email="post@chance.example")
    member(network, "Dialog", state=ListingState.LISTED)
    member(network, "Echo", state=ListingState.SUSPENDED)


def named(response) -> list[str]:
    return [row.member.name for row in response.context["page_obj"]]


def test_each_member_stands_at_one_step(network):
    one_of_each(network)
    assert {row.member.name: row.step for row in board_of(network)} == {
        "Aurora": Step.WAITING,
        "Brücke": Step.CLAIMED,
        "Chance": Step.COMPLETE,
        "Dialog": Step.PUBLIC,
        "Echo": Step.HIDDEN,
    }


def test_complete_is_what_an_entry_says_of_its_own_gaps(network):
    filled = {
        "summary_ar": "نحن", "languages": ["de"], "phone": "+49231123456", "website": "https://a.example",
    }  # fmt: skip
    for number, given in enumerate(product([True, False], repeat=len(filled))):
        facts = {name: filled[name] for name, is_given in zip(filled, given, strict=True) if is_given}
        member(network, f"Verein {number}", **{"languages": []} | facts)
    member(network, "Ohne Ort", **filled, postal_code=None)
    for row in board_of(network):
        assert (row.step == Step.COMPLETE) == (not row.member.gaps), row.member.name


def test_an_asked_entry_that_nobody_looks_after_is_on_the_board_and_says_so(desk, network):
    row = Affiliation.objects.get(member=member(network, "Aurora", people=False))
    Affiliation.objects.filter(pk=row.pk).update(waits_for="member", asked="2026-01-01T00:00Z")
    page = desk.get(f"{BOARD}?step=waiting")
    assert named(page) == ["Aurora"]
    assert "whether it belongs to you, it says once somebody looks after it" in page.text


def test_what_an_entry_asks_the_network_does_not_put_it_on_the_board(network):
    row = Affiliation.objects.get(member=member(network, "Aurora", people=False))
    Affiliation.objects.filter(pk=row.pk).update(waits_for="umbrella", asked="2026-01-01T00:00Z")
    assert list(board_of(network)) == []


def test_who_has_left_or_not_agreed_is_not_on_the_board(network):
    gone, asked = member(network, "Fort"), member(network, "Gefragt")
    Affiliation.objects.filter(member=gone).update(until="2020-01-01")
    Affiliation.objects.filter(member=asked).update(waits_for="member", asked="2026-01-01T00:00Z")
    assert list(board_of(network)) == []


def test_a_public_page_that_nobody_looks_after_leads_to_the_way_back(desk, network):
    left = member(network, "Aurora", people=False, state=ListingState.LISTED)
    page = desk.get(f"{BOARD}?step=left")
    assert [row.step for row in page.context["page_obj"]] == [Step.LEFT]
    assert f'href="/en/organisations/{left.slug}/recovery/"' in page.text


def test_the_page_counts_the_members_at_each_step(desk, network):
    one_of_each(network)
    member(network, "Foyer", people=False)
    page = desk.get(BOARD)
    assert counts(board_of(network)) == page.context["counts"]
    assert page.context["counts"] == {
        Step.WAITING: 2, Step.CLAIMED: 1, Step.COMPLETE: 1, Step.PUBLIC: 1, Step.HIDDEN: 1,
    }  # fmt: skip
    assert "not invited yet 2" in page.text
    assert "all 6" in page.text


def test_state_and_name_narrow_the_list_but_not_the_counts(desk, network):
    one_of_each(network)
    member(network, "Aufbruch", people=False)
    assert named(desk.get(f"{BOARD}?step=waiting")) == ["Aufbruch", "Aurora"]
    assert named(desk.get(f"{BOARD}?q=brucke")) == ["Brücke"]
    narrowed = desk.get(f"{BOARD}?q=aurora&step=public")
    assert named(narrowed) == []
    assert narrowed.context["total"] == 6


def test_a_state_that_does_not_exist_is_said_to_be_faulty(desk, network):
    one_of_each(network)
    page = desk.get(f"{BOARD}?step=x")
    assert page.status_code == 422
    assert len(named(page)) == 5


def test_the_next_page_keeps_what_was_looked_for(desk, network):
    for number in range(51):
        member(network, f"Verein {number:03}", people=False)
    assert len(named(desk.get(f"{BOARD}?step=waiting"))) == 50
    assert "?step=waiting&amp;page=2" in desk.get(f"{BOARD}?step=waiting").text
    assert named(desk.get(f"{BOARD}?step=waiting&page=2")) == ["Verein 050"]


def test_a_member_says_since_when_it_belongs_and_when_its_entry_changed(desk, network):
    member(network, "Aurora")
    Affiliation.objects.update(since="2020-03-01")
    text = desk.get(BOARD).text
    assert "since 01/03/2020" in text
    assert f"{today():%d/%m/%Y}" in text


def test_who_coordinates_a_network_finds_the_board_in_the_menu_and_on_the_overview(desk, network):
    menu, _main, overview = desk.get("/en/desk/").text.partition("<main")
    assert f'href="{BOARD}"' in menu
    assert f'href="{BOARD}"' in overview


def test_one_item_of_the_menu_is_the_current_one(desk, network):
    page = desk.get(BOARD).text
    side = page[page.index('<nav class="side"') : page.index("<main")]
    assert side.count("aria-current") == 1
    assert f'href="{BOARD}" aria-current="page"' in side


def test_nobody_else_is_led_to_it(client, cast):
    MembershipFactory(organisation=cast.umbrella, user=cast.helper, role="helper")
    for user in (cast.helper, cast.coordinator):
        client.force_login(user)
        assert BOARD not in client.get("/en/desk/").text


def test_what_is_done_seldom_is_folded_before_the_members(desk, network):
    one_of_each(network)
    page = desk.get(BOARD).text
    before = page[page.index("<h1") : page.index("Aurora")]
    assert before.count('class="button') == 2
    assert before.index("<details") < before.index("Figures of your members") < before.index("</details>")
