"""Inviting, sending again, withdrawing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.accounts.services import invite, resend, withdraw
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


def link_in(message: Message) -> str:
    (url,) = re.findall(r"http\S+", text_of(message, message.language).body)
    return url.removeprefix("http://localhost:8000")


def test_an_invitation_goes_out_by_mail_in_the_persons_language(administrator):
    invitation = invite(
        " Neu@Verein.Example ", by=administrator, grant="accounts.portal_staff", language="en"
    )
    assert invitation.email == "neu@verein.example"
    message = Message.objects.get()
    assert (message.kind, message.address, message.language) == (
        "accounts.invitation", "neu@verein.example", "en",
    )  # fmt: skip
    body = text_of(message, "en").body
    assert "Ines Hoffmann" in body
    assert link_in(message).startswith("/en/accounts/invitation/")
    assert invitation.expires - timezone.now() > timedelta(days=13, hours=23)


def test_the_database_does_not_hold_the_secret(administrator):
    invitation = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
    secret = link_in(Message.objects.get()).rstrip("/").rsplit("/", 1)[1]
    assert secret not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


@pytest.mark.parametrize(
    "email", ["", "kein-at-zeichen", "a@b", "x" * 300 + "@verein.example", "a@b.de\nCc: x@y.de"]
)
def test_a_faulty_address_is_refused(administrator, email):
    with pytest.raises(ValidationError) as error:
        invite(email, by=administrator, grant="accounts.portal_staff")
    assert "email" in error.value.message_dict
    assert not Invitation.objects.exists()


def test_only_those_may_invite_of_whom_the_grant_says_so(given):
    with pytest.raises(PermissionDenied):
        invite("neu@verein.example", by=UserFactory(), grant="test.membership", object_id=1)
    with pytest.raises(PermissionDenied):
        invite("neu@verein.example", by=UserFactory(is_staff=True), grant="accounts.portal_staff")
    assert not Message.objects.exists()


def test_inviting_again_renews_the_open_invitation(administrator):
    first = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        again = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
        assert again.pk == first.pk
        assert again.is_open
    assert Message.objects.count() == 2


def test_a_double_click_sends_one_mail(administrator):
    for _ in range(2):
        invitation = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
    resend(invitation, by=administrator)
    assert Message.objects.count() == 1


def test_the_database_refuses_a_second_open_invitation_of_the_same_kind():
    InvitationFactory(email="neu@verein.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(email="neu@verein.example")
    InvitationFactory(email="neu@verein.example", object_id=2)


def test_sending_again_makes_a_new_link_and_ends_the_old_one(client, administrator):
    invitation = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
    old = link_in(Message.objects.get())
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        resend(invitation, by=administrator)
        first, second = Message.objects.order_by("pk")
        assert text_of(first, "de") is None  # no longer wanted
        assert client.get(old).status_code == 404
        assert client.get(link_in(second)).status_code == 200


def test_withdrawing_ends_the_link_and_the_mail(client, administrator):
    invitation = invite("neu@verein.example", by=administrator, grant="accounts.portal_staff")
    link = link_in(Message.objects.get())
    for _ in range(2):
        withdraw(invitation, by=administrator)
    assert client.get(link).status_code == 410
    assert text_of(Message.objects.get(), "de") is None
    with pytest.raises(ValidationError):
        resend(invitation, by=administrator)


def test_an_accepted_invitation_is_neither_sent_again_nor_withdrawn(administrator):
    invitation = InvitationFactory(accepted_at=timezone.now())
    for verb in (resend, withdraw):
        with pytest.raises(ValidationError):
            verb(invitation, by=administrator)


def test_strangers_neither_send_again_nor_withdraw(given):
    invitation = InvitationFactory(grant="test.membership", object_id=1)
    for verb in (resend, withdraw):
        with pytest.raises(PermissionDenied):
            verb(invitation, by=UserFactory())
