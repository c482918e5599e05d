"""Answers are counted over all web processes."""

import pytest
from django.core.cache import cache

from portal.lib import traffic


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    cache.clear()
    monkeypatch.setattr(traffic, "EVERY", 0)


def application(status):
    def answer(environ, start_response):
        start_response(status, [])
        return [b"ok"]

    return traffic.CountedApplication(answer)


def ask(counted, times=1):
    for _time in range(times):
        assert list(counted({}, lambda *said: None)) == [b"ok"]


def test_processes_add_up():
    ask(application("200 OK"), 2)
    ask(application("204 No Content"))
    ask(application("404 Not Found"))
    assert traffic.answered() == {"2xx": 3, "3xx": 0, "4xx": 1, "5xx": 0}


def test_a_process_keeps_what_it_counted_until_its_time(monkeypatch):
    monkeypatch.setattr(traffic, "EVERY", 3600)
    counted = application("200 OK")
    ask(counted, 2)
    assert traffic.answered()["2xx"] == 0
    counted._next = 0
    ask(counted)
    assert traffic.answered()["2xx"] == 3


def test_without_valkey_pages_are_answered(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.lib.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    ask(application("200 OK"))
    assert traffic.answered()["2xx"] == 0
