"""Facts: one at a time, and the day on which a child is old enough; addresses; what counts as edited."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.guides.choices import SchoolStart
from portal.guides.models import LandFact, Term
from portal.guides.models.guides import PAGES
from portal.guides.urls import urlpatterns
from tests.factories.guides import FactKeyFactory, GuideFactory, LandFactFactory, TermFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db
YES, ASK, NO = SchoolStart.YES, SchoolStart.ASK, SchoolStart.NO


@pytest.mark.parametrize(
    ("last", "birthday", "answer"),
    [
        ((6, 30), (6, 29), YES), ((6, 30), (6, 30), YES), ((6, 30), (7, 1), ASK), ((6, 30), (7, 2), NO),
        ((7, 1), (6, 30), YES), ((7, 1), (7, 1), YES), ((7, 1), (7, 2), NO),
        ((8, 1), (8, 1), YES), ((8, 1), (8, 2), NO),
        ((8, 31), (8, 31), YES), ((8, 31), (9, 1), ASK), ((8, 31), (9, 2), NO),
        ((9, 30), (9, 30), YES), ((9, 30), (10, 1), ASK), ((9, 30), (10, 2), NO),
    ],
)  # fmt: skip
def test_who_is_old_enough_this_summer(last, birthday, answer):
    """Born in 2020, summer of 2026; the day after the end of a month is the one that schools count apart."""
    fact = LandFactFactory.build(month=last[0], day=last[1])
    assert fact.school_start(dt.date(2020, *birthday), 2026) == answer


def test_older_children_start_and_younger_ones_do_not():
    fact = LandFactFactory.build(month=9, day=30)
    assert fact.school_start(dt.date(2019, 12, 31), 2026) == YES
    assert fact.school_start(dt.date(2021, 1, 1), 2026) == NO


def test_a_child_of_29_february_has_a_birthday_every_year():
    fact = LandFactFactory.build(month=6, day=30)
    assert fact.school_start(dt.date(2020, 2, 29), 2026) == YES


def test_two_facts_at_the_same_time_are_refused():
    LandFactFactory(valid_until=dt.date(2026, 7, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        LandFactFactory(valid_from=dt.date(2026, 7, 31))
    LandFactFactory(valid_from=dt.date(2026, 8, 1))


def test_two_facts_of_all_germany_at_the_same_time_are_refused():
    LandFactFactory(land=None, valid_until=dt.date(2026, 7, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        LandFactFactory(land=None, valid_from=dt.date(2026, 7, 31))
    LandFactFactory(land=None, valid_from=dt.date(2026, 8, 1))


def test_a_land_may_differ_from_all_of_germany_at_the_same_time():
    LandFactFactory(land=None)
    LandFactFactory().full_clean()


@pytest.mark.parametrize("land", ["DE-NW", None])
def test_a_form_says_what_the_database_would_refuse(land):
    LandFactFactory(land=land and LandFactory())
    fact = LandFact(land_id=land, fact_key_id="enrolment-cutoff", checked_on=dt.date(2026, 11, 25))
    with pytest.raises(ValidationError) as refused:
        fact.validate_constraints()
    assert refused.value.messages == ["Für diese Zeit gibt es schon eine Angabe."]


def test_a_fact_that_ends_before_it_begins_is_refused():
    fact = LandFactFactory.build(land=None, valid_from=dt.date(2026, 8, 1), valid_until=dt.date(2026, 7, 31))
    fact.fact_key = FactKeyFactory()
    with pytest.raises(ValidationError) as refused:
        fact.full_clean()
    assert set(refused.value.message_dict) == {"valid_until"}


def test_a_day_that_no_year_has_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        LandFactFactory(month=13)


def test_the_pages_beside_guides_are_the_addresses_that_no_guide_may_have():
    """Whatever stands where the slug of a guide would, for readers and at the desk."""
    places = (re.match(r"(?:desk/)?guides/([a-z-]+)[/.]", str(it.pattern)) for it in urlpatterns)
    assert sorted({place[1] for place in places if place}) == list(PAGES)


@pytest.mark.parametrize("slug", PAGES)
def test_the_address_of_another_page_is_no_guide(slug):
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideFactory(slug=slug)


def test_a_column_that_was_added_later_makes_no_row_look_edited(monkeypatch):
    term = TermFactory.build()
    with monkeypatch.context() as before:
        before.setattr(Term, "from_file", [name for name in Term.from_file if not name.startswith("say")])
        term.loaded = term.fingerprint()
    assert not term.edited_here
    term.say_en = "EL-tern-ah-bent"
    assert term.edited_here
