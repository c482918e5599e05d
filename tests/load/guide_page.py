"""The guide page: warm beside bare peers and Wagtail, cold in queries, and its weight on the wire."""

import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from subprocess import CalledProcessError

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.guides.models import Translation
from portal.lib import languages
from tests.load import nginx, traffic, wagtail
from tests.load.figures import Figure, Missing, middle
from tests.load.house import web

ROUNDS, SECONDS = 7, 2.0
LIMIT_KB = 30  # of the heaviest guide with its stylesheets and scripts, compressed
COLD_QUERIES = 6
PARTS = re.compile(rf'<(?:link rel="stylesheet" href|script src)="{re.escape(settings.STATIC_URL)}([^"]+)"')


def measure(scale: float) -> Iterator[Figure]:
    """Scale has no say here: there are as many guides as there are."""
    public = Translation.objects.public()
    weights = {address: _weight(address) for address in _addresses(public)}
    heaviest = max(weights, key=lambda address: weights[address])
    # A guide that leaves no trace is kept nowhere, and so is never warm.
    keepable = _addresses(public.filter(guide__is_sensitive=False))
    yield from _warm(max(keepable, key=lambda address: weights[address]), scale)
    yield Figure(
        f"guide page, cold ({heaviest})",
        _queries(heaviest),
        COLD_QUERIES,
        "the design",
        1,
        False,
        "queries",
        scale,
    )
    yield Figure(
        f"heaviest guide page with stylesheets and scripts ({heaviest})",
        weights[heaviest] / 1000,
        LIMIT_KB,
        "the design",
        1,
        False,
        "kB",
        scale,
    )


def _warm(path: str, scale: float) -> Iterator[Figure]:
    """Ours, the bare view and nginx with the page as a file take turns."""
    body = Path(settings.DATA_DIR) / "bare-body"
    what, missing = "guide page, warm", ""
    with ExitStack() as house:
        ours = house.enter_context(web("portal.wsgi:application", DATABASE_POOL="8"))
        body.write_bytes(traffic.answer(ours, path).partition(b"\r\n\r\n")[2])
        asked = [
            (ours, path),
            (house.enter_context(web("tests.load.bare:application", BARE_BODY=str(body))), "/"),
            (house.enter_context(nginx.serving(body)), "/page"),
        ]
        try:
            asked.append((house.enter_context(wagtail.serving(_text(body))), "/text/"))
        except (CalledProcessError, RuntimeError) as error:
            missing = str(error)
        rounds = [[traffic.per_second(*one, SECONDS) for one in asked] for _round in range(ROUNDS)]
    yield Figure(what, *middle(rounds), "bare view, same bytes", 1, True, "requests/s", scale)
    yield Figure(what, *middle(rounds, 2), "static file through nginx", None, True, "requests/s", scale)
    peer = "Wagtail, same text, nothing kept"
    if missing:
        yield Missing(f"{what}, beside {peer}", missing, scale)
    else:
        yield Figure(what, *middle(rounds, 3), peer, None, True, "requests/s", scale)


def _text(body: Path) -> str:
    """What stands in the page itself, without head and foot."""
    found = re.search(r"<main\b[^>]*>(.*)</main>", gzip.decompress(body.read_bytes()).decode(), re.DOTALL)
    if found is None:
        raise RuntimeError("the page has no <main>")
    return found[1]


def _addresses(texts: QuerySet[Translation]) -> list[str]:
    """Each of these texts in its language, with the facts of a Land."""
    found = []
    for slug, language in texts.values_list("guide__slug", "language"):
        with translation.override(language):
            found.append(reverse("guides:detail", args=[slug]) + "?land=DE-NW")
    return found


def _weight(address: str) -> int:
    """Bytes on the wire of the page and of each stylesheet and script that it names."""
    language, _rest = languages.split_path(address)
    with translation.override(language):
        page = Client().get(address, headers={"Host": "localhost"}).content
    return _compressed(page) + sum(map(_static, PARTS.findall(page.decode())))


def _queries(address: str) -> int:
    Client().get(address, headers={"Host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        Client().get(address, headers={"Host": "localhost"})
    return len(asked)


@cache
def _static(name: str) -> int:
    return _compressed((Path(settings.STATIC_ROOT) / name).read_bytes())


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))
