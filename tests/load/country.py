"""The whole country at once: searches of families and the inbox of officers, beside a bare view."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import quantiles

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import override_settings

from funding.models import FundingRequest, Office
from portal.accounts.models import User
from tests.load import traffic
from tests.load.figures import Figure
from tests.load.house import web

TIMES, WARM = 60, 5
LIMIT_MS = 150
DEMO = {"DEMO": "1", "DEMO_PASSWORD": "zum-Messen-und-nur-dafuer"}
OFFICE, OFFICER = "musterstelle-nw", "land-nw@demo.example"
SEARCHES = {
    "all meetings": "/de/workshops/",
    "meetings in a month": "/de/workshops/month/",
    "meetings near": "/de/workshops/?near=44137&km=25",
    "meetings near in a language": "/de/workshops/?near=44137&km=25&language=ar",
    "organisations with meetings near": "/de/organisations/?near=44137&km=25&offers=on",
    "first page": "/de/",
}
INBOX = {
    "inbox": "/de/desk/offices/musterstelle-nw/",
    "inbox, oldest first": "/de/desk/offices/musterstelle-nw/?sort=age",
    "inbox in one state": "/de/desk/offices/musterstelle-nw/?state=in_review",
    "inbox with words": "/de/desk/offices/musterstelle-nw/?q=Elterncaf",
}


def measure(scale: float) -> Iterator[Figure]:
    """With `scale` of everything that the country may have."""
    with country(scale), web("portal.wsgi:application", DATABASE_POOL="8", **DEMO) as port:
        cookie = _officer_of_all()
        found = {name: _p95(port, path) for name, path in SEARCHES.items()}
        desk = {name: _p95(port, path, cookie) for name, path in INBOX.items()}
        bodies = [_body(port, SEARCHES, found), _body(port, INBOX, desk, cookie)]
    for name, taken in (found | desk).items():
        print(f"  {name}: {taken:.1f} ms", flush=True)
    for what, times, body in (("search", found, bodies[0]), ("review inbox", desk, bodies[1])):
        slowest = max(times, key=lambda name: times[name])
        with web("tests.load.bare:application", BARE_BODY=str(body)) as port:
            bare = _p95(port, "/")
        name = f"{what}, p95 in the whole country ({slowest} is slowest), at most {LIMIT_MS} ms"
        target = round(LIMIT_MS / bare, 1)
        yield Figure(name, times[slowest], bare, "bare view, same bytes", target, False, "ms", scale)


@contextmanager
def country(scale: float) -> Iterator[None]:
    """A database of its own beside that of the other measurements, dropped at the end."""
    usual = str(connection.settings_dict["NAME"])
    name = f"{usual}_country"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{usual}"')
    connection.settings_dict["NAME"] = name
    before = os.environ.get("DATABASE_URL")
    address, _mark, options = settings.DATABASE_URL.partition("?")
    os.environ["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}?{options}".rstrip("?")
    try:
        with override_settings(**DEMO | {"DEMO": True}):
            call_command("loadgermany", scale=scale)
        yield
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _officer_of_all() -> str:
    """The cookie of a caseworker in whose one inbox all requests lie, harder than it will ever be."""
    FundingRequest.objects.exclude(file_number="").update(file_number=F("pk"))
    FundingRequest.objects.update(office=Office.objects.get(slug=OFFICE))
    officer = User.objects.get(email=OFFICER)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _body(port: int, pages: dict[str, str], found: dict[str, float], cookie: str = "") -> Path:
    """A file with what the slowest page answers."""
    slowest = max(found, key=lambda name: found[name])
    body = Path(settings.DATA_DIR) / f"bare-body-{slowest.replace(' ', '-')}"
    body.write_bytes(traffic.answer(port, pages[slowest], cookie).partition(b"\r\n\r\n")[2])
    return body


def _p95(port: int, path: str, cookie: str = "") -> float:
    """In milliseconds, once the page is warm."""
    traffic.milliseconds(port, path, WARM, cookie)
    return quantiles(traffic.milliseconds(port, path, TIMES, cookie), n=20)[-1]
