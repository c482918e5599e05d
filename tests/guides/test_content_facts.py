"""The facts that the project brings along, by Land, for all of Germany and by school year."""

import datetime as dt
from collections import Counter

import pytest

from portal.guides.choices import Certainty, Kind
from portal.guides.models import FactKey, LandFact
from portal.guides.models.loaded import in_every_language
from portal.guides.reports.facts import gather
from portal.places.models import Land
from tests.factories.guides import TextFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

TODAY = dt.date(2026, 11, 25)
LANGUAGES = ["de", "de-x-leicht", "en", "ar", "fa", "pl", "ro", "ru", "tr", "uk"]

BY_LAND = {
    "abitur-change": 3, "abitur-year": 16, "class-parents-name": 2, "deferral": 4, "enrolment-cutoff": 16,
    "grades-for-gymnasium": 5, "gymnasium-probation": 4, "home-language-lessons": 16,
    "home-language-number": 3, "newcomer-class": 15, "newcomer-time": 3, "parents-evenings": 2,
    "primary-years": 16, "recommendation": 16, "school-duty": 16, "schoolbooks": 16,
    "schools-after-primary": 16, "special-needs-procedure": 1, "transition": 14, "trial-lessons": 7,
    "vocational-school-duty": 3,
}  # fmt: skip
# The general value beside those of single Länder, amounts that are known for a year, and one for each time.
OF_ALL_GERMANY = {
    "all-day-classes": 4, "all-day-closing-weeks": 1, "all-day-days": 1, "all-day-hours": 1, "deferral": 1,
    "leisure-per-month": 1, "parents-evenings": 1, "school-supplies-august": 2,
    "school-supplies-february": 2, "school-supplies-year": 2, "training-pay-1": 2, "training-pay-2": 2,
    "training-pay-3": 2, "training-pay-4": 2, "vocational-school-duty": 1,
}  # fmt: skip
FRAGILE = [
    ("DE-BW", "recommendation"), ("DE-BW", "transition"), ("DE-BW", "trial-lessons"),
    ("DE-BE", "school-duty"), ("DE-HB", "school-duty"), ("DE-HH", "school-duty"), ("DE-NW", "school-duty"),
    ("DE-HB", "newcomer-class"), ("DE-ST", "newcomer-class"), ("DE-TH", "newcomer-class"),
    ("DE-HE", "enrolment-cutoff"), ("DE-MV", "primary-years"), ("DE-MV", "gymnasium-probation"),
]  # fmt: skip
VALUE = {
    Kind.DATE: {"month", "day"}, Kind.NUMBER: {"number"}, Kind.MONEY: {"number"}, Kind.CHOICE: {"choice_id"},
    Kind.WORD: {"word"}, Kind.TERMS: {"terms"}, Kind.TEXT: {"text_de"},
}  # fmt: skip


def what_holds(key: str, day: dt.date = TODAY, land: str | None = None) -> LandFact | None:
    knowledge = gather([key], (), land=None, lands={}, language="de", day=day)
    return knowledge.fact(key, land)


def texts(row, *columns: str) -> dict[str, str]:
    return {name: getattr(row, name) for name in in_every_language(*columns)}


def test_all_rows_of_the_collection_are_there():
    facts = LandFact.objects.values_list("fact_key_id", flat=True)
    assert Counter(facts.filter(land__isnull=False)) == BY_LAND
    assert Counter(facts.filter(land__isnull=True)) == OF_ALL_GERMANY
    assert FactKey.objects.count() == 33


def test_where_the_collection_says_nothing_nothing_is_said():
    lands = set(Land.objects.values_list("code", flat=True))
    for key, missing in [("newcomer-class", {"DE-SL"}), ("transition", {"DE-RP", "DE-SL"})]:
        assert lands - set(LandFact.objects.filter(fact_key=key).values_list("land", flat=True)) == missing


def test_every_fact_says_its_source_how_sure_it_is_and_when_it_was_checked():
    for fact in LandFact.objects.all():
        assert fact.source, fact
        assert fact.certainty in Certainty.values, fact
        assert fact.checked_on in {dt.date(2026, 11, 22), TODAY}, fact


def test_every_fact_has_the_value_of_its_kind_and_no_other():
    for fact in LandFact.objects.select_related("fact_key", "choice"):
        columns = set().union(*VALUE.values())
        filled = {name for name in columns if getattr(fact, name) not in (None, "", [])}
        assert filled == VALUE[fact.fact_key.kind], fact
        if fact.choice:
            assert fact.choice.fact_key_id == fact.fact_key_id, fact


def test_texts_are_there_in_all_ten_languages():
    for fact in LandFact.objects.filter(fact_key__kind=Kind.TEXT):
        assert all(texts(fact, "text").values()), fact
    for key in FactKey.objects.all():
        assert all(texts(key, "label").values()), key


@pytest.mark.parametrize(("land", "key"), FRAGILE)
def test_what_is_fragile_says_so(land, key):
    assert what_holds(key, land=land).certainty == Certainty.UNCERTAIN


def test_old_lists_of_books_and_languages_are_uncertain_in_every_land():
    old = LandFact.objects.filter(
        fact_key__in=["schoolbooks", "home-language-lessons", "home-language-number"]
    )
    assert set(old.values_list("certainty", flat=True)) == {Certainty.UNCERTAIN}


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("school-supplies-year", 195), ("school-supplies-august", 130), ("school-supplies-february", 65),
        ("leisure-per-month", 15), ("all-day-hours", 8), ("all-day-days", 5), ("all-day-closing-weeks", 4),
        ("training-pay-1", 724), ("training-pay-2", 854), ("training-pay-3", 977), ("training-pay-4", 1014),
    ],
)  # fmt: skip
def test_amounts_and_numbers_of_all_germany(key, number):
    assert what_holds(key).number == number
    assert what_holds(key).certainty == Certainty.SURE


@pytest.mark.parametrize("key", ["school-supplies-year", "training-pay-1"])
def test_amounts_are_uncertain_once_their_year_is_over(key):
    assert what_holds(key, dt.date(2026, 12, 31)).certainty == Certainty.SURE
    assert what_holds(key, dt.date(2027, 1, 1)).certainty == Certainty.UNCERTAIN
    assert what_holds(key, dt.date(2027, 1, 1)).number == what_holds(key).number


@pytest.mark.parametrize(
    ("day", "classes"),
    [
        ((2026, 7, 31), None),
        ((2026, 8, 1), "class-1"), ((2027, 7, 31), "class-1"),
        ((2027, 8, 1), "classes-1-2"), ((2028, 7, 31), "classes-1-2"),
        ((2028, 8, 1), "classes-1-3"), ((2029, 7, 31), "classes-1-3"),
        ((2029, 8, 1), "classes-1-4"), ((2035, 1, 1), "classes-1-4"),
    ],
)  # fmt: skip
def test_the_claim_to_all_day_school_grows_with_each_school_year(day, classes):
    fact = what_holds("all-day-classes", dt.date(*day))
    assert (fact.choice.code if fact else None) == classes


@pytest.mark.parametrize(
    ("land", "answer"),
    [("DE-BE", "dreimal im Jahr"), ("DE-HH", "zweimal im Jahr"), ("DE-NW", "etwa zweimal im Jahr")],
)
def test_a_land_without_an_entry_has_the_general_one(land, answer):
    assert what_holds("parents-evenings", land=land).text_de == answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_may_ask_for_every_fact_in_every_language(client, language):
    keys = FactKey.objects.values_list("key", flat=True)
    body = "\n\n".join(f"{{{{fact:{key}}}}}\n\nZum Beispiel {{{{fact:{key}}}}}." for key in keys)
    TextFactory(guide__slug="alles", body=body)
    for land in ("", "DE-BW", "DE-BE", "DE-NW", "DE-SL"):
        page = client.get(f"/{language}/guides/alles/?land={land}").content.decode()
        assert page.count('<div class="fact"') == 33
        assert page.count('class="fact-inline"') == 33
        assert "{value}" not in page
