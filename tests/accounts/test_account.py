"""One's own account: name, mail address, sessions, deleting it; and what is forgotten by itself."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Invitation, User
from portal.accounts.services import change_profile, close_account, purge
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/de/accounts/login/"


@pytest.fixture
def person(db):
    return UserFactory(email="aylin@verein.example", name="Aylin", second_factor=False)


@pytest.fixture
def signed_in(client, person):
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return client


# -- name and language ------------------------------------------------------------------------------------


def test_name_and_language_are_changed(signed_in, person):
    response = signed_in.post("/de/desk/account/", {"name": "Aylin Demir", "language": "en"})
    assert response["Location"] == "/de/desk/account/"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Aylin Demir", "en")


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "language": "de"},
        {"name": "x" * 121, "language": "de"},
        {"name": "A\x00", "language": "de"},
        {"name": "A", "language": "xx"},
        {},
    ],
)
def test_faulty_entries_change_nothing(signed_in, person, data):
    assert signed_in.post("/de/desk/account/", data).status_code == 422
    person.refresh_from_db()
    assert (person.name, person.language) == ("Aylin", "de")


def test_only_ones_own(person):
    with pytest.raises(PermissionDenied):
        change_profile(person, by=UserFactory(), name="X", language="de")


def test_a_name_is_never_taken_as_markup(signed_in, person):
    signed_in.post("/de/desk/account/", {"name": "<script>alert(1)</script>", "language": "de"})
    assert "<script>alert(1)" not in signed_in.get("/de/desk/account/").content.decode()


# -- mail address -----------------------------------------------------------------------------------------


def test_a_new_address_counts_once_its_link_was_opened(signed_in, person):
    signed_in.post("/de/accounts/email/", {"email": "Neu@Verein.Example", "action_add": "1"})
    person.refresh_from_db()
    assert person.email == "aylin@verein.example"
    message = Message.objects.get()
    assert (message.kind, message.address) == ("accounts.mail_confirmation", "neu@verein.example")
    (link,) = re.findall(r"http://localhost:8000(\S+)", text_of(message, "de").body)
    assert Client().get(link).status_code == 200
    person.refresh_from_db()
    assert person.email == "aylin@verein.example"  # opening is not yet confirming
    Client().post(link)
    person.refresh_from_db()
    assert person.email == "neu@verein.example"
    notice = Message.objects.get(kind="accounts.sign_in_notice")
    assert notice.address == "aylin@verein.example"  # the old one hears of it
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("neu@verein.example", True)]


def test_people_with_a_second_factor_can_change_it_too(client):
    person = UserFactory()
    client.force_login(person)
    client.post("/de/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/de/accounts/email/", {"email": "neu@verein.example", "action_add": "1"})
    assert EmailAddress.objects.filter(email="neu@verein.example", verified=False).exists()


def test_the_change_can_be_called_off(signed_in, person):
    signed_in.post("/de/accounts/email/", {"email": "neu@verein.example", "action_add": "1"})
    signed_in.post("/de/accounts/email/", {"email": "neu@verein.example", "action_remove": "1"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["aylin@verein.example"]


def test_an_address_of_somebody_else_is_not_given_away(signed_in, person):
    UserFactory(email="andere@verein.example")
    response = signed_in.post("/de/accounts/email/", {"email": "andere@verein.example", "action_add": "1"})
    assert response.status_code == 302  # no word about whether it exists
    person.refresh_from_db()
    assert person.email == "aylin@verein.example"


@pytest.mark.parametrize("email", ["", "keine-adresse", "aylin@verein.example"])
def test_a_faulty_address_is_refused(signed_in, email):
    data = {"email": email, "action_add": "1"}
    assert signed_in.post("/de/accounts/email/", data).status_code == 422


# -- sessions ----------------------------------------------------------------------------------------------


def test_the_list_shows_the_devices_and_signs_out_the_others(signed_in, person):
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
    other = Client(headers={"User-Agent": windows})
    other.post(LOGIN, {"login": person.email, "password": PASSWORD})
    page = signed_in.get("/de/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page
    signed_in.post("/de/accounts/sessions/")
    assert signed_in.get("/de/desk/account/").status_code == 200
    assert other.get("/de/desk/account/").status_code == 302
    assert UserSession.objects.count() == 1


def test_sessions_of_others_are_neither_seen_nor_ended(signed_in):
    stranger = UserFactory(second_factor=False)
    other = Client(headers={"User-Agent": "Mozilla/5.0 (X11; CrOS x86_64) Chrome/130.0 Safari/537"})
    other.post(LOGIN, {"login": stranger.email, "password": PASSWORD})
    assert "Chromebook" not in signed_in.get("/de/accounts/sessions/").content.decode()
    signed_in.post("/de/accounts/sessions/")
    assert other.get("/de/desk/account/").status_code == 200


# -- deleting the account ----------------------------------------------------------------------------------


def test_deleting_asks_first_and_then_leaves_nothing(signed_in, person):
    InvitationFactory(email=person.email)
    assert signed_in.get("/de/desk/account/close/").status_code == 200
    assert signed_in.post("/de/desk/account/close/").status_code == 422
    assert User.objects.filter(pk=person.pk).exists()
    response = signed_in.post("/de/desk/account/close/", {"sure": "on"})
    assert response.status_code == 200
    assert "_auth_user_id" not in signed_in.session
    for model in (User, EmailAddress, Authenticator, UserSession, Invitation):
        assert not model.objects.exists()
    assert signed_in.get("/de/desk/account/").status_code == 302


def test_deleting_asks_once_more_who_one_is(client, person):
    client.force_login(person)
    response = client.post("/de/desk/account/close/", {"sure": "on"})
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert User.objects.filter(pk=person.pk).exists()


def test_an_app_may_refuse(signed_in, person, settings):
    settings.WHEN_ACCOUNT_CLOSES = ["tests.accounts.test_account.last_coordinator"]
    response = signed_in.post("/de/desk/account/close/", {"sure": "on"})
    assert response.status_code == 422
    assert "You are the last coordinator." in response.content.decode()
    assert User.objects.filter(pk=person.pk).exists()


def last_coordinator(user, *, by):
    raise ValidationError("You are the last coordinator.")


def test_what_an_app_cleaned_up_is_undone_when_the_next_one_refuses(person, settings):
    settings.WHEN_ACCOUNT_CLOSES = [
        "tests.accounts.test_account.clean_up",
        "tests.accounts.test_account.last_coordinator",
    ]
    with pytest.raises(ValidationError):
        close_account(person, by=person)
    assert User.objects.get(pk=person.pk).name == "Aylin"


def clean_up(user, *, by):
    User.objects.filter(pk=user.pk).update(name="cleaned")


def test_a_protected_row_keeps_an_empty_locked_account(person, monkeypatch):
    from django.db.models import ProtectedError

    UserSession.objects.create(user=person, ip="203.0.113.7", session_key="k", user_agent="x")

    def refuse(self):
        raise ProtectedError("kept", set())

    monkeypatch.setattr(User, "delete", refuse)
    close_account(person, by=person)
    person.refresh_from_db()
    assert (person.email, person.name) == (f"closed-{person.pk}@account.invalid", "")
    assert not person.is_active
    assert not person.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert not UserSession.objects.exists()


def test_so_does_a_row_that_the_database_freezes(person):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'this row stays'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER stays BEFORE DELETE ON accounts_user"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
    close_account(person, by=person)
    person.refresh_from_db()
    assert (person.email, person.name) == (f"closed-{person.pk}@account.invalid", "")


def test_what_somebody_did_in_the_administration_outlives_their_account(person):
    other = UserFactory(name="Amal")
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=person, content_type=kind, object_id=str(other.pk), object_repr="Amal", action_flag=CHANGE
    )
    close_account(person, by=person)
    close_account(other, by=other)
    entry = LogEntry.objects.get()
    assert (entry.user.email, entry.object_repr) == (f"closed-{person.pk}@account.invalid", "–")
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        purge()
    assert not LogEntry.objects.exists()


def test_strangers_cannot_close_an_account(person):
    with pytest.raises(PermissionDenied):
        close_account(person, by=UserFactory())
    with pytest.raises(PermissionDenied):
        close_account(person, by=UserFactory(is_staff=True))
    close_account(person, by=UserFactory(is_staff=True, is_superuser=True))


def test_the_only_administrator_stays(person):
    chief = UserFactory(is_staff=True, is_superuser=True)
    with pytest.raises(ValidationError):
        close_account(chief, by=chief)
    UserFactory(is_staff=True, is_superuser=True)
    close_account(chief, by=chief)


# -- forgetting --------------------------------------------------------------------------------------------


def test_old_invitations_are_forgotten():
    now, day = timezone.now(), timedelta(days=1)
    kept = [
        InvitationFactory(),
        InvitationFactory(expires=now - 13 * day),
        InvitationFactory(accepted_at=now - 13 * day),
    ]
    InvitationFactory(expires=now - 15 * day)
    InvitationFactory(accepted_at=now - 15 * day)
    InvitationFactory(withdrawn_at=now - 15 * day)
    assert purge()["invitations"] == 3
    assert set(Invitation.objects.all()) == set(kept)


def test_expired_sessions_are_forgotten(signed_in, person):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    UserSession.objects.create(user=person, ip="203.0.113.7", session_key="old", user_agent="x")
    assert purge()["sessions"] == 1
    assert UserSession.objects.count() == Session.objects.count() == 1


def test_accounts_never_confirmed_are_forgotten():
    old = timezone.now() - timedelta(days=15)
    gone = UserFactory(confirmed=False)
    kept = [UserFactory(confirmed=False), UserFactory(), UserFactory(confirmed=False, last_login=old)]
    User.objects.exclude(pk=kept[0].pk).update(date_joined=old)
    assert purge()["unconfirmed accounts"] == 1
    assert not User.objects.filter(pk=gone.pk).exists()
    assert User.objects.count() == 3


def test_an_expired_sign_in_eats_no_change_of_the_account(client, person):
    asked = client.post("/en/desk/account/", {"name": "Aylin Demir", "language": "en"})
    assert asked["Location"] == "/en/accounts/login/?next=/en/desk/account/"
    client.force_login(person)
    page = client.get("/en/desk/account/").text
    assert 'value="Aylin Demir"' in page
    assert '<option value="en" selected>' in page
    person.refresh_from_db()
    assert person.name == "Aylin"
