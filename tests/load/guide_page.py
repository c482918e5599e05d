"""The guide page: warm beside a bare view of the same bytes, cold in queries, and its weight on the wire."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.guides.models import Translation
from portal.lib import languages
from tests.load import traffic
from tests.load.figures import Figure
from tests.load.house import web

ROUNDS, SECONDS = 7, 2.0
LIMIT_KB = 30  # of the largest guide with stylesheet and script, compressed
COLD_QUERIES = 6


def measure(scale: float) -> Iterator[Figure]:
    """Scale has no say here: there are as many guides as there are."""
    addresses = _addresses()
    sizes = {address: _compressed(address) for address in addresses}
    largest = max(sizes, key=lambda address: sizes[address])
    yield _warm(largest, scale)
    yield Figure(
        f"guide page, cold ({largest})",
        _queries(largest),
        COLD_QUERIES,
        "the design",
        1,
        False,
        "queries",
        scale,
    )
    weight = (sizes[largest] + sum(_static(name) for name in ("portal/house.css", "portal/house.js"))) / 1000
    yield Figure(
        "largest guide page with stylesheet and script", weight, LIMIT_KB, "the design", 1, False, "kB", scale
    )


def _warm(path: str, scale: float) -> Figure:
    body = Path(settings.DATA_DIR) / "bare-body"
    with web("portal.wsgi:application", DATABASE_POOL="8") as ours:
        body.write_bytes(traffic.answer(ours, path).partition(b"\r\n\r\n")[2])
        with web("tests.load.bare:application", BARE_BODY=str(body)) as bare:
            pairs = [
                (traffic.per_second(ours, path, SECONDS), traffic.per_second(bare, "/", SECONDS))
                for _round in range(ROUNDS)
            ]
    middle = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    return Figure("guide page, warm", *middle, "bare view, same bytes", 1, True, "requests/s", scale)


def _addresses() -> list[str]:
    """Each public text of a guide in its language, with the facts of a Land."""
    found = []
    for slug, language in Translation.objects.public().values_list("guide__slug", "language"):
        with translation.override(language):
            found.append(reverse("guides:detail", args=[slug]) + "?land=DE-NW")
    return found


def _compressed(address: str) -> int:
    language, _rest = languages.split_path(address)
    with translation.override(language):
        return len(gzip.compress(Client().get(address, headers={"Host": "localhost"}).content, 9, mtime=0))


def _queries(address: str) -> int:
    Client().get(address, headers={"Host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        Client().get(address, headers={"Host": "localhost"})
    return len(asked)


def _static(name: str) -> int:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return len(gzip.compress(Path(found).read_bytes(), 9, mtime=0))
