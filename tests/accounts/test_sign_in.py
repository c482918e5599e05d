"""Signing in by mail and password."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory, code_of

pytestmark = pytest.mark.django_db
LOGIN = "/de/accounts/login/"
WRONG = "Die Mailadresse oder das Passwort"
DEAD = {"default": {"BACKEND": "portal.lib.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.fixture
def person(db):
    return UserFactory(email="aylin@verein.example", second_factor=False)


def sign_in(client, email="aylin@verein.example", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password} | extra)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("email", ["aylin@verein.example", "Aylin@Verein.example", " aylin@verein.example "])
def test_the_right_password_lets_in_whatever_the_case_of_the_address(client, person, email):
    response = sign_in(client, email)
    assert response.status_code == 302
    assert response["Location"] == "/de/desk/"
    assert is_signed_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_go(client, person):
    response = client.get("/de/desk/account/")
    assert response["Location"] == LOGIN + "?next=/de/desk/account/"
    assert sign_in(client, next="/de/desk/account/")["Location"] == "/de/desk/account/"


def test_no_way_to_a_foreign_site(client, person):
    assert sign_in(client, next="https://evil.example/")["Location"] == "/de/desk/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    wrong = sign_in(client, password="falsches Passwort")
    unknown = sign_in(client, "niemand@verein.example", "falsches Passwort")
    assert wrong.status_code == unknown.status_code == 422
    assert not is_signed_in(client)

    def text(response, email):
        content = response.content.decode().replace(email, "")
        return content.split("<main")[1].split("csrfmiddlewaretoken")[0], "error-summary" in content

    assert text(wrong, "aylin@verein.example") == text(unknown, "niemand@verein.example")
    assert text(wrong, "")[1]


def test_what_was_typed_stays_but_for_the_password(client, person):
    content = sign_in(client, password="falsches Passwort").content.decode()
    assert 'value="aylin@verein.example"' in content
    assert "falsches Passwort" not in content


def test_a_locked_account_is_told_so_only_with_the_right_password(client, person):
    person.is_active = False
    person.save()
    assert sign_in(client, password="falsches Passwort").status_code == 422
    response = sign_in(client)
    assert response["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_an_unconfirmed_address_gets_its_link_again(client):
    from portal.outbox.models import Message

    UserFactory(email="neu@verein.example", confirmed=False, second_factor=False)
    response = sign_in(client, "neu@verein.example")
    assert response["Location"] == "/de/accounts/confirm-email/"
    assert not is_signed_in(client)
    assert Message.objects.get().kind == "accounts.mail_confirmation"


def test_the_session_gets_a_new_key(client, person):
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_signing_out_ends_the_session(client, person):
    sign_in(client)
    key = client.session.session_key
    assert client.get("/de/accounts/logout/").status_code == 200
    assert is_signed_in(client)  # GET changes nothing
    assert client.post("/de/accounts/logout/")["Location"] == "/de/"
    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(session_key=key).exists()


def test_five_wrong_passwords_lock_the_address_for_a_while(client, person):
    for _ in range(5):
        assert sign_in(client, password="falsches Passwort").status_code == 422
    response = sign_in(client)
    assert response.status_code == 422
    assert not is_signed_in(client)


def test_without_valkey_signing_in_works_and_nobody_is_counted(client, person, settings):
    settings.CACHES = DEAD
    for _ in range(7):
        assert sign_in(client, password="falsches Passwort").status_code == 422
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_without_valkey_the_second_step_works(client, settings):
    settings.CACHES = DEAD
    person = UserFactory(email="aylin@verein.example")
    sign_in(client)
    client.post("/de/accounts/2fa/authenticate/", {"code": code_of(person)})
    client.post("/de/accounts/2fa/trust/", {"action": "skip"})
    assert is_signed_in(client)


def test_nobody_signs_up_without_an_invitation(client):
    from portal.accounts.models import User

    page = client.get("/de/accounts/signup/")
    assert page.status_code == 200
    data = {"email": "neu@verein.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/de/accounts/signup/", data)
    assert not User.objects.exists()


@pytest.mark.parametrize("language", ["ar", "tr", "de-x-leicht"])
def test_in_other_languages_one_is_led_to_the_german_page(client, language):
    response = client.get(f"/{language}/accounts/login/?next=/de/desk/")
    assert response["Location"] == "/de/accounts/login/?next=/de/desk/"


def test_the_page_has_one_heading_of_the_first_level_and_no_inline_script(client):
    content = client.get(LOGIN).content.decode()
    assert content.count("<h1") == 1
    assert "<script>" not in content
    assert "style=" not in content


def test_queries(client, person, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(LOGIN)
    client.force_login(person)
    with CaptureQueriesContext(connection) as frame:
        client.get("/de/accounts/logout/")  # nothing but the frame of a signed-in page
    more_than_the_frame = {"/de/desk/account/": 1, "/de/accounts/2fa/": 2, "/de/accounts/email/": 4}
    for path, number in more_than_the_frame.items():
        with django_assert_num_queries(len(frame) + number):
            assert client.get(path).status_code == 200
