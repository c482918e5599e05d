"""The whole country at once: what families, officers and associations look up, beside a bare view."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from organisations.models import Organisation
from portal.accounts.models import User
from portal.lib.dates import today
from tests.load import traffic
from tests.load.figures import Figure
from tests.load.house import web

TIMES, WARM = 60, 5
LIMIT_MS = 150
DEMO = {"DEMO": "1", "DEMO_PASSWORD": "zum-Messen-und-nur-dafuer"}
OFFICE, OFFICER = "musterstelle-nw", "land-nw@demo.example"
COORDINATOR = "verein@demo.example"
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

FIGURES = {
    "figures of all years": "/de/desk/offices/musterstelle-nw/figures/",
    "figures of a year": f"/de/desk/offices/musterstelle-nw/figures/?year={today().year}",
}
# Below the pages of an association.
FINDER = {
    "finder": "funding/find/?purpose=project",
    "finder with a plan": "funding/find/?purpose=project&costs=20000&own=2000&months=12",
    "finder with words": "funding/find/?purpose=project&words=Eltern",
}


@dataclass(frozen=True)
class Walk:
    """Pages that one person looks at, and how long each took."""

    what: str
    pages: dict[str, str]
    cookie: str = ""
    taken: dict[str, float] = field(default_factory=dict)

    @property
    def slowest(self) -> str:
        return max(self.taken, key=lambda name: self.taken[name])


def measure(scale: float) -> Iterator[Figure]:
    """With `scale` of everything that the country may have."""
    with country(scale), web("portal.wsgi:application", DATABASE_POOL="8", **DEMO) as port:
        walks = _walks()
        for walk in walks:
            for name, path in walk.pages.items():
                walk.taken[name] = _p95(port, path, walk.cookie)
                print(f"  {name}: {walk.taken[name]:.1f} ms", flush=True)
        bodies = [_body(port, walk) for walk in walks]
    for walk, body in zip(walks, bodies, strict=True):
        with web("tests.load.bare:application", BARE_BODY=str(body)) as port:
            bare = _p95(port, "/")
        name = f"{walk.what}, p95 in the whole country ({walk.slowest} is slowest), at most {LIMIT_MS} ms"
        target = round(LIMIT_MS / bare, 1)
        ours = walk.taken[walk.slowest]
        yield Figure(name, ours, bare, "bare view, same bytes", target, False, "ms", scale)


def _walks() -> list[Walk]:
    officer, coordinator = _officer_of_all(), User.objects.get(email=COORDINATOR)
    own = Organisation.objects.asking_through(coordinator).order_by("pk")[0]
    finder = {name: f"/de/desk/organisations/{own.slug}/{page}" for name, page in FINDER.items()}
    return [
        Walk("search", SEARCHES),
        Walk("review inbox", INBOX, officer),
        Walk("figures of an Office", FIGURES, officer),
        Walk("programme finder", finder, _cookie_of(coordinator)),
    ]


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
    return _cookie_of(User.objects.get(email=OFFICER))


def _cookie_of(person: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _body(port: int, walk: Walk) -> Path:
    """A file with what the slowest page answers."""
    body = Path(settings.DATA_DIR) / f"bare-body-{walk.slowest.replace(' ', '-')}"
    body.write_bytes(traffic.answer(port, walk.pages[walk.slowest], walk.cookie).partition(b"\r\n\r\n")[2])
    return body


def _p95(port: int, path: str, cookie: str = "") -> float:
    """In milliseconds, once the page is warm."""
    traffic.milliseconds(port, path, WARM, cookie)
    return quantiles(traffic.milliseconds(port, path, TIMES, cookie), n=20)[-1]
