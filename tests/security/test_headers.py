"""What a browser is told over https, asked for at the web server as it runs in production.

The rules are those by which Mozilla's Observatory grades: nothing inline, no plain HTTP, cookies that
stay where they belong.
"""

import re

import pytest
from django.db import connection

from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.guides import TextFactory
from tests.servers.web import HOST, serving

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
LOGIN = "/de/accounts/login/"
PAGES = {
    "/de/": 200,
    "/ar/guides/schule/": 200,
    "/de/guides/schule/": 200,
    LOGIN: 200,
    "/de/desk/": 302,
    "/admin/login/": 302,
    "/api/": 200,
    "/robots.txt": 200,
    "/healthz": 200,
    "/de/nowhere/": 404,
    "/sitemap.xml": 200,
}
CSP = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "worker-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
}


@pytest.fixture
def web(settings, tmp_path):
    TextFactory(guide__slug="schule", title="So geht Schule")
    database = settings.DATABASE_URL.rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    with serving(tmp_path, DATABASE_URL=database, REDIS_URL=settings.REDIS_URL) as server:
        yield server


def policy(answer):
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def complaints(answer):
    """What a strict browser would like to have been told besides."""
    told = {name.lower(): value for name, value in answer.headers.items()}
    wanted = {
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    yield from (name for name, value in wanted.items() if told.get(name) != value)
    if re.search(r"\d", told.get("server", "")) or "x-powered-by" in told:
        yield "what it is made with"
    if policy(answer) != CSP:
        yield "CSP"


def test_every_answer_tells_the_browser_to_be_strict(web):
    found = {}
    for page, status in PAGES.items():
        for again in ("", " again"):  # the second time from the page cache
            answer = web.get(page)
            assert answer.status == status, page
            found[page + again] = list(complaints(answer))
    assert {page: missing for page, missing in found.items() if missing} == {}


def test_cookies_stay_with_us_and_the_session_out_of_reach_of_scripts(web, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    UserFactory(email="person@verein.example")
    assert not web.get("/de/").cookies, "no cookie before a form needs one"
    token = web.get(LOGIN).cookies["csrftoken"]
    assert (token["secure"], token["samesite"], token["domain"], token["path"]) == (True, "Lax", "", "/")
    signed_in = web.post(LOGIN, {"login": "person@verein.example", "password": PASSWORD})
    assert signed_in.status == 302
    session = signed_in.cookies["sessionid"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert web.get("/de/desk/").headers["Cache-Control"] == "private, no-cache"


def test_what_comes_from_elsewhere_is_led_to_us_or_refused(web):
    plain = web.get("/de/guides/schule/?a=1", **{"X-Forwarded-Proto": "http"})
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/de/guides/schule/?a=1")

    for header, status in {"Host": 400, "X-Forwarded-Host": 200, "Forwarded": 200}.items():
        answer = web.get("/de/", **{header: "evil.example"})
        assert (answer.status, "evil.example" in answer.text + str(answer.headers)) == (status, False)

    web.get(LOGIN)
    elsewhere = {"Referer": "https://evil.example/", "Origin": "https://evil.example"}
    assert web.post(LOGIN, {}).status == 422
    assert web.post(LOGIN, {}, **elsewhere).status == 403
