"""Authenticator app, recovery codes, trusted devices, and who must have a second factor."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox.models import Message
from tests.factories.accounts import PASSWORD, UserFactory, code_for, code_of

pytestmark = pytest.mark.django_db
LOGIN = "/de/accounts/login/"
SECOND = "/de/accounts/2fa/authenticate/"
TRUST = "/de/accounts/2fa/trust/"


def sign_in(client, person, password=PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


# -- setting up and signing in --------------------------------------------------------------------------


def test_setting_up_the_app_gives_recovery_codes(client, django_capture_on_commit_callbacks):
    person = UserFactory(second_factor=False)
    sign_in(client, person)
    page = client.get("/de/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'<code dir="ltr">(\w+)</code>', page)
    assert client.post("/de/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/de/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert response["Location"] == "/de/accounts/2fa/recovery-codes/"
    codes = re.findall(r'<code dir="ltr">(\w+)</code>', client.get(response["Location"]).content.decode())
    assert len(codes) == 10
    download = client.get("/de/accounts/2fa/recovery-codes/download/")
    assert all(code in download.content.decode() for code in codes)
    mails = Message.objects.filter(kind="accounts.sign_in_notice")
    assert [mail.state for mail in mails] == ["sent"]


def test_the_secret_is_kept_encrypted(client):
    person = UserFactory()
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert stored.startswith("gAAAA")
    assert len(code_of(person)) == 6


def test_with_another_server_key_no_code_is_right(client, settings):
    person = UserFactory()
    settings.SECRET_KEY = "another-" + "y" * 40
    sign_in(client, person)
    for code in (code_for(""), "000000"):
        assert client.post(SECOND, {"code": code}).status_code == 422
    assert not is_signed_in(client)


def test_after_the_password_the_code_lets_in(client):
    person = UserFactory()
    assert sign_in(client, person)["Location"] == SECOND
    assert not is_signed_in(client)
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    assert client.post(SECOND, {"code": code_of(person)})["Location"] == TRUST
    assert client.post(TRUST, {"action": "skip"})["Location"] == "/de/desk/"
    assert is_signed_in(client)


def test_the_second_step_leads_where_one_wanted_to_go(client):
    person = UserFactory()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "/de/desk/account/"})
    client.post(SECOND, {"code": code_of(person)})
    assert client.post(TRUST, {"action": "skip"})["Location"] == "/de/desk/account/"


def test_a_code_works_once(client):
    person = UserFactory()
    sign_in(client, person)
    code = code_of(person)
    client.post(SECOND, {"code": code})
    other = Client()
    sign_in(other, person)
    assert other.post(SECOND, {"code": code}).status_code == 422


@pytest.mark.parametrize(("late", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(client, late, status):
    person = UserFactory()
    with time_machine.travel(timezone.now(), tick=False):  # or the half minute could end in between
        sign_in(client, person)
        assert client.post(SECOND, {"code": code_of(person, steps=late)}).status_code == status


def test_a_recovery_code_lets_in_once(client):
    person = UserFactory()
    sign_in(client, person)
    client.post(SECOND, {"code": code_of(person)})
    client.post(TRUST, {"action": "skip"})
    client.post("/de/accounts/2fa/recovery-codes/generate/")
    page = client.get("/de/accounts/2fa/recovery-codes/").content.decode()
    code = re.findall(r'<code dir="ltr">(\w+)</code>', page)[0]
    for expected in (302, 422):
        other = Client()
        sign_in(other, person)
        assert other.post(SECOND, {"code": code}).status_code == expected


def test_a_trusted_device_is_asked_once_in_thirty_days(client):
    person = UserFactory()
    sign_in(client, person)
    client.post(SECOND, {"code": code_of(person)})
    response = client.post(TRUST, {"action": "trust"})
    assert response.cookies["mfa_trusted"]["max-age"] == 30 * 24 * 3600
    client.post("/de/accounts/logout/")
    assert sign_in(client, person)["Location"] == "/de/desk/"
    stranger = Client()
    assert sign_in(stranger, person)["Location"] == SECOND


def test_a_new_password_ends_the_trust(client):
    person = UserFactory()
    sign_in(client, person)
    client.post(SECOND, {"code": code_of(person)})
    client.post(TRUST, {"action": "trust"})
    client.post("/de/accounts/logout/")
    person.set_password("etwas ganz anderes")
    person.save()
    assert sign_in(client, person, "etwas ganz anderes")["Location"] == SECOND


def test_guessing_codes_is_limited(client):
    person = UserFactory()
    sign_in(client, person)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    assert client.post(SECOND, {"code": code_of(person)}).status_code == 422


# -- who must have one ------------------------------------------------------------------------------------


@pytest.fixture
def staff(db):
    return UserFactory(email="staff@portal.example", is_staff=True, is_superuser=True, second_factor=False)


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/accounts/user/", "/de/desk/", "/de/desk/account/", "/de/accounts/email/", "/de/"],
)
def test_staff_without_a_second_factor_get_no_further_than_setting_it_up(client, staff, path):
    client.force_login(staff)
    for method in ("get", "post"):
        response = getattr(client, method)(path)
        assert (response.status_code, response["Location"].split("/", 2)[2]) == (302, "accounts/2fa/")


def test_setting_it_up_opens_everything_and_leads_back(client, staff):
    sign_in(client, staff)
    assert client.get("/admin/accounts/user/").status_code == 302
    page = client.get("/de/accounts/2fa/").content.decode()
    assert "turn-warn" in page
    page = client.get("/de/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'<code dir="ltr">(\w+)</code>', page)
    client.post("/de/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert 'href="/admin/accounts/user/"' in client.get("/de/accounts/2fa/recovery-codes/").content.decode()
    assert client.get("/admin/accounts/user/").status_code == 200


def test_a_passkey_counts_recovery_codes_alone_do_not(client, staff):
    client.force_login(staff)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/admin/").status_code == 302
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert client.get("/admin/").status_code == 200


def test_in_the_demo_nobody_must(client, staff, settings):
    settings.DEMO = True
    client.force_login(staff)
    assert client.get("/admin/").status_code == 200


def test_others_may_do_without(client):
    client.force_login(UserFactory(second_factor=False))
    assert client.get("/de/desk/account/").status_code == 200


def test_other_apps_add_their_rules(client, settings):
    settings.SECOND_FACTOR_RULES = ["tests.accounts.test_second_factor.rule_of_another_app"]
    client.force_login(UserFactory(name="Officer", second_factor=False))
    assert client.get("/de/desk/account/").status_code == 302
    client.force_login(UserFactory(name="Reader", second_factor=False))
    assert client.get("/de/desk/account/").status_code == 200


def rule_of_another_app(user: User) -> bool:
    return user.name == "Officer"


def test_all_rules_exist():
    from django.utils.module_loading import import_string

    assert all(callable(import_string(rule)) for rule in django_settings.SECOND_FACTOR_RULES)
    assert all(callable(import_string(hook)) for hook in django_settings.WHEN_ACCOUNT_CLOSES)


def test_staff_cannot_remove_their_last_one(client):
    staff = UserFactory(is_staff=True)
    sign_in(client, staff)
    client.post(SECOND, {"code": code_of(staff)})
    client.post(TRUST, {"action": "skip"})
    client.post("/de/accounts/2fa/totp/deactivate/")
    assert staff.has_second_factor
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    client.post("/de/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).exists()


def test_others_may_remove_theirs(client):
    person = UserFactory()
    sign_in(client, person)
    client.post(SECOND, {"code": code_of(person)})
    client.post(TRUST, {"action": "skip"})
    assert client.get("/de/accounts/2fa/totp/deactivate/").status_code == 200
    client.post("/de/accounts/2fa/totp/deactivate/")
    assert not person.has_second_factor


def test_changing_something_about_signing_in_asks_again_after_a_while(client):
    client.force_login(UserFactory(second_factor=False))
    for path in ("2fa/totp/activate/", "2fa/webauthn/add/"):
        response = client.get(f"/de/accounts/{path}")
        assert response["Location"].startswith("/de/accounts/reauthenticate/")
    assert client.post("/de/accounts/reauthenticate/", {"password": "falsch"}).status_code == 422
    assert client.post("/de/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.get("/de/accounts/2fa/totp/activate/").status_code == 200


def test_visitors_without_a_session_cost_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_the_second_factor_is_read_with_the_person(client, django_assert_num_queries):
    person = UserFactory(second_factor=False)
    with django_assert_num_queries(1):
        assert not User.objects.with_second_factor().get(pk=person.pk).has_second_factor
    with django_assert_num_queries(2):
        assert not User.objects.get(pk=person.pk).has_second_factor
