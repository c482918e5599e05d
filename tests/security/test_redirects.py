"""Nobody who follows an address of ours ends up elsewhere, whatever somebody has added to it."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/de/accounts/login/"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example/", r"/\evil.example/", r"\\evil.example\x",
    "https:evil.example", "https:///evil.example/", "https://testserver@evil.example/", "\t//evil.example/",
    "/\t/evil.example/", "javascript:alert(1)", "data:text/html,x", "https://testserver.evil.example/",
]  # fmt: skip


def place_of(answer) -> str:
    """The host to which a browser is led, or nothing."""
    if "Location" not in answer:
        return ""
    # As browsers read it: backslashes are slashes, and tabs are nothing.
    said = answer["Location"].replace("\\", "/").replace("\t", "").strip()
    led = urlsplit(urljoin("http://testserver/de/", said))
    return led.netloc if led.scheme in ("http", "https") else led.scheme


@pytest.fixture
def person():
    return UserFactory(email="aylin@verein.example", second_factor=False)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_who_signs_in_is_led_to_our_own_pages(person, client, address):
    data = {"login": person.email, "password": PASSWORD, "next": address}
    answer = client.post(LOGIN, data, query_params={"next": address})
    assert (answer.status_code, place_of(answer)) == (302, "testserver")
    again = client.get(LOGIN, {"next": address})  # who is in already is led on at once
    assert (again.status_code, place_of(again)) == (302, "testserver")


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("page", ["/de/accounts/reauthenticate/", "/de/accounts/logout/"])
def test_who_gives_the_password_again_or_leaves_stays_with_us(person, client, page, address):
    client.force_login(person)
    answer = client.post(page, {"password": PASSWORD, "next": address}, query_params={"next": address})
    assert (answer.status_code, place_of(answer)) == (302, "testserver")


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/de", "/de//evil.example", "/\\evil.example/x"]
)
def test_an_address_that_lacks_its_slash_or_language_is_not_completed_to_another_host(path):
    answer = Client().get("/", PATH_INFO=path)
    assert place_of(answer) in ("", "testserver")
