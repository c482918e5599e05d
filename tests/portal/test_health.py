from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal.outbox.models import Heartbeat


def test_healthz_answers_without_a_database(client):
    assert client.get("/healthz").content == b"ok"


@pytest.fixture
def worker(db):
    return Heartbeat.objects.create(name="worker", seen=timezone.now())


def test_readyz_names_each_part(client, worker, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_readyz_misses_a_worker_that_never_ran(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "silent"}


def test_readyz_misses_a_worker_that_fell_silent(client, worker):
    Heartbeat.objects.update(seen=timezone.now() - timedelta(seconds=121))
    assert client.get("/readyz").json()["worker"] == "silent"


def test_readyz_misses_the_broker(client, worker, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "ConnectionError", "worker": "ok"}


def test_readyz_misses_the_database_and_tells_no_secrets(client, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("password of elternbruecke@db.internal")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "OperationalError", "broker": "ok", "worker": "OperationalError"}
