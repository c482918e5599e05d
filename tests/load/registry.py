"""The search of the registry, with a tenth of Germany and with all of it, beside a bare view."""

from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from django.conf import settings

from tests.load import traffic
from tests.load.figures import Figure, times
from tests.load.germany import NETWORK, germany
from tests.load.house import web

PART, WHOLE = 1_430, 14_300
TIMES, WARM = 60, 5
LIMIT_MS, GROWTH = 150, 1.5
LIST = "/de/organisations/"
SEARCHES = {
    "nothing asked": LIST,
    "place": f"{LIST}?near=44137&km=25",
    "place and language": f"{LIST}?near=44137&km=25&language=ru",
    "language": f"{LIST}?language=tr",
    "Land and activity": f"{LIST}?land=DE-NW&activity=advice",
    "words with errors": f"{LIST}?q=Turkischer+Elternvrein",
    "one short misspelt word": f"{LIST}?q=Vrein",
    "a common word": f"{LIST}?q=Verein",
    "meetings to come": f"{LIST}?offers=on",
    "network": f"{LIST}?network={NETWORK}",
    "map": f"{LIST}map/",
    "networks": f"{LIST}networks/",
}


def measure(scale: float) -> Iterator[Figure]:
    """Scale has no say here: growth needs both sizes."""
    with germany(PART):
        part, bare_of_part = _timed()
    with germany(WHOLE):
        whole, bare_of_whole = _timed()
    for name in SEARCHES:
        print(f"  {name}: {part[name]:.1f} ms, with ten times the rows {whole[name]:.1f} ms", flush=True)
    yield _beside_bare(PART, part, bare_of_part, scale)
    yield _beside_bare(WHOLE, whole, bare_of_whole, scale)
    most = max(SEARCHES, key=lambda name: whole[name] / part[name])
    what = f"registry, p95 with ten times the organisations ({most} grows most)"
    yield Figure(what, whole[most], part[most], f"{PART:,} organisations", GROWTH, False, "ms", scale)


def _beside_bare(number: int, found: dict[str, float], bare: float, scale: float) -> Figure:
    """The design names milliseconds; the target is how often a bare view would fit into them."""
    slowest = max(found, key=lambda name: found[name])
    what = f"registry, p95 with {number:,} organisations ({slowest} is slowest), at most {LIMIT_MS} ms"
    target = times(LIMIT_MS, bare)
    return Figure(what, found[slowest], bare, "bare view, same bytes", target, False, "ms", scale)


def _timed() -> tuple[dict[str, float], float]:
    """The p95 of each search, with one worker; and that of a bare view that answers with the slowest page."""
    with web("portal.wsgi:application", DATABASE_POOL="8") as port:
        found = {name: _p95(port, path) for name, path in SEARCHES.items()}
        body = Path(settings.DATA_DIR) / "bare-body"
        slowest = max(found, key=lambda name: found[name])
        body.write_bytes(traffic.answer(port, SEARCHES[slowest]).partition(b"\r\n\r\n")[2])
    with web("tests.load.bare:application", BARE_BODY=str(body)) as port:
        return found, _p95(port, "/")


def _p95(port: int, path: str) -> float:
    """In milliseconds, once the page is warm."""
    traffic.milliseconds(port, path, WARM)
    return quantiles(traffic.milliseconds(port, path, TIMES), n=20)[-1]
