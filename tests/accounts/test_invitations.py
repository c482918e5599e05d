"""Inviting, accepting, sending again, withdrawing."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.kinds import GRANTS, Grant
from portal.accounts.models import Invitation, User
from portal.accounts.services import (
    InvitationOver,
    accept,
    first_administrator_link,
    invite,
    resend,
    withdraw,
)
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
FORM = {"name": "Olena", "language": "en", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def administrator(db):
    return UserFactory(is_staff=True, is_superuser=True, name="Ines Hoffmann")


@pytest.fixture
def given(monkeypatch):
    """What a grant of another app gave: (invitation, user)."""
    given = []

    class Membership(Grant):
        key = "test.membership"
        label = "Membership"

        def describe(self, invitation):
            return f"{invitation.detail} of Elterntreff {invitation.object_id}"

        def may_invite(self, user, object_id, detail):
            return user.email == "coordinator@verein.example"

        def give(self, invitation, user):
            if invitation.object_id == 13:
                raise ValidationError("Elterntreff 13 is full.")
            given.append((invitation, user))

        def still_exists(self, invitation):
            return invitation.object_id != 404

        def url(self, invitation):
            return f"/de/desk/organisations/{invitation.object_id}/"

    monkeypatch.setitem(GRANTS, "test.membership", Membership())
    return given


def link_in(message: Message) -> str:
    (url,) = re.findall(r"http\S+", text_of(message, message.language).body)
    return url.removeprefix("http://localhost:8000")


# -- inviting ---------------------------------------------------------------------------------------


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


# -- accepting with a new account ---------------------------------------------------------------------


def test_accepting_makes_an_account_and_signs_in(client, given):
    InvitationFactory(
        secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1, detail="Helper"
    )
    page = client.get("/de/accounts/invitation/geheim/")
    assert "Helper of Elterntreff 1" in page.content.decode()
    response = client.post("/de/accounts/invitation/geheim/", FORM)
    assert response["Location"] == "/de/desk/organisations/1/"
    user = User.objects.get(email="neu@verein.example")
    assert (user.name, user.language) == ("Olena", "en")
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert [(row.object_id, who) for row, who in given] == [(1, user)]
    assert Invitation.objects.get().accepted_by == user


def test_reading_the_page_changes_nothing(client, given):
    InvitationFactory(secret="geheim", grant="test.membership", object_id=1)
    client.get("/de/accounts/invitation/geheim/")
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.exists()


def test_the_invited_address_cannot_be_changed(client, given):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.post("/de/accounts/invitation/geheim/", FORM | {"email": "boss@verein.example"})
    assert User.objects.get().email == "neu@verein.example"


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"password2": "anders anders"},
        {"password1": "kurz", "password2": "kurz"},
        {"password1": "neu@verein.example", "password2": "neu@verein.example"},
        {"language": "tlh"},
    ],
)
def test_a_faulty_form_keeps_what_was_typed_and_makes_nothing(client, given, change):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    response = client.post("/de/accounts/invitation/geheim/", FORM | change)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert ('value="Olena"' in response.content.decode()) == ("name" not in change)
    assert not User.objects.exists()
    assert given == []


def test_when_it_can_no_longer_be_given_nothing_is_made(client, given):
    InvitationFactory(secret="geheim", grant="test.membership", object_id=13)
    response = client.post("/de/accounts/invitation/geheim/", FORM)
    assert response.status_code == 422
    assert "Elterntreff 13 is full." in response.content.decode()
    assert not User.objects.exists()
    assert Invitation.objects.get().accepted_at is None


# -- accepting with the account that is there -----------------------------------------------------------


def test_somebody_with_an_account_signs_in_and_accepts(client, given):
    user = UserFactory(email="neu@verein.example", second_factor=False)
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    page = client.get("/de/accounts/invitation/geheim/").content.decode()
    assert "/de/accounts/login/?next=%2Fde%2Faccounts%2Finvitation%2Fgeheim%2F" in page
    assert "password1" not in page
    client.force_login(user)
    assert client.get("/de/accounts/invitation/geheim/").status_code == 200
    assert given == []
    response = client.post("/de/accounts/invitation/geheim/")
    assert response["Location"] == "/de/desk/organisations/1/"
    assert [who for _row, who in given] == [user]


def test_an_account_is_never_made_twice_for_one_address(client, given):
    UserFactory(email="neu@verein.example")
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.post("/de/accounts/invitation/geheim/", FORM)
    assert User.objects.count() == 1
    assert given == []


def test_accepting_twice_gives_once(client, given):
    user = UserFactory(email="neu@verein.example")
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.force_login(user)
    for _ in range(2):
        response = client.post("/de/accounts/invitation/geheim/")
        assert response["Location"] == "/de/desk/organisations/1/"
    assert len(given) == 1


def test_a_confirmed_second_address_counts(given):
    user = UserFactory(email="alt@verein.example")
    EmailAddress.objects.create(user=user, email="neu@verein.example", verified=True)
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    accept("geheim", by=user)
    assert len(given) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_person_is_told_whom_it_is_for_and_gets_nothing(client, given, method):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    other = UserFactory(email="andere@verein.example")
    EmailAddress.objects.create(user=other, email="neu@verein.example", verified=False)
    client.force_login(other)
    response = getattr(client, method)("/de/accounts/invitation/geheim/")
    assert response.status_code == 409
    assert given == []
    if method == "get":
        assert "neu@verein.example" in response.content.decode()


# -- links that do not work -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": "anderes"}, 404),
        ({"expires": timezone.now() - timedelta(minutes=1)}, 410),
        ({"accepted_at": timezone.now()}, 410),
        ({"withdrawn_at": timezone.now()}, 410),
        ({"object_id": 404}, 410),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_link_that_is_over_says_so_and_gives_nothing(client, given, change, status, method, signed_in):
    InvitationFactory(
        **{"secret": "geheim", "email": "neu@verein.example", "grant": "test.membership", "object_id": 1}
        | change
    )
    if signed_in:
        client.force_login(UserFactory(email="neu@verein.example"))
    response = getattr(client, method)("/de/accounts/invitation/geheim/", FORM)
    assert response.status_code == status
    assert response.content.decode().count("<h1") == 1
    assert given == []


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


# -- the first administrator ----------------------------------------------------------------------------


def test_the_first_administrator_comes_by_a_link_that_works_once(client):
    link = first_administrator_link()
    assert link.startswith("http://localhost:8000/de/accounts/invitation/")
    path = link.removeprefix("http://localhost:8000")
    assert client.get(path).status_code == 200
    response = client.post(path, FORM | {"email": "Chefin@Portal.Example"})
    assert response["Location"] == "/admin/"
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("chefin@portal.example", True, True)
    client.logout()
    assert client.get(path).status_code == 410
    assert first_administrator_link() is None


def test_only_the_last_link_for_the_first_administrator_works(client):
    old, new = first_administrator_link(), first_administrator_link()
    assert client.get(old.removeprefix("http://localhost:8000")).status_code == 404
    assert client.get(new.removeprefix("http://localhost:8000")).status_code == 200
    assert Invitation.objects.count() == 1


def test_a_locked_administrator_does_not_count():
    UserFactory(is_staff=True, is_superuser=True, is_active=False)
    assert first_administrator_link() is not None


def test_over_says_why(given):
    with pytest.raises(InvitationOver) as over:
        accept("nichts", by=UserFactory())
    assert over.value.code == "unknown"
