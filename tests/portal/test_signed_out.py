"""What is sent after a sign-in has expired: typing is kept, a button leads back to the page it stands on."""

from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from portal import urls
from portal.lib.kept import keeps_typing, kept_typing
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
LOGIN = "/en/accounts/login/"
PAGE = "/en/desk/form/7/"
BUTTON = "/en/desk/translations/de/schule/publish/"
SAID = "You were signed out. Nothing was changed; please press the button again."


@keeps_typing
def form(request, pk):
    return HttpResponse(repr(kept_typing(request)))


@keeps_typing(page="form")
@require_POST
def send(request, pk):
    return HttpResponse("sent")


urlpatterns = [
    path("en/desk/form/<int:pk>/", form, name="form"),
    path("en/desk/form/<int:pk>/send/", send),
    *urls.urlpatterns,
]


@pytest.fixture
def person():
    return UserFactory(email="aylin@verein.example", second_factor=False)


def sign_in(client: Client, refused: HttpResponse) -> HttpResponse:
    """Sign in on the page to which `refused` leads; the page behind it."""
    before, _mark, after = refused["Location"].partition("?next=")
    assert before == LOGIN
    entered = client.post(
        LOGIN, {"login": "aylin@verein.example", "password": PASSWORD, "next": unquote(after)}
    )
    return client.get(entered["Location"])


def test_typing_is_given_out_once_with_all_values_of_a_name(client, person):
    refused = client.post(PAGE, {"title": "Elternabend", "days": ["1", "3"], "csrfmiddlewaretoken": "x"})
    assert sign_in(client, refused).text == "{'title': 'Elternabend', 'days': ['1', '3']}"
    assert client.get(PAGE).text == "None"


def test_typing_comes_back_on_the_page_it_was_typed_on(client, person):
    refused = client.post(f"{PAGE}send/", {"answer": "Lang"})
    assert refused["Location"] == f"{LOGIN}?next={PAGE}"
    assert sign_in(client, refused).text == "{'answer': 'Lang'}"


def test_the_query_of_a_page_is_not_lost(client):
    assert (
        client.post(f"{PAGE}?format=course", {"a": "1"})["Location"]
        == f"{LOGIN}?next={PAGE}%3Fformat%3Dcourse"
    )


def test_typing_waits_a_day_and_then_the_sign_in_lasts_as_ever(client, person):
    refused = client.post(PAGE, {"title": "Elternabend"})
    assert client.session.get_expiry_age() <= 24 * 3600
    sign_in(client, refused)
    assert client.session.get_expiry_age() > 13 * 24 * 3600


def test_what_is_too_long_is_not_kept_and_that_is_said(client, person):
    refused = client.post(PAGE, {"title": "x" * 60_001})
    assert sign_in(client, refused).text == "None"
    assert SAID in client.get("/en/desk/").text


def test_a_file_is_asked_for_again(client, person):
    refused = client.post(PAGE, {"kind": "statute", "file": SimpleUploadedFile("Satzung.pdf", b"%PDF-1.7")})
    assert sign_in(client, refused).text == "{'kind': 'statute'}"
    assert "The file could not be kept. Please choose it again." in client.get("/en/desk/").text


def test_a_button_leads_back_to_its_page_and_says_that_it_did_nothing(client, person):
    page = "/en/desk/account/?from=mail"
    refused = client.post(BUTTON, headers={"referer": f"http://testserver{page}"})
    assert refused["Location"] == f"{LOGIN}?next=/en/desk/account/%3Ffrom%3Dmail"
    assert SAID in sign_in(client, refused).text
    assert SAID not in client.get(page).text


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/en/desk/", "//evil.example/", "javascript:alert(1)"]
)
def test_without_a_page_of_ours_a_button_leads_to_its_own_address(client, referer):
    assert client.post(BUTTON, headers={"referer": referer})["Location"] == f"{LOGIN}?next={BUTTON}"


def test_who_is_signed_in_is_led_nowhere_else(client, person):
    client.force_login(person)
    assert client.post(f"{PAGE}send/", {"answer": "Lang"}).text == "sent"
    assert SAID not in client.get("/en/desk/").text
