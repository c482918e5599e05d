"""Signing in with a real browser: password, passkey, authenticator app."""

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from playwright.sync_api import Page

from portal.accounts.models import User
from portal.accounts.services import first_administrator_link
from tests.factories.accounts import PASSWORD, UserFactory, code_for
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(live_server: Any, settings: Any) -> str:
    """These pages need no reference data."""
    settings.SITE_URL = live_server.url
    return live_server.url


def give_fingerprint(page: Page, *, verifies: bool = True) -> None:
    """A device that can keep passkeys; its owner says yes, or with `verifies=False` is not recognised."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, email: str) -> None:
    page.goto("/en/accounts/login/")
    give_the_password(page, email)


def give_the_password(page: Page, email: str) -> None:
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_first_administrator_sets_up_a_passkey_and_signs_in_with_it(visit):
    page = visit(size=DESKTOP)
    give_fingerprint(page)
    page.goto(first_administrator_link().replace("/de/", "/en/"))
    page.get_by_label("Your name").fill("Ines Hoffmann")
    page.get_by_label("Mail address").fill("ines@portal.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    # Straight to the second factor, since portal staff needs one.
    page.wait_for_url("**/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the device").fill("My laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main li code").count() == 10
    page.get_by_role("link", name="continue").click()
    page.wait_for_url("**/admin/")

    page.goto("/en/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")

    # The same passkey as the second step after the password.
    page.goto("/en/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    sign_in(page, "ines@portal.example")
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url("**/2fa/trust/")
    page.get_by_role("button", name="No, ask every time").click()
    page.wait_for_url("**/desk/")
    page.goto("/en/accounts/2fa/webauthn/")
    assert page.get_by_text("My laptop").first.is_visible()


def test_somebody_without_a_passkey_is_told_so_and_keeps_the_password(visit):
    UserFactory(email="aylin@verein.example", second_factor=False)
    page = visit()
    give_fingerprint(page, verifies=False)
    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work.").wait_for()
    give_the_password(page, "aylin@verein.example")
    page.wait_for_url("**/desk/")


def test_an_app_is_set_up_on_a_phone(visit):
    user = UserFactory(email="aylin@verein.example", second_factor=False)
    page = visit()
    sign_in(page, user.email)
    page.wait_for_url("**/desk/")
    page.goto("/en/accounts/2fa/totp/activate/")
    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill(code_for(secret))
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url("**/recovery-codes/")
    assert User.objects.get().has_second_factor


PAGES = [
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/1-x/",
    "accounts/password/reset/key/done/",
    "accounts/confirm-email/",
    "accounts/confirm-email/nothing/",
    "accounts/inactive/",
    "accounts/invitation/nothing/",
]
SIGNED_IN_PAGES = [
    "desk/account/",
    "desk/account/close/",
    "accounts/logout/",
    "accounts/email/",
    "accounts/password/change/",
    "accounts/2fa/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/webauthn/",
    "accounts/2fa/webauthn/add/",
    "accounts/2fa/reauthenticate/",
    "accounts/reauthenticate/",
    "accounts/sessions/",
]


def look_at(page: Page, addresses: list[str]) -> None:
    for language in ("de", "en"):
        for address in addresses:
            page.goto(f"/{language}/{address}")
            assert page.locator("h1").count() == 1, page.url
            assert_accessible(page)
            assert_fits(page)


def test_axe_finds_nothing_on_the_way_in(visit):
    look_at(visit(size=PHONE), PAGES)


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_account(visit, dark):
    user = UserFactory(email="aylin@verein.example", name="Aylin Demir")
    RecoveryCodes.activate(user)
    page = visit(user, size=PHONE, dark=dark)
    page.goto("/en/accounts/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    look_at(page, SIGNED_IN_PAGES)
