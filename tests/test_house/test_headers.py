"""What a browser is told by every page of a portal reached by https, as Mozilla's Observatory grades it."""

import json
import os
import subprocess
import sys

import pytest

from tests.test_house.sources import ROOT

ASK = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"Host": "portal.example"})
page, plain = client.get("/de/nowhere/", secure=True), client.get("/de/nowhere/?a=1")
cookies = [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,
           settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_SAMESITE]
print(json.dumps([dict(page.headers), plain.status_code, plain.headers["Location"], cookies]))
"""


@pytest.fixture(scope="module")
def told():
    """The headers of a page, where plain http leads, and how cookies are kept."""
    environment = {name: os.environ[name] for name in ("PATH", "DATA_DIR")} | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SITE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "SECRET_KEY": "x" * 50,
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_the_browser_keeps_to_https_and_to_us(told):
    headers = told[0]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_nothing_runs_that_is_not_ours(told):
    rules = dict(rule.strip().split(" ", 1) for rule in told[0]["Content-Security-Policy"].split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_plain_http_leads_to_the_same_page(told):
    assert told[1:3] == [301, "https://portal.example/de/nowhere/?a=1"]


def test_cookies_stay_with_us(told):
    assert told[3] == [True, True, "Lax", True, "Lax"]


def test_no_page_says_what_it_is_made_with(told):
    assert {"Server", "X-Powered-By"} & set(told[0]) == set()
