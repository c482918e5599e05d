"""Portal staff merge two entries that are one organisation."""

import re

import pytest

from organisations.choices import AffiliationKind
from organisations.models import Affiliation, MergedEntry, Organisation, OtherKey
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import ClaimFactory, MembershipFactory, OrganisationFactory
from tests.factories.parentwork import WorkshopFactory

pytestmark = pytest.mark.django_db
MERGE = "/en/desk/organisation-lists/merge/"


@pytest.fixture
def double(cast):
    whole = {"summary_de": "Wir helfen.", "website": "https://nordstadt.example"}
    Organisation.objects.filter(pk=cast.association.pk).update(**whole)
    return OrganisationFactory(
        name="Elterntreff Nordstadt e. V.", slug="double", state="unclaimed", source="old", source_key="7",
        postal_code=cast.postal_code,
    )  # fmt: skip


@pytest.fixture
def press(client, cast, double):
    client.force_login(cast.portal_staff)

    def press(goes=double, stays=cast.association, **typed):
        seen = {"version": goes.version, "into_version": stays.version, "name": "stays"} | typed
        return client.post(f"{MERGE}?q=Elterntreff&goes={goes.slug}&stays={stays.slug}", seen)

    return press


def test_both_are_shown_before_one_goes(client, cast, double):
    client.force_login(cast.portal_staff)
    assert "Elterntreff" in client.get(f"{MERGE}?q=Elterntreff").text
    page = client.get(f"{MERGE}?q=Elterntreff&goes=double&stays={cast.association.slug}").text
    assert "Merge them" in page
    assert not MergedEntry.objects.exists()


def test_only_what_nobody_looks_after_is_offered_to_go(client, cast, double):
    client.force_login(cast.portal_staff)
    page = client.get(f"{MERGE}?q=Elterntreff").text
    assert re.findall(r'name="goes" value="([^"]+)"', page) == ["double"]
    assert sorted(re.findall(r'name="stays" value="([^"]+)"', page)) == ["double", "elterntreff-nordstadt"]
    MembershipFactory(organisation=double)
    page = client.get(f"{MERGE}?q=Elterntreff").text
    assert "None of these entries can go" in page
    assert "People who look after both can leave one of them first." in page


def choices(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


@pytest.mark.parametrize(
    "words", ["Hörde", "hoerde", "VR 4711", "https://portal.example/de/organisations/hoerde/"]
)
def test_two_entries_of_different_names_are_found_each_by_its_own_words(client, cast, double, words):
    OrganisationFactory(name="Elternbund Hörde", slug="hoerde", register_number="VR 4711")
    client.force_login(cast.portal_staff)
    page = client.get(MERGE, {"q": "double", "other": words}).text
    assert (choices(page, "goes"), choices(page, "stays")) == (["double"], ["hoerde"])


def test_why_fewer_entries_can_go_than_stay_is_said(client, cast, double):
    client.force_login(cast.portal_staff)
    why = "Only an entry that nobody looks after and that is no network can go."
    assert why in client.get(MERGE, {"q": "Elterntreff"}).text
    assert why not in client.get(MERGE, {"q": "double", "other": "Elterntreff"}).text


def test_the_state_of_an_entry_does_not_read_like_a_list_that_was_not_taken(client, cast, double):
    client.force_login(cast.portal_staff)
    assert "Elterntreff Nordstadt e. V., Dortmund, by name and town only" in client.get(
        MERGE, {"q": "Elterntreff"}
    ).text.replace("\N{NO-BREAK SPACE}", " ")


def test_all_that_lists_name_stands_side_by_side(client, cast, double):
    Organisation.objects.filter(pk=cast.association.pk).update(
        founded=1998, phone="+49231555010", legal_form="ev"
    )
    client.force_login(cast.portal_staff)
    page = client.get(f"{MERGE}?q=Elterntreff&goes=double&stays={cast.association.slug}")
    assert page.status_code == 200
    assert "1998" in page.text
    assert "registered association" in page.text
    assert "+49231555010" in page.text


def test_the_old_address_leads_to_the_entry_that_stays(client, cast, double, press):
    assert press().status_code == 302
    response = client.get("/en/organisations/double/")
    assert (response.status_code, response["Location"]) == (301, "/en/organisations/elterntreff-nordstadt/")


def test_an_address_leads_on_when_the_entry_that_stayed_goes_too(client, cast, double, press):
    third = OrganisationFactory(name="Elterntreff Nord", slug="third", state="unclaimed")
    press(stays=third)
    double.refresh_from_db()
    press(goes=third)
    assert client.get("/en/organisations/double/")["Location"] == "/en/organisations/elterntreff-nordstadt/"


def test_the_log_of_both_says_so(cast, double, press):
    press()
    double.refresh_from_db()
    line, of_other = double.decisions.get(), cast.association.decisions.get()
    assert (double.state, line.verb, line.reason, line.by) == (
        "removed", "merge", "Elterntreff Nordstadt", cast.portal_staff,
    )  # fmt: skip
    assert (of_other.verb, of_other.before, of_other.reason) == (
        "merge", "listed", "Elterntreff Nordstadt e. V.",
    )  # fmt: skip


def test_what_the_entry_that_stays_says_is_not_changed(cast, press):
    press()
    assert Organisation.objects.get(pk=cast.association.pk).version == cast.association.version


def test_what_the_entry_that_stays_lacks_it_gets(cast, double, press):
    Organisation.objects.filter(pk=double.pk).update(
        street="Sonnenstr. 3", phone="+49231555010", founded=1998,
        mailboxes={"press": "presse@verein.example"},
        summary_tr="Birlikte okuyoruz.",
    )  # fmt: skip
    press()
    kept = Organisation.objects.get(pk=cast.association.pk)
    assert (kept.street, kept.phone.as_e164, kept.founded) == ("Sonnenstr. 3", "+49231555010", 1998)
    assert (kept.mailboxes, kept.summary_tr) == ({"press": "presse@verein.example"}, "Birlikte okuyoruz.")
    assert kept.name == "Elterntreff Nordstadt"


def test_a_street_that_nobody_has_shown_is_not_shown_by_merging(cast, double, press):
    Organisation.objects.filter(pk=double.pk).update(street="Sonnenstr. 3")
    Organisation.objects.filter(pk=cast.association.pk).update(street_is_public=True)
    press()
    kept = Organisation.objects.get(pk=cast.association.pk)
    assert (kept.street, kept.street_is_public) == ("Sonnenstr. 3", False)


@pytest.mark.parametrize(("chosen", "kept"), [("stays", "Hof 1"), ("goes", "Sonnenstr. 3")])
def test_where_both_say_something_portal_staff_chooses(client, cast, double, press, chosen, kept):
    Organisation.objects.filter(pk=double.pk).update(street="Sonnenstr. 3")
    Organisation.objects.filter(pk=cast.association.pk).update(street="Hof 1")
    page = client.get(f"{MERGE}?q=Elterntreff&goes=double&stays={cast.association.slug}").text
    assert choices(page, "street") == ["stays", "goes"]
    assert choices(page, "phone") == []
    press(name="stays", street=chosen)
    assert Organisation.objects.get(pk=cast.association.pk).street == kept


def test_the_page_after_it_speaks_of_that_organisation_and_not_of_the_reader(client, cast, press):
    landed = client.get(press()["Location"]).text
    assert "The page is public." in landed
    assert "Your page" not in landed
    assert "Take our page offline" not in landed
    assert f'href="/admin/organisations/organisation/{cast.association.pk}/change/"' in landed


def test_networks_move_and_those_that_both_have_stay_as_they_are(cast, double, press):
    other = OrganisationFactory(name="Anderes Netz", is_umbrella=True)
    partner = AffiliationKind.PARTNER
    Affiliation.objects.create(member=double, umbrella=cast.umbrella, kind=partner)
    Affiliation.objects.create(member=double, umbrella=other, kind=partner)
    press()
    kinds = cast.association.affiliations.order_by("pk").values_list("umbrella__name", "kind")
    assert list(kinds) == [("Elternnetz", "member"), ("Anderes Netz", "partner")]
    assert not double.affiliations.exists()


def test_workshops_move(cast, double, press):
    workshop = WorkshopFactory(organisation=double)
    press()
    workshop.refresh_from_db()
    assert workshop.organisation == cast.association


def test_the_next_edition_of_a_list_finds_the_entry_that_stays(cast, double, press):
    OtherKey.objects.create(source="another", source_key="1", organisation=double)
    press()
    keys = cast.association.other_keys.order_by("source").values_list("source", "source_key")
    assert list(keys) == [("another", "1"), ("old", "7")]


def test_claims_and_invitations_to_the_entry_that_goes_end(cast, double, press):
    claim = ClaimFactory(organisation=double)
    invitation = InvitationFactory(
        grant="organisations.membership", object_id=double.pk, detail="coordinator"
    )  # fmt: skip
    press()
    claim.refresh_from_db()
    assert claim.state == "refused"
    assert not type(invitation).objects.pending().filter(pk=invitation.pk).exists()


def test_a_second_click_merges_once(cast, double, press):
    press()
    assert press().status_code == 422  # it is no longer offered
    assert MergedEntry.objects.count() == 1


def test_an_entry_in_which_people_work_does_not_go(cast, double, press):
    MembershipFactory(organisation=double)
    assert press().status_code == 422
    assert not MergedEntry.objects.exists()


def test_no_contact_is_kept_of_the_entry_that_goes(double, press):
    Organisation.objects.filter(pk=double.pk).update(email="alt@verein.example", street="Hof 3")
    press()
    double.refresh_from_db()
    assert (double.email, double.street) == ("", "")


def test_a_suspended_entry_does_not_go(double, press):
    Organisation.objects.filter(pk=double.pk).update(state="suspended")
    assert press().status_code == 422
    assert not MergedEntry.objects.exists()


def test_a_network_does_not_go(cast, press):
    assert press(goes=cast.umbrella, stays=cast.association).status_code == 422


def test_what_has_changed_since_it_was_shown_is_shown_again(cast, double, press):
    response = press(version=double.version + 1)
    assert response.status_code == 422
    assert "Somebody else changed this in the meantime" in response.text
    assert not MergedEntry.objects.exists()


def test_nothing_is_merged_with_itself(double, press):
    assert press(stays=double).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_search_asks_the_database_no_more_often_for_more(
    client, cast, django_assert_num_queries, count
):  # fmt: skip
    for number in range(count):
        OrganisationFactory(name=f"Elterntreff {number}")
    client.force_login(cast.portal_staff)
    with django_assert_num_queries(9):
        assert client.get(f"{MERGE}?q=Elterntreff").status_code == 200
