"""A new password by mail, and changing it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
RESET = "/de/accounts/password/reset/"
NEW = "vier ganz andere Wörter"


@pytest.fixture
def person(db):
    return UserFactory(email="aylin@verein.example", second_factor=False)


def ask_for_link(client, email="aylin@verein.example") -> str:
    client.post(RESET, {"email": email})
    message = Message.objects.get(kind="accounts.password_reset", address="aylin@verein.example")
    (url,) = re.findall(r"http\S+", text_of(message, "de").body)
    assert url.startswith("http://localhost:8000/de/accounts/password/reset/key/")
    return url.removeprefix("http://localhost:8000")


def test_the_link_in_the_mail_sets_a_new_password(client, person):
    form = client.get(ask_for_link(client), follow=True)
    assert form.redirect_chain[-1][0].endswith("-set-password/")  # the secret is out of the address
    response = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert response["Location"] == "/de/accounts/password/reset/key/done/"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "_auth_user_id" not in client.session  # signing in shows the second factor, too
    notice = Message.objects.get(kind="accounts.sign_in_notice")
    assert notice.payload["news"] == "account/email/password_reset"
    assert text_of(notice, "de") is not None


def test_the_link_works_once(client, person):
    link = ask_for_link(client)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    again = client.get(link)
    assert again.status_code == 200
    assert "password1" not in again.content.decode()


def test_the_link_works_for_three_days(client, person):
    link = ask_for_link(client)
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2)):
        assert "password1" not in client.get(link, follow=True).content.decode()


def test_other_sessions_end_with_the_old_password(client, person):
    other = Client()
    other.force_login(person)
    form = client.get(ask_for_link(client), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert other.get("/de/desk/account/").status_code == 302


def test_an_unknown_address_gets_the_same_answer(client, person):
    known = client.post(RESET, {"email": "aylin@verein.example"})
    unknown = client.post(RESET, {"email": "niemand@verein.example"})
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    message = Message.objects.get(address="niemand@verein.example")
    assert message.kind == "accounts.unknown_account"
    assert "niemand@verein.example" in text_of(message, "de").body


def test_asking_too_often_for_one_address_is_limited(client, person):
    answers = [client.post(RESET, {"email": "oft@verein.example"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("one", "two"),
    [(NEW, "etwas anderes"), ("kurz", "kurz"), ("1234567890", "1234567890"), ("aylin@verein.example",) * 2],
)
def test_weak_or_differing_passwords_are_refused(client, person, one, two):
    form = client.get(ask_for_link(client), follow=True).redirect_chain[-1][0]
    response = client.post(form, {"password1": one, "password2": two})
    assert response.status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_changing_it_needs_the_present_one_and_ends_other_sessions(client, person):
    other = Client()
    other.force_login(person)
    client.force_login(person)
    data = {"oldpassword": "falsch", "password1": NEW, "password2": NEW}
    assert client.post("/de/accounts/password/change/", data).status_code == 422
    data["oldpassword"] = PASSWORD
    assert client.post("/de/accounts/password/change/", data)["Location"] == "/de/desk/account/"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert client.get("/de/desk/account/").status_code == 200
    assert other.get("/de/desk/account/").status_code == 302
    assert Message.objects.get().payload["news"] == "account/email/password_changed"
