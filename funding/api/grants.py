"""Every published grant, written out while it is read, and known by its ETag while nothing has changed."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from itertools import chain, islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.csrf import csrf_exempt

from funding.reports.open_data import (
    COLUMNS,
    LICENSE,
    VERSION,
    OpenGrant,
    as_360giving,
    as_row,
    open_grants,
    state_of_grants,
)
from organisations.api.answers import HEADERS, METHODS, error
from portal.lib import limits, money
from portal.lib.release import release
from portal.lib.sheets import csv_lines

RATE = "60/10m"
NEWEST = 50

type Body = Iterator[bytes]
type View = Callable[[HttpRequest], HttpResponseBase]


def _open(content_type: str) -> Callable[[Callable[[datetime], Body]], View]:
    """A view of a function that writes out the grants, as they stood at the moment it is given."""

    def decorate(write: Callable[[datetime], Body]) -> View:
        @csrf_exempt  # nothing is changed here, and a POST is to hear just that
        @wraps(write)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return error(405, "This address can be read only: use GET.", Allow=METHODS)
            if limits.limited(request, "open_data", RATE):
                _amount, seconds = limits.parse_rate(RATE)
                return error(429, "That was too often. Please wait.", **{"Retry-After": str(seconds)})
            number, last = state_of_grants()
            if last is None:
                return error(404, "No Office has published a grant here yet.")
            return _unless_known(request, f"{write.__name__} {number} {last}", write(last), content_type)

        return view

    return decorate


def _unless_known(request: HttpRequest, state: str, body: Body, content_type: str) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(f"{release()} {state}".encode()).hexdigest()[:24]}"'
    if found := get_conditional_response(request, etag=etag):
        return _with_headers(found, etag)
    if request.method == "HEAD":
        return _with_headers(HttpResponse(content_type=content_type), etag)
    return _with_headers(StreamingHttpResponse(body, content_type=content_type), etag)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in {**HEADERS, "ETag": etag, "Cache-Control": "public, no-cache"}.items():
        response.headers[name] = value
    return response


@_open("application/json")
def as_json(last: datetime) -> Body:
    """A package by the 360Giving schema."""
    head = {
        "version": VERSION,
        "identifier": "elternbruecke-grants",
        "title": "Elternbrücke: Zuwendungen an Vereine",
        "publisher": {"name": "Elternbrücke", "website": settings.SITE_URL},
        "license": LICENSE,
        "modified": last.astimezone(UTC).isoformat(),
    }
    yield _json(head)[:-1] + b', "grants": ['
    for number, grant in enumerate(open_grants()):
        yield (b",\n" if number else b"\n") + _json(as_360giving(grant))
    yield b"\n]}"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


@_open("text/csv; charset=utf-8")
def as_csv(last: datetime) -> Body:
    """The same as a table, with the headings of the standard."""
    yield from csv_lines(chain([COLUMNS], map(as_row, open_grants())), delimiter=",")


@_open("application/atom+xml; charset=utf-8")
def feed(last: datetime) -> Body:
    """The newest grants for readers of news."""
    atom = Atom1Feed(
        title="Elternbrücke: neue Zuwendungen an Vereine",
        link=settings.SITE_URL + "/de/open-data/",
        description="",
        language="de",
        feed_url=settings.SITE_URL + reverse("open_data:grants_feed"),
    )
    for grant in islice(open_grants(), NEWEST):
        _add(atom, grant)
    yield atom.writeString("utf-8").encode()


def _add(atom: Atom1Feed, grant: OpenGrant) -> None:
    page = as_360giving(grant)["grantProgramme"][0].get("url", settings.SITE_URL)
    atom.add_item(
        title=f"{grant.applicant}: {grant.title}",
        link=page,
        description=f"{grant.office}: {money.euros(grant.awarded, 'de')}. {grant.description}",
        unique_id=f"urn:uuid:{grant.uuid}",
        pubdate=datetime.combine(grant.announced, datetime.min.time(), UTC),
        updateddate=grant.modified,
    )
