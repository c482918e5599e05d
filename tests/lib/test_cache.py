"""The cache and the queue are neighbours on one Valkey."""

import pytest
from django.core.cache import cache
from redis import Redis

from portal.servers import valkey_beside


@pytest.fixture
def queue(settings):
    with Redis.from_url(settings.REDIS_URL) as valkey:
        yield valkey
        valkey.delete("a-job-that-waits")


def test_emptying_the_cache_leaves_the_queue_as_it_is(queue):
    queue.set("a-job-that-waits", "1", ex=60)
    cache.set("something", "known")
    cache.clear()
    assert cache.get("something") is None
    assert queue.get("a-job-that-waits") == b"1"


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        ("unix:///data/run/valkey.sock", "unix:///data/run/valkey.sock?db=1"),
        ("unix:///data/run/valkey.sock?db=4", "unix:///data/run/valkey.sock?db=5"),
        ("redis://valkey:6379/0", "redis://valkey:6379/0?db=1"),
        (
            "redis://:secret@valkey:6379/2?socket_timeout=3",
            "redis://:secret@valkey:6379/2?socket_timeout=3&db=3",
        ),
        ("rediss://valkey", "rediss://valkey?db=1"),
    ],
)
def test_the_database_beside_has_the_next_number(url, beside):
    assert valkey_beside(url, 1) == beside


def test_the_database_beside_is_what_the_client_takes():
    client = Redis.from_url(valkey_beside("redis://valkey:6379/2", 1))
    assert client.connection_pool.connection_kwargs["db"] == 3
