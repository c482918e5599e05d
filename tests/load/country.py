"""The whole country at once: what families, officers and associations look up, beside a bare view."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from time import monotonic

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from funding.models import FundingRequest, Office
from organisations.models import Organisation
from parentwork.models import Workshop
from portal.accounts.models import User
from portal.lib.dates import today
from tests.load import queries, traffic
from tests.load.figures import Figure, Missing, times
from tests.load.house import apart, postgres_pid, web
from tests.load.usage import used

TIMES, WARM = 60, 5
LIMIT_MS, GROWTH = 150, 1.5
LOAD_MINUTES, LOAD_MB = 20, 4_096  # of all of Germany
QUERY_MS = 200
DEMO = {"DEMO": "1", "DEMO_PASSWORD": "zum-Messen-und-nur-dafuer"}
OFFICE, OFFICER = "musterstelle-nw", "land-nw@demo.example"
COORDINATOR = "verein@demo.example"
NEAR = "/de/workshops/?near=44137&km=25"
SEARCHES = {
    "all meetings": "/de/workshops/",
    "meetings in a month": "/de/workshops/month/",
    "meetings near": NEAR,
    "meetings near in a language": f"{NEAR}&language=ar",
    "organisations with meetings near": "/de/organisations/?near=44137&km=25&offers=on",
    "first page": "/de/",
}
_INBOX = f"/de/desk/offices/{OFFICE}/"
INBOX = {
    "inbox": _INBOX,
    "inbox, oldest first": f"{_INBOX}?sort=age",
    "inbox in one state": f"{_INBOX}?state=in_review",
    "inbox with words": f"{_INBOX}?q=Elterncaf",
}
FIGURES = {
    "figures of all years": f"{_INBOX}figures/",
    "figures of a year": f"{_INBOX}figures/?year={today().year}",
}
OFFICE_PAGES = {
    "budget": f"{_INBOX}budget/",
    "structures of the Land": f"{_INBOX}structure/",
    "what the Land learns": f"{_INBOX}land/",
    "earlier grants": f"{_INBOX}past-grants/",
    "first page of the desk": "/de/desk/",
}
# Below the pages of an association.
FINDER = {
    "finder": "funding/find/?purpose=project",
    "finder with a plan": "funding/find/?purpose=project&costs=20000&own=2000&months=12",
    "finder with words": "funding/find/?purpose=project&words=Eltern",
}
ASSOCIATION = {
    "own workshops": "workshops/",
    "own figures": "workshops/figures/",
    "own hours": "workshops/hours/",
    "needs": "workshops/needs/",
    "own requests": "funding/",
}


@dataclass(frozen=True)
class Walk:
    """Pages that one person looks at, how long each took, and what is asked of them."""

    what: str
    pages: dict[str, str]
    cookie: str = ""
    growth: float | None = None
    limit: int | None = None
    taken: dict[str, float] = field(default_factory=dict)

    @property
    def slowest(self) -> str:
        return max(self.taken, key=lambda name: self.taken[name])


def measure(scale: float) -> Iterator[Figure | Missing]:
    """With `scale` of everything that the country may have, and with a tenth of that."""
    small = _walked(scale / 10) if scale >= 0.01 else []
    with country(scale) as loaded:
        yield from loaded.figures(scale)
        walks = _walks()
        with web("portal.wsgi:application", DATABASE_POOL="8", **DEMO) as port:
            for walk in walks:
                _take(walk, port)
            bodies = [_body(port, walk) for walk in walks]
        for walk, body in zip(walks, bodies, strict=True):
            yield _beside_bare(walk, body, scale)
        for walk, before in zip(walks, small, strict=False):
            yield _growth(walk, before, scale)
        yield from _queries(walks, scale)


def _walked(scale: float) -> list[Walk]:
    with country(scale), web("portal.wsgi:application", DATABASE_POOL="8", **DEMO) as port:
        walks = _walks()
        for walk in walks:
            _take(walk, port)
        return walks


def _take(walk: Walk, port: int) -> None:
    for name, path in walk.pages.items():
        walk.taken[name] = _p95(port, path, walk.cookie)
        print(f"  {name}: {walk.taken[name]:.1f} ms", flush=True)


def _beside_bare(walk: Walk, body: Path, scale: float) -> Figure:
    with web("tests.load.bare:application", BARE_BODY=str(body)) as port:
        bare = _p95(port, "/")
    most = f", at most {walk.limit} ms" if walk.limit else ""
    name = f"{walk.what}, p95 in the whole country ({walk.slowest} is slowest){most}"
    target = times(walk.limit, bare) if walk.limit else None
    return Figure(name, walk.taken[walk.slowest], bare, "bare view, same bytes", target, False, "ms", scale)


def _growth(walk: Walk, before: Walk, scale: float) -> Figure:
    most = max(walk.taken, key=lambda name: walk.taken[name] / before.taken[name])
    name = f"{walk.what}, p95 with ten times the data ({most} grows most)"
    ours, reference = walk.taken[most], before.taken[most]
    return Figure(name, ours, reference, "a tenth of it", walk.growth, False, "ms", scale)


def _queries(walks: list[Walk], scale: float) -> Iterator[Figure]:
    """What the pages ask the database: the slowest of all queries, and the most of one page."""
    asked = {name: queries.asked_by(path, walk.cookie) for walk in walks for name, path in walk.pages.items()}
    for name, found in asked.items():
        print(f"  {name}: {len(found)} queries, the longest {max(found, default=0):.1f} ms", flush=True)
    slow = max(asked, key=lambda name: max(asked[name], default=0))
    what = f"slowest of {sum(map(len, asked.values()))} queries of these pages ({slow})"
    yield Figure(what, max(asked[slow]), QUERY_MS, "the limit", 1, False, "ms", scale)
    yield queries.near_by_hand(sum(queries.asked_by(NEAR)), scale)


def _walks() -> list[Walk]:
    officer, coordinator = _officer_of_all(), User.objects.get(email=COORDINATOR)
    own = Organisation.objects.asking_through(coordinator).order_by("pk")[0]
    association = f"/de/desk/organisations/{own.slug}/"
    cookie = _cookie_of(coordinator)
    return [
        Walk("search", SEARCHES, growth=GROWTH, limit=LIMIT_MS),
        Walk("review inbox", INBOX, officer, limit=LIMIT_MS),
        Walk("figures of an Office", FIGURES, officer, limit=LIMIT_MS),
        Walk("programme finder", _below(association, FINDER), cookie, limit=LIMIT_MS),
        Walk("what families take along", _taken_along()),
        Walk("other pages of an Office", OFFICE_PAGES, officer),
        Walk("pages of an association", _below(association, {"dashboard": ""} | ASSOCIATION), cookie),
    ]


def _taken_along() -> dict[str, str]:
    """The page of a workshop with its dates, and the calendar file of a filter: up to 500 dates."""
    workshop = Workshop.objects.public().filter(organisation__source="germany").order_by("pk")[0]
    page = f"/de/workshops/{workshop.pk}-{workshop.slug}/"
    return {"one workshop": page, "calendar file": "/de/workshops.ics?near=44137&km=25"}


def _below(address: str, pages: dict[str, str]) -> dict[str, str]:
    return {name: address + page for name, page in pages.items()}


@dataclass
class Loaded:
    """What it took to make the country: minutes, and the most memory of the house meanwhile."""

    minutes: float = 0
    megabytes: float = 0

    def figures(self, scale: float) -> Iterator[Figure | Missing]:
        limit = "the limit, for all of it"
        yield Figure("making the country", self.minutes, LOAD_MINUTES, limit, 1, False, "min", scale)
        what = "memory of PostgreSQL and the command while they make it, at its peak"
        if self.megabytes:
            yield Figure(what, self.megabytes, LOAD_MB, "the limit", 1, False, "MB", scale)
        else:
            yield Missing(what, "PostgreSQL is not ours", scale)


@contextmanager
def country(scale: float) -> Iterator[Loaded]:
    """A database of its own beside that of the other measurements, dropped at the end."""
    loaded = Loaded()
    with apart("country", **DEMO | {"DEMO": True}):
        with _watched(loaded):
            call_command("loadgermany", scale=scale)
        yield loaded


@contextmanager
def _watched(loaded: Loaded) -> Iterator[None]:
    over, begin = threading.Event(), monotonic()

    def watch() -> None:
        server = postgres_pid()
        while server is not None and not over.wait(1):
            loaded.megabytes = max(loaded.megabytes, used(server, os.getpid()).megabytes)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        loaded.minutes = (monotonic() - begin) / 60


def _officer_of_all() -> str:
    """The cookie of a caseworker in whose one inbox all requests lie, harder than it will ever be."""
    FundingRequest.objects.exclude(file_number="").update(file_number=F("pk"))
    FundingRequest.objects.update(office=Office.objects.get(slug=OFFICE))
    with connection.cursor() as cursor:  # what PostgreSQL does by itself within minutes of such a move
        cursor.execute("VACUUM ANALYZE funding_fundingrequest")
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
    """In milliseconds, once the page is warm; of a page that takes long, no more than a quarter as often."""
    warm = traffic.milliseconds(port, path, WARM, cookie)
    times = TIMES if min(warm) < LIMIT_MS * 2 else TIMES // 4
    return quantiles(traffic.milliseconds(port, path, times, cookie), n=20)[-1]
