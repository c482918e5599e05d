import errno

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseNotAllowed
from django.test import Client
from django.urls import path
from django.utils import translation

from portal import urls, views
from portal.templatetags.house import page_above

DOCUMENT = "7b0c3b6e-3f0d-4d0f-9b57-3d6a5f1e2c11"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _raise(error: Exception):
    def view(request: HttpRequest):
        raise error

    return view


def _only_a_button(request: HttpRequest):
    return HttpResponseNotAllowed(["POST"])


FAULTS = {
    400: _raise(SuspiciousOperation("odd")),
    403: _raise(PermissionDenied()),
    405: _only_a_button,
    500: _raise(RuntimeError("broken")),
    503: _raise(OperationalError("the database is away")),
}
handler400, handler403, handler404, handler405, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler405, urls.handler500,
)  # fmt: skip
urlpatterns = [
    *urls.urlpatterns,
    *[
        path(f"<slug:language>/fault/{status}/", lambda request, language, view=view: view(request))
        for status, view in FAULTS.items()
    ],
]


def _check(response, status, language):
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}" dir="{"rtl" if language in ("ar", "fa") else "ltr"}">' in page
    assert page.count("<h1>") == 1
    assert page.index("<h1>") < page.index("<h2>")
    ways = page[page.index("<h2>") : page.index("</main>")]
    assert ways.count("<li>") >= 2
    assert f'href="/{language}/"' in ways
    assert 'rel="canonical"' not in page


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 503])
def test_an_error_is_told_in_the_readers_language_without_a_database(status, language):
    """No database fixture: pytest-django refuses any query."""
    client = Client(raise_request_exception=False)
    _check(client.get(f"/{language}/fault/{status}/"), status, language)


@pytest.mark.parametrize(
    ("button", "above"),
    [
        ("/de/accounts/2fa/webauthn/login/", "/de/accounts/2fa/webauthn/"),
        ("/ar/b/K7M4QX/cancel/", "/ar/b/K7M4QX/"),
        ("/en/nothing/here/at/all/", "/en/"),
    ],
)
def test_above_an_address_is_the_nearest_that_exists(button, above):
    with translation.override(button[1:3]):
        assert page_above(button) == above


def test_the_address_of_a_button_leads_to_the_page_above(client):
    response = client.get(f"/tr/documents/{DOCUMENT}/cancel/")
    _check(response, 405, "tr")
    assert response["Allow"] == "POST"
    assert f'<a href="/tr/documents/{DOCUMENT}/">' in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_attempts_are_told(language, rf):
    _check(views.too_many_requests(rf.get(f"/{language}/report/")), 429, language)


@pytest.mark.django_db
def test_the_page_says_how_long_to_wait(client):
    cache.clear()
    for _attempt in range(10):
        assert client.post("/de/report/", {}, REMOTE_ADDR="192.0.2.7").status_code == 422
    response = client.post("/de/report/", {}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 429
    assert "60" in response.content.decode()
    cache.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_token_is_refused(language):
    client = Client(enforce_csrf_checks=True)
    _check(client.post(f"/{language}/report/", {"what": "x"}), 403, language)


def test_an_address_without_a_language_is_answered_in_the_browsers(client):
    response = client.get("/nowhere-at-all", headers={"accept-language": "tr"})
    _check(response, 404, "tr")


@pytest.mark.parametrize(("method", "is_said"), [("get", False), ("post", True)])
def test_only_who_sent_something_reads_that_it_was_not_saved(rf, method, is_said):
    page = views.server_error(getattr(rf, method)("/en/report/")).content.decode()
    assert ("What you entered was not saved." in page) == is_said


@pytest.mark.parametrize(("address", "leads"), [("/en/desk/guides/", True), ("/en/guides/", False)])
def test_the_error_page_of_the_desk_leads_back_to_the_desk(rf, address, leads):
    page = views.server_error(rf.get(address)).content.decode()
    assert ('href="/en/desk/"' in page) == leads


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (InterfaceError("connection already closed"), 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (OSError(errno.ENOENT, "No such file"), 500),
        (DataError("a fault of ours"), 500),
    ],
)
def test_only_a_fault_that_passes_asks_for_patience(rf, fault, status):
    try:
        raise fault
    except Exception:
        assert views.server_error(rf.get("/de/")).status_code == status


def test_even_a_broken_error_page_says_something(rf, monkeypatch):
    monkeypatch.setattr(views, "render_to_string", _raise(RuntimeError()))
    response = views.server_error(rf.get("/de/"))
    assert response.status_code == 500
    assert "schiefgegangen" in response.content.decode()


def test_the_language_of_the_thread_is_left_as_it_was(rf):
    with translation.override("pl"):
        views.not_found(rf.get("/ar/x/"))
        assert translation.get_language() == "pl"
