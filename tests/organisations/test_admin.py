"""Portal staff at work in the admin: what they do goes through the services."""

import pytest

from organisations.models import Affiliation, Organisation
from portal.accounts.models import Invitation

pytestmark = pytest.mark.django_db
ADMIN = "/admin/organisations/organisation/"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.portal_staff)
    return client


def entries(**changes) -> dict:
    return {
        "name": "Neuer Verein", "decision": "", "reason": "", "coordinator": "", "seen_version": "1",
        "level": "local", "languages": "de,ar", "postal_code": "44137", "email": "info@neu.example",
        "phone": "", "website": "",
        "legal_form": "ev", "register_court": "", "register_number": "", "founded": "",
        "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        "verifications-TOTAL_FORMS": "0", "verifications-INITIAL_FORMS": "0",
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
    unchanged = entries(name=cast.association.name, email="", decision="suspend")
    assert list(errors(staff.post(address, unchanged))) == ["reason"]
    assert staff.post(address, unchanged | {"reason": "Gibt es nicht mehr."}).status_code == 302
    cast.association.refresh_from_db()
    assert cast.association.is_suspended
    assert cast.association.verifications.get().reason == "Gibt es nicht mehr."


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
    typed = {"member": cast.foreign_association.pk, "umbrella": cast.umbrella.pk, "since": "2024-01-01"}
    assert staff.post(address, typed).status_code == 302
    assert Affiliation.objects.filter(member=cast.foreign_association).exists()
    refused = staff.post(address, typed | {"umbrella": cast.association.pk})
    assert errors(refused)["umbrella"]


def test_the_pages_open(staff, cast):
    for address in (
        ADMIN,
        f"{ADMIN}{cast.association.pk}/change/",
        "/admin/organisations/affiliation/",
        f"/admin/organisations/affiliation/{Affiliation.objects.get().pk}/change/",
    ):
        assert staff.get(address).status_code == 200
