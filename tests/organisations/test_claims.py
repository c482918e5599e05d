"""How an imported entry comes to the people whose organisation it is."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organisations import duties, services
from organisations.choices import ClaimState, ListingState, Role, Verb
from organisations.clock import end_claims
from organisations.models import Claim, Membership
from portal.accounts.models import Invitation
from portal.accounts.services import accept, accept_with_new_account
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.organisations import ClaimFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SAMIRA = "samira@mail.example"
CLAIMS = "/en/desk/organisations/elternnetz/network/claims/"


@pytest.fixture
def entry(db):
    return OrganisationFactory(
        name="Elternkreis Hörde", slug="hoerde", state=ListingState.UNCLAIMED, email="post@hoerde.example"
    )


def ask(client, **changes):
    typed = {"key": str(uuid4()), "name": "Samira", "email": SAMIRA, "umbrella": ""} | changes
    return client.post("/en/organisations/hoerde/claim/", typed)


def link_of(kind: str) -> str:
    url = Message.objects.get(kind=kind).payload["url"]
    return re.sub(r"^https?://[^/]+", "", url)


def test_the_key_of_another_claim_is_refused(client, entry):
    other = ClaimFactory()
    answer = ask(client, key=str(other.key))
    assert answer.status_code == 422
    assert "Please open the form again." in answer.text
    assert not entry.claims.exists()


def test_the_entry_s_own_mailbox_confirms_and_the_asker_becomes_its_coordinator(client, entry):
    asked = ask(client)
    assert asked["Location"] == f"/en/organisation-claims/{Claim.objects.get().key}/"
    message = Message.objects.get()
    assert (message.kind, message.address) == ("organisations.claim_link", "post@hoerde.example")
    link = link_of("organisations.claim_link")
    assert SAMIRA in client.get(link).text
    assert client.post(link, {"answer": "yes"}).status_code == 200
    invitation = Message.objects.get(kind="accounts.invitation")
    assert invitation.address == SAMIRA
    secret = re.search(r"/([^/]+)/?$", invitation.payload["url"])[1]
    _user, address = accept_with_new_account(secret, name="Samira", password="ein ganz langes", language="de")
    assert Membership.objects.get(organisation=entry).role == Role.COORDINATOR
    assert address.endswith("/desk/organisations/hoerde/")
    line = entry.decisions.get()
    assert (line.verb, line.capacity, line.by) == (Verb.CLAIM, "mailbox", None)


def test_the_mail_says_in_words_what_it_is_about(client, entry):
    ask(client)
    text = text_of(Message.objects.get(), "en")
    assert "Elternkreis Hörde" in text.body
    assert "Samira" not in text.body
    services.answer_claim_by_link(link_of("organisations.claim_link").split("/")[-2], confirmed=False)
    assert text_of(Message.objects.get(kind="organisations.claim_link"), "en") is None
    assert "It was not confirmed." in text_of(Message.objects.get(kind="organisations.claim_over"), "en").body


def test_opening_the_link_changes_nothing(client, entry):
    ask(client)
    client.get(link_of("organisations.claim_link"))
    assert Claim.objects.get().state == ClaimState.OPEN


def test_the_link_works_once(client, entry):
    ask(client)
    link = link_of("organisations.claim_link")
    client.post(link, {"answer": "no"})
    assert client.post(link, {"answer": "yes"}).status_code == 422
    assert not Invitation.objects.exists()


def test_the_link_expires(client, entry):
    ask(client)
    Claim.objects.update(ends=timezone.now())
    assert client.post(link_of("organisations.claim_link"), {"answer": "yes"}).status_code == 422
    assert not Invitation.objects.exists()


def test_an_unknown_link_is_404(client, db):
    assert client.get("/en/organisation-claims/answer/geraten/").status_code == 404


def test_the_answer_is_the_same_whatever_addresses_we_know(client, entry):
    pages = []
    for ours, theirs in (("post@hoerde.example", SAMIRA), ("", SAMIRA), ("", UserFactory().email)):
        entry.email = ours
        entry.save()
        asked = ask(client, email=theirs)
        page = client.get(asked["Location"]).text
        pages.append((asked.status_code, re.sub(r"[0-9a-f-]{36}", "", page)))
        Claim.objects.all().delete()
    assert pages == [pages[0]] * 3


def test_a_double_click_asks_once(client, entry):
    key = str(uuid4())
    assert ask(client, key=key)["Location"] == ask(client, key=key)["Location"]
    assert (Claim.objects.count(), Message.objects.count()) == (1, 1)


def test_a_second_person_waits_for_the_answer_to_the_first(client, entry):
    ask(client)
    second = ask(client, email="other@mail.example")
    assert second.status_code == 422
    assert "has asked for this entry already" in second.text
    Claim.objects.update(ends=timezone.now())
    assert ask(client, email="other@mail.example").status_code == 302


def test_the_database_holds_one_open_claim_per_entry(entry):
    ClaimFactory(organisation=entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(organisation=entry)


def test_an_entry_with_people_or_an_open_invitation_is_not_claimed(client, cast, entry):
    assert client.get("/en/organisations/elterntreff-nordstadt/claim/").status_code == 404
    services.invite_member(entry, email="a@b.example", role=Role.COORDINATOR, language="de", by=None)
    assert "looks after this entry already" in ask(client).text
    assert not Claim.objects.exists()


@pytest.mark.parametrize("fault", [{"email": "x"}, {"name": " "}, {"key": "1"}, {"umbrella": "0"}])
def test_a_faulty_question_is_refused_in_words(client, entry, fault):
    response = ask(client, **fault)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(fault)
    assert not Claim.objects.exists()


def test_a_network_confirms_on_its_desk(client, cast, entry):
    asked = ask(client, umbrella=cast.umbrella.pk)
    message = Message.objects.get()
    assert (message.kind, message.address) == ("organisations.claim_asked", cast.umbrella_coordinator.email)
    assert CLAIMS in text_of(message, "en").body
    assert "Elternnetz" in client.get(asked["Location"]).text
    client.force_login(cast.umbrella_coordinator)
    assert SAMIRA in client.get(CLAIMS).text
    client.post(f"{CLAIMS}{Claim.objects.get().pk}/", {"answer": "yes"})
    assert Invitation.objects.get().email == SAMIRA
    assert entry.decisions.get().capacity == "umbrella"
    assert SAMIRA not in client.get(CLAIMS).text


def test_only_networks_that_somebody_can_answer_for_are_offered(client, cast, entry):
    silent = OrganisationFactory(name="Stilles Netz", is_umbrella=True)
    MembershipFactory(organisation=silent, role=Role.HELPER)
    gone = MembershipFactory(organisation=OrganisationFactory(name="Altes Netz", is_umbrella=True))
    gone.user.is_active = False
    gone.user.save()
    MembershipFactory(organisation=cast.umbrella)  # two coordinators are still one network
    offered = client.get("/en/organisations/hoerde/claim/").context["form"].fields["umbrella"].queryset
    assert list(offered) == [cast.umbrella]
    for network in (silent, gone.organisation):
        assert ask(client, umbrella=network.pk).status_code == 422
    assert ask(client, umbrella=cast.umbrella.pk).status_code == 302


def asked_of(user) -> list[str]:
    title = "Say whether somebody may look after an entry"
    return [duty.about for duty in duties.of(user) if duty.title == title]


@pytest.mark.usefixtures("in_english")
def test_a_claim_is_a_duty_of_the_network_alone(cast, entry):
    claim = ClaimFactory(organisation=entry, umbrella=cast.umbrella)
    assert asked_of(cast.umbrella_coordinator) == ["Elternkreis Hörde"]
    assert asked_of(cast.foreign_coordinator) == asked_of(cast.portal_staff) == []
    with pytest.raises(PermissionDenied):
        services.answer_claim(claim, confirmed=True, by=cast.foreign_coordinator)


def test_a_claim_that_nobody_answers_ends_by_itself(entry):
    claim = ClaimFactory(organisation=entry, email=SAMIRA)
    assert end_claims() == 0
    Claim.objects.update(ends=timezone.now() - timedelta(seconds=1))
    assert end_claims() == 1
    claim.refresh_from_db()
    assert (claim.state, claim.name, claim.email) == (ClaimState.ENDED, "", "")
    message = Message.objects.get()
    assert (message.kind, message.address) == ("organisations.claim_over", SAMIRA)
    assert "Nobody answered in time." in text_of(message, "en").body


def test_of_two_answers_the_first_counts(cast, entry):
    claim = ClaimFactory(organisation=entry, umbrella=cast.umbrella)
    services.answer_claim(claim, confirmed=False, by=cast.umbrella_coordinator)
    services.answer_claim(claim, confirmed=False, by=cast.umbrella_coordinator)
    with pytest.raises(ValidationError):
        services.answer_claim(claim, confirmed=True, by=cast.portal_staff)


def test_who_has_an_account_is_invited_like_everybody(client, cast, entry):
    ask(client, email=cast.helper.email)
    client.post(link_of("organisations.claim_link"), {"answer": "yes"})
    secret = re.search(r"/([^/]+)/?$", Message.objects.get(kind="accounts.invitation").payload["url"])[1]
    accept(secret, by=cast.helper)
    assert Membership.objects.get(organisation=entry).user == cast.helper


def test_one_entry_is_asked_for_a_few_times_a_day_only(client, entry):
    def asked():
        Claim.objects.all().delete()
        return ask(client).status_code

    assert [asked() for _turn in range(7)] == [302] * 6 + [429]
