"""Counting attempts of one client."""

import uuid

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from portal.lib.limits import client_address, limited, parse_rate, rate_limited

DEAD = {"default": {"BACKEND": "portal.lib.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.fixture
def scope():
    """A name that nobody else counts under."""
    return uuid.uuid4().hex


def post(address: str = "203.0.113.7", **headers: str):
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


@time_machine.travel("2026-11-24 12:00:00", tick=False)
def test_the_attempt_after_the_last_allowed_one_is_limited(scope):
    assert [limited(post(), scope, "3/h") for _ in range(5)] == [False, False, False, True, True]


@time_machine.travel("2026-11-24 12:00:00", tick=False)
def test_clients_and_scopes_are_counted_apart(scope):
    assert not limited(post(), scope, "1/h")
    assert not limited(post("203.0.113.8"), scope, "1/h")
    assert not limited(post(), scope + "-other", "1/h")
    assert limited(post(), scope, "1/h")


def test_after_the_window_the_client_may_try_again(scope):
    with time_machine.travel("2026-11-24 12:00:00", tick=False) as clock:
        limited(post(), scope, "1/10m")
        assert limited(post(), scope, "1/10m")
        clock.shift(601)
        assert not limited(post(), scope, "1/10m")


@time_machine.travel("2026-11-24 12:00:00", tick=False)
def test_one_household_has_one_count_for_all_its_ipv6_addresses(scope):
    assert not limited(post("2001:db8:1:2::1"), scope, "1/h")
    assert limited(post("2001:db8:1:2:ffff::9"), scope, "1/h")
    assert not limited(post("2001:db8:1:3::1"), scope, "1/h")


@override_settings(CACHES=DEAD)
def test_nobody_is_limited_while_valkey_is_away(scope):
    assert [limited(post(), scope, "1/h") for _ in range(3)] == [False, False, False]


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 192.0.2.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "nonsense", ""),
        (1, "", "203.0.113.7"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(settings, hops, forwarded, expected):
    settings.TRUSTED_PROXY_HOPS = hops
    assert client_address(post(headers={"X-Forwarded-For": forwarded})) == expected


@time_machine.travel("2026-11-24 12:00:00", tick=False)
def test_a_limited_view_answers_429_and_says_how_long_to_wait(scope):
    view = rate_limited(scope, "1/10m")(lambda request: HttpResponse("done"))
    assert view(post()).status_code == 200
    response = view(post())
    assert response.status_code == 429
    assert response["Retry-After"] == "600"


@time_machine.travel("2026-11-24 12:00:00", tick=False)
def test_reading_is_never_limited(scope):
    view = rate_limited(scope, "1/10m")(lambda request: HttpResponse("done"))
    assert [view(RequestFactory().get("/")).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize("rate", ["20", "20/", "x/h", "20/w", ""])
def test_a_wrong_rate_is_refused_at_once(rate):
    with pytest.raises(ValueError, match=r"rate|invalid literal"):
        parse_rate(rate)
    with pytest.raises(ValueError, match=r"rate|invalid literal"):
        rate_limited("try", rate)


def test_rates():
    assert parse_rate("20/h") == (20, 3600)
    assert parse_rate("5/10m") == (5, 600)
