"""Portal staff at work in the admin: what they do goes through the services."""

import pytest

from organisations import services
from organisations.models import Affiliation, Claim, Organisation
from portal.accounts.models import Invitation
from tests.factories.organisations import ClaimFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ADMIN = "/admin/organisations/organisation/"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.portal_staff)
    client.user = cast.portal_staff
    return client


def entries(**changes) -> dict:
    return {
        "name": "Neuer Verein", "decision": "", "reason": "", "coordinator": "", "seen_version": "1",
        "level": "local", "languages": ["de", "ar"], "postal_code": "44137", "email": "info@neu.example",
        "phone": "", "website": "",
        "legal_form": "ev", "register_court": "", "register_number": "", "founded": "",
        "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        "decisions-TOTAL_FORMS": "0", "decisions-INITIAL_FORMS": "0",
    } | changes  # fmt: skip


def errors(response) -> dict:
    return response.context["adminform"].form.errors


def test_a_new_entry_gets_address_land_and_an_invitation_for_its_coordinator(staff):
    response = staff.post(ADMIN + "add/", entries(coordinator="chefin@neu.example"))
    assert response.status_code == 302, errors(response)
    row = Organisation.objects.get(name="Neuer Verein")
    assert (row.slug, row.land_id, row.state, row.languages) == (
        "neuer-verein",
        "DE-NW",
        "unclaimed",
        ["de", "ar"],
    )
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.object_id, invitation.detail) == (
        "chefin@neu.example",
        row.pk,
        "coordinator",
    )


def test_suspending_needs_a_reason_and_stands_in_the_log(staff, cast):
    address = f"{ADMIN}{cast.association.pk}/change/"
    unchanged = entries(name=cast.association.name, email="", legal_form="unknown", decision="suspend")
    assert list(errors(staff.post(address, unchanged))) == ["reason"]
    assert staff.post(address, unchanged | {"reason": "Gibt es nicht mehr."}).status_code == 302
    cast.association.refresh_from_db()
    assert cast.association.is_suspended
    assert cast.association.decisions.get().reason == "Gibt es nicht mehr."


def test_only_decisions_that_can_be_taken_are_offered(staff, cast):
    address = f"{ADMIN}{cast.association.pk}/change/"
    assert decisions(staff.get(address)) == ["", "withdraw", "hear", "suspend"]
    services.hear(cast.association, reason="Gibt es nicht mehr.", by=staff.user)
    assert decisions(staff.get(address)) == ["", "withdraw", "suspend"]
    services.suspend(cast.association, reason="Gibt es nicht mehr.", by=staff.user)
    assert decisions(staff.get(address)) == ["", "restore"]
    assert decisions(staff.get(f"{ADMIN}add/")) == ["", "publish"]
    nobody_there = OrganisationFactory(state="unclaimed")
    offered = decisions(staff.get(f"{ADMIN}{nobody_there.pk}/change/"))
    assert offered == ["", "publish", "hear", "suspend", "remove"]


def test_from_the_public_page_portal_staff_comes_to_its_page_here(staff, cast):
    desk = f"/de/desk/organisations/{cast.association.slug}/"
    assert f'href="{desk}"' in staff.get(f"/de/organisations/{cast.association.slug}/").text
    assert f'href="{ADMIN}{cast.association.pk}/change/"' in staff.get(desk).text


def test_an_entry_is_found_by_the_address_of_its_page(staff, cast):
    OrganisationFactory(name="Anderer Verein")
    page = staff.get(ADMIN, {"q": f"https://portal.example/tr/organisations/{cast.association.slug}/"})
    assert [row.pk for row in page.context["cl"].result_list] == [cast.association.pk]


def test_after_a_hearing_no_decision_is_chosen_beforehand(staff, cast):
    case = services.hear(cast.association, reason="Gibt es nicht mehr.", by=staff.user)
    page = staff.get(f"/admin/organisations/suspension/{case.pk}/change/")
    assert decisions(page) == ["", "suspend", "drop"]


def decisions(page) -> list[str]:
    """What the menu offers; the first is what it shows."""
    return [value for value, _label in page.context["adminform"].form.fields["decision"].widget.choices]


def test_its_sections_and_fields_are_in_german(staff, cast):
    labels = {app["app_label"]: str(app["name"]) for app in staff.get("/admin/").context["app_list"]}
    assert (labels["organisations"], labels["funding"]) == ("Organisationen", "Förderung")
    assert labels["guides"] == "Wegweiser"
    page = staff.get(f"{ADMIN}{cast.association.pk}/change/").text
    for english in ("Slug", "Source", ">User<", "Since"):
        assert english not in page


def test_a_stale_form_changes_nothing(staff, cast):
    Organisation.objects.filter(pk=cast.association.pk).update(state="unclaimed")
    address = f"{ADMIN}{cast.association.pk}/change/"
    response = staff.post(address, entries(name="Anders", seen_version="7"))
    assert [error.code for error in errors(response).as_data()["__all__"]] == ["stale"]
    cast.association.refresh_from_db()
    assert cast.association.name == "Elterntreff Nordstadt"


def test_a_refused_decision_takes_the_other_changes_back(staff, cast):
    Organisation.objects.filter(pk=cast.association.pk).update(state="unclaimed")
    address = f"{ADMIN}{cast.association.pk}/change/"
    assert errors(staff.post(address, entries(name="Anders", decision="publish")))["__all__"]
    cast.association.refresh_from_db()
    assert cast.association.name == "Elterntreff Nordstadt"


def test_affiliations_without_circles(staff, cast):
    address = "/admin/organisations/affiliation/add/"
    pair = {"member": cast.foreign_association.pk, "umbrella": cast.umbrella.pk}
    typed = pair | {"kind": "member", "since": "2024-01-01"}
    assert staff.post(address, typed).status_code == 302
    assert Affiliation.objects.filter(member=cast.foreign_association).exists()
    refused = staff.post(address, typed | {"umbrella": cast.association.pk})
    assert errors(refused)["umbrella"]


class TestClaims:
    """Portal staff answer where nobody else does."""

    LIST = "/admin/organisations/claim/"

    @pytest.fixture
    def claims(self, cast) -> list[Claim]:
        return [ClaimFactory(umbrella=cast.umbrella), ClaimFactory(secret="geheim"), ClaimFactory()]

    def answer(self, staff, action, claims):
        picked = {"action": action, "_selected_action": [claim.pk for claim in claims]}
        return staff.post(self.LIST, picked, follow=True)

    def test_staff_see_every_claim_and_change_nothing_by_hand(self, staff, claims):
        text = staff.get(self.LIST).text
        for claim in claims:
            assert claim.organisation.name in text
            assert claim.email in text
            address = f"{self.LIST}{claim.pk}/change/"
            assert 'name="_save"' not in staff.get(address).text
            assert staff.post(address, {"state": "confirmed"}).status_code == 403
        assert staff.get(f"{self.LIST}add/").status_code == 403
        assert staff.get(f"{self.LIST}{claims[0].pk}/delete/").status_code == 403

    def test_confirming_invites_those_who_asked(self, staff, claims):
        asked = {claim.email for claim in claims}
        response = self.answer(staff, "confirm", claims)
        assert "3 Anfragen beantwortet." in response.text
        assert set(Invitation.objects.values_list("email", flat=True)) == asked
        assert set(Claim.objects.values_list("state", flat=True)) == {"confirmed"}
        assert claims[0].organisation.decisions.get().capacity == "portal"

    def test_refusing_forgets_who_asked(self, staff, claims):
        self.answer(staff, "refuse", claims)
        assert set(Claim.objects.values_list("state", "name", "email")) == {("refused", "", "")}
        assert not Invitation.objects.exists()

    def test_what_can_not_be_answered_is_said_and_the_others_are(self, staff, claims):
        services.answer_claim(claims[0], confirmed=False, by=staff.user)
        response = self.answer(staff, "confirm", claims)
        assert "2 Anfragen beantwortet." in response.text
        assert "Diese Anfrage ist erledigt." in response.text
        assert Claim.objects.get(pk=claims[0].pk).state == "refused"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, staff, claims, rows, django_assert_num_queries):
        Claim.objects.exclude(pk__in=[claim.pk for claim in claims[:rows]]).delete()
        with django_assert_num_queries(4):
            staff.get(self.LIST)


def test_the_pages_open(staff, cast):
    for address in (
        ADMIN,
        f"{ADMIN}{cast.association.pk}/change/",
        "/admin/organisations/affiliation/",
        f"/admin/organisations/affiliation/{Affiliation.objects.get().pk}/change/",
    ):
        assert staff.get(address).status_code == 200


def test_languages_are_chosen_by_their_names_and_a_rare_one_is_kept(staff, cast):
    row = OrganisationFactory(state="unclaimed")
    row.languages = ["de", "wo"]
    row.save()
    address = f"{ADMIN}{row.pk}/change/"
    choices = dict(staff.get(address).context["adminform"].form.fields["languages"].choices)
    assert (choices["de"], choices["wo"], "ff" in choices) == ("Deutsch", "Wolof", False)
    typed = entries(name=row.name, email="", legal_form="unknown", languages=["wo", "ar"])
    response = staff.post(address, typed)
    assert response.status_code == 302, errors(response)
    row.refresh_from_db()
    assert row.languages == ["wo", "ar"]
