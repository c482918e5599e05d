"""Fields that a form does not have: sent with it all the same, they change nothing.

Each form of each page that the matrix knows is sent three times, every time taken back: twice as it is, which
shows what it writes and which values differ by themselves, and once with the names of all fields of all
models besides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, zip_longest
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import matrix
from tests.cast import Cast, mirrored
from tests.factories.accounts import PASSWORD
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db

HOUSE = ("portal", "organisations", "parentwork", "funding")
TOKEN = re.compile(r"'(?:[^']|'')*'|[\w.]+|\S")
# Those two hold what somebody typed as it was typed, for nobody but the same person.
WRITES = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|funding_draft)')
# Forms that write when they are sent as they are filled in here; fewer, and the test has become blind.
AT_LEAST = {"organisations": 15, "parentwork": 15, "funding": 15}


@pytest.fixture(scope="module")
def furnished(furnished: Cast) -> Cast:
    """With a second association and Office, whose rows the foreign keys point to."""
    mirrored(furnished)
    return furnished


@pytest.mark.parametrize("app", matrix.APPS)
def test_a_field_that_the_form_does_not_have_changes_nothing(app: str, furnished: Cast) -> None:
    wished, complaints, wrote = wishes(), [], 0
    with time_machine.travel(timezone.now(), tick=False):
        for turn, (client, form) in zip(count(), forms_of(app, furnished), strict=False):
            if form["method"] != "post":
                continue
            said = filled_in(form)
            plain, again = (written(client, form, said) for _twice in range(2))
            extra = {name: values[turn % len(values)] for name, values in wished.items() if name not in said}
            extra = {name: value for name, value in extra.items() if name not in form["offered"]}
            poisoned = written(client, form, extra | said)
            wrote += bool(poisoned)
            if difference := changed(plain, again, poisoned):
                complaints.append(f"{form['action']}: {difference[:300]}")
    assert complaints == []
    assert wrote >= AT_LEAST.get(app, 0)


def wishes() -> dict[str, list[str]]:
    """For each name of a field of any model of the house, values that one of these fields would take."""
    found: dict[str, set[str]] = defaultdict(set)
    for model in apps.get_models():
        if model.__module__.startswith(HOUSE):
            for field in model._meta.concrete_fields:
                for name in {field.name, field.attname}:
                    found[name] |= set(values_for(field))
    return {name: sorted(values) for name, values in found.items() if values}


def values_for(field: models.Field[Any, Any]) -> Iterator[str]:
    if field.flatchoices:
        yield from (str(value) for value, _label in field.flatchoices)
    elif isinstance(field, models.ForeignKey):
        yield from map(str, field.related_model.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    elif isinstance(field, models.BooleanField):
        yield "on"
    elif isinstance(field, models.DateTimeField):
        yield "2031-03-04 10:00"
    elif isinstance(field, models.DateField):
        yield "2031-03-04"
    elif isinstance(field, models.IntegerField | models.DecimalField):
        yield "7"
    else:
        yield "mass-assigned"


def filled_in(form: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form, the first choice where none is made, and a plausible word elsewhere."""
    day = timezone.localdate() + timedelta(days=30)
    words = {
        "email": "person@verein.example",
        "tel": "0231 1234567",
        "number": "2",
        "date": day.isoformat(),
        "time": "16:00",
        "url": "https://verein.example/",
        "password": PASSWORD,
    }
    typed = {name: value or words.get(kind, "Elterntreff") for name, (kind, value) in form["kinds"].items()}
    chosen = {name: next(filter(None, values), "") for name, values in form["offered"].items()}
    return chosen | typed | form["kept"]


def written(client: Client, form: dict[str, Any], data: dict[str, Any]) -> list[list[str]]:
    """The statements that change something, each as its words; the changes are taken back."""
    cache.clear()
    cookies = client.cookies.copy()
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        client.post(form["action"], data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return [TOKEN.findall(query["sql"]) for query in asked if WRITES.search(query["sql"])]


def changed(plain: list[list[str]], again: list[list[str]], poisoned: list[list[str]]) -> str:
    """What the additional fields have changed, or nothing. Words that differ by themselves do not count."""
    if not poisoned:
        return ""  # refused
    if len(plain) != len(poisoned):
        return f"{len(poisoned)} statements instead of {len(plain)}"
    for one, two, three in zip(plain, again, poisoned, strict=False):
        for word, twin, now in zip_longest(one, two, three, fillvalue=""):
            if word == twin != now:
                return f"{now} instead of {word} in {' '.join(three[:3])}"
    return ""
