"""Every published grant."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain, islice

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from funding.api.answers import Body, View, open_view
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
from portal.lib import money
from portal.lib.sheets import csv_lines

NEWEST = 50


def _grants(content_type: str) -> Callable[[Callable[[datetime], Body]], View]:
    return open_view(content_type, state_of_grants, "No Office has published a grant here yet.")


@_grants("application/json")
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


@_grants("text/csv; charset=utf-8")
def as_csv(last: datetime) -> Body:
    """The same as a table, with the headings of the standard."""
    yield from csv_lines(chain([COLUMNS], map(as_row, open_grants())), delimiter=",")


@_grants("application/atom+xml; charset=utf-8")
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
