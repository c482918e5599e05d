"""What programs rely on: each answer is as the OpenAPI document says, whatever is asked."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, settings

from organisations.choices import Access, Activity, AgePhase, HoursNote, ListingState, Purpose
from organisations.models import Affiliation
from parentwork.api.urls import COLLECTIONS
from tests.factories.guides import TopicFactory
from tests.factories.organisations import LogoFactory, OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory

PHONE = "+49231555010"
WHOLE = {
    "summary_de": "Wir helfen Eltern.", "about_ar": "نحن نساعد الآباء", "founded": 1998, "phone": PHONE,
    "email": "info@verein.example", "website": "https://verein.example", "street": "Markt 1",
    "street_is_public": True, "access": [Access.STEP_FREE],
    "mailboxes": {Purpose.FUNDING: "geld@verein.example"},
    "opening_hours": [{"day": 0, "opens": "09:00", "closes": "12:30", "note": HoursNote.PHONE}],
    "age_phases": [AgePhase.KITA], "activities": [Activity.COURSE],
}  # fmt: skip


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
    """The API as its document describes it, with rows to find that say all that an organisation can say."""
    monkeypatch.setattr("organisations.api.answers.RATE", "1000000/m")
    OrganisationFactory(state=ListingState.UNCLAIMED)
    network = OrganisationFactory(is_umbrella=True, **WHOLE)
    for _number in range(3):
        workshop = WorkshopDateFactory(
            workshop__organisation=LogoFactory(organisation__phone=PHONE).organisation
        )
        workshop.workshop.topics.add(TopicFactory())
        Affiliation.objects.create(member=workshop.workshop.organisation, umbrella=network)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


contract = schemathesis.pytest.from_fixture("api")


@contract.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_each_answer_is_as_the_document_says(case):
    # What no schema says: a distance needs a place, and the place must be known.
    assume(not {"postcode", "proximity"} & set(case.query or ()))
    case.call_and_validate()
    if case.path_parameters:  # nobody guesses an identifier
        case.path_parameters = {"id": an_id(case.path)}
        case.call_and_validate()


def an_id(path):
    """Of the second entry: the first organisation is an unclaimed one, which says little."""
    (collection,) = [each for each in COLLECTIONS if path.startswith(f"/{each.name}/")]
    row = list(collection.rows({}))[:2][-1]
    return collection.brief(row, {})["id"]
