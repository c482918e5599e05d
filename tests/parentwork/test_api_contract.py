"""What programs rely on: each answer is as the OpenAPI document says, whatever is asked."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, settings

from tests.factories.guides import TopicFactory
from tests.factories.parentwork import WorkshopDateFactory


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """The rows are in the transaction of the test, which a server would end with its first request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def api(kept_connection, monkeypatch):
    """The API as its document describes it, with a few rows to find."""
    monkeypatch.setattr("organisations.api.answers.RATE", "1000000/m")
    for _number in range(3):
        WorkshopDateFactory().workshop.topics.add(TopicFactory())
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


contract = schemathesis.pytest.from_fixture("api")


@contract.parametrize()
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_each_answer_is_as_the_document_says(case):
    # What no schema says: a distance needs a place, and the place must be known.
    assume(not {"postcode", "proximity"} & set(case.query or ()))
    case.call_and_validate()
