"""New organisations, and entries that are to go."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from organisations import duties, services
from organisations.choices import LegalForm, ListingState, Role, Verb
from organisations.models import Membership, Organisation
from portal.accounts.services import accept_with_new_account
from portal.outbox.models import Message
from portal.outbox.tasks import dispatch
from portal.pages.models import Report
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
REGISTER = "/en/desk/new-organisation/"
NEWCOMER = "/en/new-organisation/"


def typed(**changes) -> dict[str, str]:
    return {"key": str(uuid4()), "name": "Väterrunde Dortmund", "postal_code": "44137"} | changes


@pytest.fixture
def entry(db):
    return OrganisationFactory(
        name="Elternkreis Hörde", slug="hoerde", state=ListingState.UNCLAIMED, email="post@hoerde.example"
    )


def test_who_registers_looks_after_it_from_then_on(client, cast):
    client.force_login(cast.translator)
    response = client.post(REGISTER, typed())
    organisation = Organisation.objects.get(name="Väterrunde Dortmund")
    assert response["Location"] == f"/en/desk/organisations/{organisation.slug}/"
    assert (organisation.state, organisation.place) == (ListingState.UNCLAIMED, "Dortmund")
    assert organisation.legal_form == LegalForm.UNKNOWN  # nobody has said it yet
    assert Membership.objects.get(organisation=organisation).role == Role.COORDINATOR
    line = organisation.decisions.get()
    assert (line.verb, line.capacity, line.by) == (Verb.REGISTER, "coordinator", cast.translator)


def test_who_was_invited_to_register_and_has_left_again_is_not_asked_once_more(client, cast):
    user = cast.translator
    InvitationFactory(grant="organisations.founding", accepted_by=user, accepted_at=timezone.now())
    asked = reverse("organisations:register")
    assert asked in [duty.url for duty in duties.of(user)]
    client.force_login(user)
    client.post(REGISTER, typed())
    Membership.objects.filter(user=user).delete()
    assert asked not in [duty.url for duty in duties.of(user)]


def test_a_double_click_registers_once(client, cast):
    client.force_login(cast.translator)
    once = typed()
    answers = [client.post(REGISTER, once) for _click in range(2)]
    organisation = Organisation.objects.get(name="Väterrunde Dortmund")
    page = f"/en/desk/organisations/{organisation.slug}/"
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, page)] * 2
    assert (organisation.memberships.count(), organisation.decisions.count()) == (1, 1)


def test_the_key_of_another_organisation_is_refused(client, cast):
    client.force_login(cast.translator)
    response = client.post(REGISTER, typed(key=str(cast.association.public_id)))
    assert response.status_code == 422
    assert "Please open the form again." in response.text
    assert not Membership.objects.filter(user=cast.translator).exists()


def test_only_an_account_that_may_still_sign_in_registers(cast):
    cast.translator.is_active = False
    with pytest.raises(PermissionDenied):
        services.register(uuid4(), {"name": "Neu", "postal_code": cast.postal_code}, by=cast.translator)


def test_an_entry_with_nearly_this_name_is_offered_first(client, cast, entry):
    client.force_login(cast.translator)
    alike = typed(name="Elternkreis Hoerde")
    assert 'type="checkbox"' not in client.get(REGISTER).text
    response = client.post(REGISTER, alike)
    assert response.status_code == 422
    assert 'type="checkbox" name="is_another"' in response.text
    assert "/en/organisations/hoerde/" in response.text
    assert client.post(REGISTER, alike | {"is_another": "on"}).status_code == 302


def test_somebody_registers_a_few_a_day_only(client, cast):
    client.force_login(cast.translator)
    assert [client.post(REGISTER, typed(is_another="on")).status_code for _turn in range(6)] == [302] * 5 + [
        429
    ]


@pytest.mark.parametrize("fault", [{"name": ""}, {"postal_code": "00000"}, {"name": "x" * 201}, {"key": "1"}])
def test_a_faulty_entry_is_refused_in_words(client, cast, fault):
    client.force_login(cast.translator)
    before = Organisation.objects.count()
    response = client.post(REGISTER, typed(**fault))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(fault)
    assert Organisation.objects.count() == before


def test_an_expired_sign_in_eats_nothing(client, cast):
    client.post(REGISTER, typed(name="Väterrunde"))
    client.force_login(cast.translator)
    assert 'value="Väterrunde"' in client.get(REGISTER).text


@pytest.mark.usefixtures("in_english")
def test_whoever_has_no_account_asks_for_a_link_and_registers_with_it(client, cast):
    assert NEWCOMER in client.get("/en/organisations/").text
    assert NEWCOMER in client.get("/en/accounts/signup/").text
    assert NEWCOMER in client.get("/en/funding/").text
    response = client.post(NEWCOMER, {"email": "neu@verein.example"}, follow=True)
    assert "Look into your mailbox" in response.text
    secret = re.search(r"/([^/]+)/?$", Message.objects.get().payload["url"])[1]
    user, address = accept_with_new_account(secret, name="Neu", password="ein ganz langes", language="en")
    assert address == REGISTER
    assert [duty.title for duty in duties.of(user)] == ["Register your organisation"]
    client.force_login(user)
    assert client.get(NEWCOMER)["Location"] == REGISTER


def test_the_answer_does_not_tell_whether_there_is_an_account(client, cast):
    known = client.post(NEWCOMER, {"email": cast.coordinator.email}, follow=True)
    assert known.text == client.post(NEWCOMER, {"email": "neu@verein.example"}, follow=True).text


def test_no_mailbox_is_filled_with_links(client, cast):
    for _again in range(3):
        assert client.post(NEWCOMER, {"email": "neu@verein.example"}).status_code == 302
    assert client.post(NEWCOMER, {"email": "Neu@verein.example"}).status_code == 429
    assert Message.objects.count() == 1  # the others were double clicks


@pytest.mark.parametrize("email", ["", "neu", "neu@"])
def test_a_faulty_address_is_refused_in_words(client, cast, email):
    response = client.post(NEWCOMER, {"email": email})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])
    assert not Message.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_a_network_s_invitation_leads_to_the_form_and_stays_a_duty_until_then(client, cast):
    client.force_login(cast.umbrella_coordinator)
    client.post(
        "/en/desk/organisations/elternnetz/network/invite/",
        {"email": "neu@verein.example", "language": "en"},
    )
    secret = re.search(r"/([^/]+)/?$", Message.objects.get().payload["url"])[1]
    user, address = accept_with_new_account(secret, name="Neu", password="ein ganz langes", language="en")
    assert address == REGISTER
    assert [duty.title for duty in duties.of(user)] == ["Register your organisation"]
    services.register(uuid4(), {"name": "Neu", "postal_code": cast.postal_code}, by=user)
    assert "Register your organisation" not in [duty.title for duty in duties.of(user)]


def test_the_invitation_of_a_network_names_it_and_the_person(client, cast, mailoutbox):
    client.force_login(cast.umbrella_coordinator)
    client.post(
        "/en/desk/organisations/elternnetz/network/invite/",
        {"email": "neu@verein.example", "language": "en"},
    )
    dispatch()
    said = f"{cast.umbrella_coordinator} invites you, for “{cast.umbrella.name}”, to work together"
    assert said in mailoutbox[0].body


def test_the_task_list_says_at_any_time_what_is_still_to_be_done(client, cast):
    organisation = services.register(
        uuid4(), {"name": "Neu", "postal_code": cast.postal_code}, by=cast.translator
    )
    client.force_login(cast.translator)
    page = f"/en/desk/organisations/{organisation.slug}/"
    text = client.get(page).text
    assert "Your first workshop" in text
    assert "not possible yet" in text
    organisation.refresh_from_db()
    data = {"summary_de": "Wir begleiten Väter.", "languages": ["de"], "email": "post@neu.example"}
    services.update_profile(organisation, data, version=organisation.version, by=cast.translator)
    assert "not possible yet" not in client.get(page).text


def test_of_an_entry_that_nobody_looks_after_name_and_town_and_two_ways_on(client, entry):
    text = client.get("/en/organisations/hoerde/").text
    assert "/en/organisations/hoerde/claim/" in text
    assert "/en/organisations/hoerde/removal/" in text
    assert "post@hoerde.example" not in text
    MembershipFactory(organisation=entry)
    text = client.get("/en/organisations/hoerde/").text
    assert "has not published its page yet" in text
    assert "/claim/" not in text


def test_a_removal_is_asked_for_without_an_account_and_becomes_a_task_of_the_staff(client, entry):
    key = str(uuid4())
    question = {"key": key, "why": "Wir wurden bedroht.", "contact": ""}
    for _click in range(2):
        response = client.post("/ar/organisations/hoerde/removal/", question)
    report = Report.objects.get()
    assert response["Location"] == f"/ar/report/{report.key}/"
    assert "Elternkreis Hörde" in report.what
    assert "Wir wurden bedroht." in report.what
    assert report.page.endswith(f"/admin/organisations/organisation/{entry.pk}/change/")


def test_a_removed_entry_is_gone_for_the_public_and_stays_gone_after_the_next_import(
    client, cast, entry, tmp_path
):
    Organisation.objects.filter(pk=entry.pk).update(source="liste", source_key="no 7")
    removed = services.remove(entry, by=cast.portal_staff)
    assert client.get("/en/organisations/hoerde/").status_code == 404
    assert (removed.email, removed.website) == ("", "")
    assert removed.decisions.get().verb == Verb.REMOVE
    (tmp_path / "list.csv").write_text("id,name,email\n7,Elternkreis Hörde,post@hoerde.example\n")
    call_command("importorganisations", str(tmp_path / "list.csv"), "--source", "liste", stdout=StringIO())
    removed.refresh_from_db()
    assert (removed.state, removed.email) == (ListingState.REMOVED, "")
    assert Organisation.objects.filter(name="Elternkreis Hörde").count() == 1
    assert client.get("/en/organisations/hoerde/").status_code == 404
