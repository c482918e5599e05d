"""Every answer is HSDS 3.0, whatever organisations and workshops say of themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.choices import Access, Activity, AgePhase, HoursNote, Level, ListingState, Purpose
from organisations.models import Affiliation
from organisations.models.registry import NO_CONTACT
from parentwork.choices import Audience, SignUp, VenueKind, WorkshopState
from portal.lib.languages import SPOKEN
from tests.factories.guides import TopicFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.api import ask
from tests.parentwork.hsds import OF_LIST, OF_ONE, faults, unknown

pytestmark = pytest.mark.django_db
PER_PAGE = 2
# Collections whose entries hold others.
NESTED = ("organizations", "services", "service_at_locations")
# What HSDS speaks of in its API reference, but has in no schema.
BESIDE = {"organizations": {"services"}, "service_at_locations": {"service"}}

words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
names = words.filter(str.strip)
hours = st.fixed_dictionaries(
    {
        "day": st.integers(0, 6),
        "opens": st.sampled_from(["00:00", "09:00"]),
        "closes": st.sampled_from(["12:30", "23:59"]),
        "note": st.sampled_from(["", *HoursNote.values]),
    }
)
organisations = st.fixed_dictionaries(
    {
        "name": names,
        "state": st.sampled_from(ListingState.values),
        "level": st.sampled_from(Level.values),
        "summary_de": words,
        "about_ar": words,
        "languages": st.lists(st.sampled_from(SPOKEN), max_size=3, unique=True),
        "age_phases": st.lists(st.sampled_from(AgePhase.values), max_size=5, unique=True),
        "activities": st.lists(st.sampled_from(Activity.values), max_size=5, unique=True),
        "email": st.sampled_from(["", "info@verein.example", "gruss@türkisch.example", "a@übung.example"]),
        "phone": st.sampled_from(["", "+49231555010", "+905551234567"]),
        "website": st.sampled_from(
            ["", "https://verein.example", "https://www.türkisch.example:8080/über [uns]/?ä={1}#ö|%C3%BC"]
        ),
        "mailboxes": st.dictionaries(
            st.sampled_from(Purpose.values), st.sampled_from(["a@verein.example", "gruss@türkisch.example"])
        ),
        "access": st.lists(st.sampled_from(Access.values), max_size=4, unique=True),
        "opening_hours": st.lists(hours, max_size=3),
        "founded": st.none() | st.integers(1800, 2100),
        "street": words,
        "street_is_public": st.booleans(),
    }
).map(lambda said: said | NO_CONTACT if said["state"] == ListingState.REMOVED else said)
workshops = st.fixed_dictionaries(
    {
        "title_de": names,
        "text_de": words,
        "state": st.sampled_from(WorkshopState.values),
        "audience": st.sampled_from(Audience.values),
        "sign_up": st.sampled_from(SignUp.values),
        "languages": st.lists(st.sampled_from(SPOKEN), max_size=3, unique=True),
        "cost": st.decimals(0, 9999, places=2),
    }
)
venues = st.fixed_dictionaries(
    {
        "name": names,
        "street": words,
        "kind": st.sampled_from([VenueKind.ROOM, VenueKind.ONLINE]),
        "is_public": st.booleans(),
        "step_free": st.booleans(),
    }
)
dates = st.lists(st.integers(1, 400), max_size=3, unique=True)
offers = st.lists(st.tuples(workshops, venues, dates), max_size=2)
registries = st.lists(st.tuples(organisations, offers), max_size=3)


@pytest.fixture(autouse=True)
def _asked_often(monkeypatch):
    monkeypatch.setattr("organisations.api.answers.RATE", "1000000/m")


@settings(max_examples=10, database=None, suppress_health_check=list(HealthCheck))
@given(registry=registries)
def test_every_page_and_every_entry_is_valid(client, registry):
    with transaction.atomic():
        furnish(registry)
        found = [fault for collection in NESTED for fault in faults_of(client, collection)]
        transaction.set_rollback(True)
    assert found == []


@pytest.mark.parametrize("collection", sorted(set(OF_LIST) - set(NESTED)))
def test_every_word_of_the_house_is_valid(client, collection):
    WorkshopFactory().topics.add(TopicFactory())
    assert faults_of(client, collection) == []


def furnish(registry: list[Any]) -> None:
    """The rows, the first organisation a network of the others."""
    rows = []
    for number, (said, offered) in enumerate(registry):
        rows.append(OrganisationFactory(slug=f"o-{number}", is_umbrella=not number, **said))
        for workshop, venue, days in offered:
            row = WorkshopFactory(
                organisation=rows[-1], venue=VenueFactory(organisation=rows[-1], **venue), **workshop
            )
            row.topics.add(TopicFactory(slug="topic"))
            for day in days:
                WorkshopDateFactory(workshop=row, starts=datetime.now(UTC) + timedelta(days=day))
    for member in rows[1:]:
        Affiliation.objects.create(member=member, umbrella=rows[0])


def faults_of(client, collection: str) -> list[str]:
    """Of all pages of the list, short and full, and of every entry by itself."""
    found, brief = [], pages(client, collection)
    full = pages(client, collection, full="true") if collection in NESTED else []
    for entry in brief:
        found += faults(OF_LIST[collection], entry)
        found += faults(OF_ONE[collection], ask(client, f"{collection}/{entry['id']}"))
    for entry in full:
        found += faults(OF_ONE[collection], entry)
        more = unknown(OF_ONE[collection], entry) - BESIDE.get(collection, set())
        found += [f"{collection} has no {name}" for name in more]
        found += [fault for service in entry.get("services", []) for fault in faults("service.json", service)]
    return found


def pages(client, collection: str, **query: str) -> list[dict[str, Any]]:
    """The entries of all pages; every one counts and comes once."""
    entries, number = [], 1
    while True:
        page = ask(client, collection, page=number, per_page=PER_PAGE, **query)
        entries += page["contents"]
        if page["last_page"]:
            break
        number += 1
    assert len({entry["id"] for entry in entries}) == len(entries) == page["total_items"]
    return entries
