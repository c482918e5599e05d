"""What a page asks the database, and how long each answer takes; and the same by hand."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from portal.lib.geo import bounding_box
from portal.places.models import PostalCode
from tests.load.figures import Figure

TIMES = 9
KM = 25


def asked_by(path: str, cookie: str = "") -> list[float]:
    """Milliseconds of each query of the page; it is asked in this process, where nothing of it is kept."""
    taken: list[float] = []

    def clock(execute: Callable[..., Any], *query: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(*query)
        finally:
            taken.append((time.perf_counter() - begin) * 1000)

    headers = {"host": "localhost"} | ({"cookie": cookie} if cookie else {})
    connection.ensure_connection()
    with connection.execute_wrapper(clock):
        answer = Client().get(path, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return taken


def near_by_hand(ours: float, scale: float) -> Figure:
    """The queries of the page of meetings near a place beside the one that somebody would write by hand."""
    box = bounding_box(*PostalCode.objects.get(code="44137").point, KM)
    values, taken = [box.south, box.north, box.west, box.east], []
    with connection.cursor() as cursor:
        for _number in range(TIMES):
            begin = time.perf_counter()
            cursor.execute(_BY_HAND, values)
            cursor.fetchall()
            taken.append((time.perf_counter() - begin) * 1000)
    what = "all queries of the page of meetings near a place"
    return Figure(what, ours, median(taken), "one SELECT by hand, no places left", None, False, "ms", scale)


# A square instead of a circle, and nothing of what else the page says: filters, places left, how many.
_BY_HAND = """
SELECT d.id, d.starts, d.ends, w.title_de, w.languages, o.name, v.name, v.postal_code_id
FROM parentwork_workshopdate AS d JOIN parentwork_workshop AS w ON w.id = d.workshop_id
JOIN organisations_organisation AS o ON o.id = w.organisation_id
JOIN parentwork_venue AS v ON v.id = d.venue_id
WHERE d.state = 'planned' AND d.starts > now() AND w.state = 'published' AND o.state = 'listed'
AND v.latitude BETWEEN %s AND %s AND v.longitude BETWEEN %s AND %s
AND NOT EXISTS (SELECT FROM parentwork_workshopdate AS e WHERE e.workshop_id = d.workshop_id
    AND e.state = 'planned' AND e.starts > now() AND e.starts < d.starts)
ORDER BY d.starts, d.id LIMIT 20
"""
