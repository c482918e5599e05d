"""Readings in the text format of Prometheus."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import translation

from portal.operation.readings import Reading

PREFIX = "elternbruecke_"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposed(found: Iterable[Reading]) -> str:
    """One line a reading, with what it means in English; what could not be read is left out."""
    with translation.override("en"):
        lines = [line for name, of_one in groupby(found, lambda it: it.name) for line in _lines(name, of_one)]
    return "\n".join(lines) + "\n"


def _lines(name: str, found: Iterable[Reading]) -> Iterator[str]:
    readings = [reading for reading in found if reading.value is not None]
    if not readings:
        return
    yield f"# HELP {PREFIX}{name} {readings[0].words}"
    yield f"# TYPE {PREFIX}{name} {'counter' if readings[0].counts_up else 'gauge'}"
    for reading in readings:
        yield f"{PREFIX}{name}{_label(reading)} {reading.value:g}"


def _label(reading: Reading) -> str:
    of = reading.of.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{of="{of}"}}' if of else ""
