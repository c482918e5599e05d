from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal.outbox.models import Heartbeat


def test_healthz_answers_without_a_database(client):
    assert client.get("/healthz").content == b"ok"


@pytest.fixture
def alive(db):
    for name in ("beat", "worker"):
        Heartbeat.objects.create(name=name, seen=timezone.now())


def fell_silent(*names):
    Heartbeat.objects.filter(name__in=names).update(seen=timezone.now() - timedelta(seconds=101))


def answers(client):
    response = client.get("/readyz")
    assert response.status_code == (200 if set(response.json().values()) == {"ok"} else 503)
    return response.json()


def test_readyz_names_each_part(client, alive, django_assert_num_queries):
    with django_assert_num_queries(3):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "beat": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_readyz_misses_a_beat_that_never_ran(client):
    assert answers(client) == {"database": "ok", "broker": "ok", "beat": "silent", "worker": "unasked"}


def test_readyz_tells_a_dead_worker_from_a_dead_beat(client, alive):
    fell_silent("worker")
    assert answers(client) == {"database": "ok", "broker": "ok", "beat": "ok", "worker": "silent"}
    fell_silent("beat")
    assert answers(client) == {"database": "ok", "broker": "ok", "beat": "silent", "worker": "unasked"}


def test_readyz_misses_the_broker(client, alive, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    assert answers(client) == {"database": "ok", "broker": "ConnectionError", "beat": "ok", "worker": "ok"}


def test_readyz_misses_the_database_and_tells_no_secrets(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("password of elternbruecke@db.internal")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
    gone = "OperationalError"
    assert answers(client) == {"database": gone, "broker": "ok", "beat": gone, "worker": gone}
