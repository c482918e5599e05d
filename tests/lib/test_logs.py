"""What the house writes down of a request: where something happened, never to whom."""

import io
import json
import logging
import re
from types import SimpleNamespace

import pytest
from celery.app.task import Context
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client

from portal import celery
from portal.lib import logs, requestid
from tests.factories.accounts import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


@pytest.fixture
def log(monkeypatch):
    """What the console shows."""
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    stream = io.StringIO()
    monkeypatch.setattr(console, "stream", stream)
    return stream


def test_an_address_with_a_secret_is_named_by_its_pattern(log):
    InvitationFactory(secret="geheimnis")
    assert Client(enforce_csrf_checks=True).post("/de/accounts/invitation/geheimnis/").status_code == 403
    assert "invitation/<str:secret>/" in log.getvalue()
    assert "geheimnis" not in log.getvalue()


def test_an_address_that_is_none_is_not_repeated(client, log):
    client.get("/de/samira/0231123456/")
    assert "(no such address)" in log.getvalue()
    assert "0231" not in log.getvalue()


def test_the_words_of_an_error_are_left_out_and_its_place_is_named(log, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("Key (email)=(samira@mail.example) already exists.")

    monkeypatch.setattr("portal.pages.views.reports.report_problem", fail)
    client = Client(raise_request_exception=False)
    entries = {"key": "6e7d1a0e-95f2-4a48-a9a8-2a4f9d0b3c11", "what": "x"}
    assert client.post("/de/report/", entries).status_code == 500
    said = log.getvalue()
    assert "samira" not in said
    assert "IntegrityError" in said
    assert "portal/pages/views/reports.py" in said
    assert "in fail" in said


def test_jobs_are_held_to_the_same(log):
    try:
        raise ValueError("samira@mail.example")
    except ValueError as error:
        logging.getLogger("celery.app.trace").error("Task failed: %r", error, exc_info=True)
    assert "samira" not in log.getvalue()
    assert "ValueError" in log.getvalue()


def names_in(text):
    """The names of requests, line by line."""
    return re.findall(r"WARNING (\S+) django", text)


def test_each_request_has_a_name_of_its_own(client, log):
    client.get("/de/nowhere/")
    client.get("/de/nowhere/")
    first, second = names_in(log.getvalue())
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert first != second


def test_a_job_goes_on_with_the_name_of_its_request(log):
    headers = {}
    name = requestid.begin()
    celery.hand_on(headers=headers)
    requestid.begin()  # the worker is elsewhere
    job = SimpleNamespace(request=Context(headers))
    celery.take_up(task=job)
    logging.getLogger("django.jobs").warning("The gateway does not answer")
    celery.lay_down(task=job)
    logging.getLogger("django.jobs").warning("Nothing is due")
    assert names_in(log.getvalue()) == [name, requestid.NONE]


def test_a_line_may_be_json(log, monkeypatch):
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    monkeypatch.setattr(console, "formatter", logs.JsonLines())
    name = requestid.begin()
    logging.getLogger("portal").warning("Zwei\nZeilen von %s", "hier")
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)
    assert said.pop("at").endswith("+00:00")
    assert said == {
        "level": "WARNING",
        "logger": "portal",
        "message": "Zwei\nZeilen von hier",
        "request": name,
    }
