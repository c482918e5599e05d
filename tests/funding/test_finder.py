"""Programmes in the order in which they fit, with reasons; their deadlines in a calendar and by mail."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from funding.choices import Financing, OfficeLevel, Purpose
from funding.clock import remind
from funding.messages import WatchedDeadline
from funding.models import Office, Programme, ProgrammeEntry, Watch
from funding.reports.finder import Fit, Plan, Profile, fit, in_order
from funding.services import watching
from portal.lib.dates import BERLIN, today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import EntryFactory, ProgrammeFactory

pytestmark = pytest.mark.usefixtures("in_english")
DAY = date(2026, 11, 26)
OURS = Office(level=OfficeLevel.LAND, land_id="DE-NW")
FEDERAL = Office(level=OfficeLevel.FEDERAL)
WHO = Profile(land="DE-NW", founded=2025, is_registered=True)
PLAN = Plan(costs=Decimal("10000"), own=Decimal("2000"), start=date(2027, 3, 1), months=10)


def programme(**more: Any) -> Programme:
    return Programme(**{"slug": "p", "office": OURS, "financing": Financing.SHARE} | more)


def looked(plan: Plan = PLAN, profile: Profile = WHO, **rules: Any) -> Fit:
    return fit(programme(**rules), profile, plan, DAY)


# -- the reasons, one rule each -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "more", "fits", "words"),
    [
        ({"min_years": 2}, {}, False, "It needs 2 years of existence: you have 1."),
        ({"min_years": 1}, {}, True, "It needs 1 year of existence: you have 1."),
        ({"registered_only": True}, {}, True, "It is for registered associations."),
        ({"umbrellas_only": True}, {}, False, "It is for umbrella organisations."),
        ({"max_amount": Decimal(8000)}, {}, True, "It gives at most €8,000.00; you need €8,000.00."),
        ({"max_amount": Decimal(7999)}, {}, False, "It gives at most €7,999.00; you need €8,000.00."),
        ({"min_amount": Decimal(9000)}, {}, False, "It gives at least €9,000.00; you need €8,000.00."),
        (
            {"rate": Decimal("0.75")}, {}, False,
            "It pays up to 75% of the costs, that is €7,500.00; you need €8,000.00.",
        ),
        (
            {"rate": Decimal("0.8")}, {}, True,
            "It pays up to 80% of the costs, that is €8,000.00; you need €8,000.00.",
        ),
        (
            {"own_share": Decimal("0.25")}, {}, False,
            "It wants at least €2,500.00 of your own; you have €2,000.00.",
        ),
        ({"max_months": 1}, {}, False, "It pays for 1 month at most; you plan 10."),
        ({"max_months": 9}, {}, False, "It pays for 9 months at most; you plan 10."),
        ({"max_months": 10}, {}, True, "It pays for 10 months at most; you plan 10."),
        ({"next_deadline": DAY}, {}, True, "The deadline is 26/11/2026."),
        ({"next_deadline": DAY - timedelta(1)}, {}, False, "The deadline is 25/11/2026."),
        ({"lead_weeks": 9}, {}, True, "For your start one has to ask until 28/12/2026."),
        ({"lead_weeks": 14}, {}, False, "For your start one has to ask until 23/11/2026."),
        (
            {"valid_until": date(2026, 12, 31)}, {}, False,
            "Its rules hold until 31/12/2026, before you start.",
        ),
        ({"open": False}, {}, False, "It takes no requests at the moment."),
        ({"purpose": Purpose.INSTITUTIONAL}, {}, False, "It pays for the whole work of an organisation."),
        (
            {}, {"plan": Plan(start=date(2026, 11, 1))}, False,
            "A project must not begin before the decision; you start on 01/11/2026.",
        ),
        ({"office": FEDERAL}, {}, True, "It holds in all of Germany."),
    ],
)  # fmt: skip
def test_a_reason(rules: dict[str, Any], more: dict[str, Any], fits: bool, words: str) -> None:
    found = looked(**more, **rules)
    assert words in (found.fitting if fits else found.against)
    assert words not in (found.against if fits else found.fitting)


def test_what_nobody_says_counts_neither_way() -> None:
    found = looked(profile=Profile(land="DE-NW"), plan=Plan(), min_years=2, registered_only=True)
    assert found.against == []
    assert found.unknown == [
        "It is for registered associations. You have not said whether you are one.",
        "It needs 2 years of existence. You have not said when you were founded.",
        "How much it gives is not known.",
        "Until when one has to ask is not known.",
    ]


@pytest.mark.parametrize("said", [{"deadlines_de": "Jederzeit."}, {"lead_weeks": 6}])
def test_what_the_entry_says_of_the_deadline_is_known(said: dict[str, Any]) -> None:
    assert "Until when one has to ask is not known." not in looked(**said).unknown


def test_the_best_comes_first_and_other_lands_not_at_all() -> None:
    rows = [
        programme(slug="young", min_years=9),
        programme(slug="berlin", office=Office(level=OfficeLevel.LAND, land_id="DE-BE")),
        programme(slug="known", max_amount=Decimal(9000)),
        programme(slug="federal", office=FEDERAL),
    ]
    assert [it.programme.slug for it in in_order(rows, WHO, PLAN, DAY)] == ["known", "federal", "young"]
    assert [it.programme.slug for it in in_order(rows, Profile(), PLAN, DAY)] == ["federal"]


def test_what_another_plan_could_mend_comes_before_what_is_for_others() -> None:
    rows = [
        programme(slug="whole", purpose=Purpose.INSTITUTIONAL),
        programme(slug="dear", max_amount=Decimal(7000), max_months=6),
    ]
    found = in_order(rows, WHO, PLAN, DAY)
    assert [(it.programme.slug, len(it.against)) for it in found] == [("dear", 2), ("whole", 1)]


# -- the page -------------------------------------------------------------------------------------------


def address(cast: Cast, query: str = "") -> str:
    return reverse("funding:find", args=[cast.association.slug]) + query


@pytest.mark.django_db
def test_five_questions_lead_to_programmes_with_reasons(cast: Cast, client: Client) -> None:
    type(cast.association).objects.filter(pk=cast.association.pk).update(founded=today().year - 1)
    ProgrammeFactory(office=cast.office, slug="alt", name_en="For old ones", min_years=2)
    EntryFactory(title="Elterncafés", prose="Elterncafé", folded="elterncafe")
    EntryFactory(title="Wiesen", prose="Wiese", folded="wiese")
    ProgrammeEntry.objects.weighed()
    client.force_login(cast.reader)
    assert "For old ones" not in client.get(address(cast)).text
    page = client.get(address(cast, "?purpose=project&words=Elterncafé&costs=10.000,00&own=2000")).text
    assert "It needs 2 years of existence: you have 1." in page
    assert "Elterncafés" in page
    assert "Wiesen" not in page


@pytest.mark.django_db
def test_there_are_five_questions_and_the_words_are_none(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    page = client.get(address(cast))
    assert [field.name for field in page.context["form"].questions] == [
        "purpose", "costs", "own", "start", "months",
    ]  # fmt: skip
    assert page.text.count("Five questions.") == 1


@pytest.mark.django_db
def test_words_are_asked_for_only_where_there_is_a_database_to_search(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    for page in (address(cast), reverse("funding:finder")):
        ProgrammeEntry.objects.all().delete()
        assert 'name="words"' not in client.get(page).text
        EntryFactory()
        assert 'name="words"' in client.get(page).text


@pytest.mark.django_db
def test_the_directory_leads_to_the_finder_before_anything_else(client: Client) -> None:
    for page in ("funding:contact_points", "funding:programmes"):
        main = client.get(reverse(page)).text.partition("<main")[2]
        first = re.findall(r'<a [^>]*href="([^"]+)"', main.partition("<h1")[2])[0]
        assert first == reverse("funding:finder"), page


@pytest.mark.django_db
def test_words_that_the_database_does_not_have_are_answered(cast: Cast, client: Client) -> None:
    for page in (address(cast), reverse("funding:finder")):
        client.force_login(cast.reader)
        asked = client.get(page, {"purpose": "project", "words": "Xylophonbau"}).text
        assert "No programme found" in asked
        assert "No programme found" not in client.get(page, {"purpose": "project"}).text


@pytest.mark.django_db
def test_the_deadline_is_said_as_on_the_page_of_the_programme(cast: Cast, client: Client) -> None:
    ProgrammeFactory(office=cast.office, deadlines_de="Jederzeit.", deadlines_en="At any time.")
    client.force_login(cast.reader)
    page = client.get(address(cast, "?purpose=project")).text
    assert "Deadlines: At any time." in page
    assert "Until when one has to ask is not known." not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "is_asked"), [(False, True), (True, False)])
def test_who_may_ask_is_left_to_the_reader_where_only_words_say_it(
    cast: Cast, client: Client, rule: bool, is_asked: bool
) -> None:
    ProgrammeFactory(
        office=cast.office,
        who_may_apply_de="Gemeinnützige Vereine.",
        who_may_apply_en="",
        registered_only=rule,
    )
    client.force_login(cast.reader)
    page = client.get(address(cast, "?purpose=project")).text
    words = 'Who may apply: <span lang="de" dir="ltr">Gemeinnützige Vereine.</span>'
    assert (words in page.partition("to be asked")[2]) == is_asked


@pytest.mark.django_db
def test_the_public_list_leads_to_the_finder_of_ones_own_organisation(cast: Cast, client: Client) -> None:
    door, finder = reverse("funding:find_for"), reverse("funding:finder")
    assert f'href="{finder}"' in client.get(reverse("funding:programmes")).text
    assert f'href="{door}"' in client.get(finder).text
    assert client.get(door)["Location"] == f"{reverse('account_login')}?next={door}"
    client.force_login(cast.coordinator)
    assert client.get(door)["Location"] == address(cast)
    client.force_login(cast.caseworker)
    assert "You coordinate no organisation yet" in client.get(door).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "?purpose=x",
        "?purpose=project&costs=viel",
        "?purpose=project&months=0",
        "?purpose=project&costs=1000&own=1000",  # nothing is wanted
        "?purpose=project&start=2020-03-01",
    ],
)
def test_a_faulty_answer_is_told(cast: Cast, client: Client, query: str) -> None:
    client.force_login(cast.reader)
    answer = client.get(address(cast, query))
    assert (answer.status_code, "found" in answer.context) == (422, False)


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_the_finder(
    cast: Cast, client: Client, django_assert_num_queries: Any, times: int
) -> None:
    ProgrammeFactory.create_batch(times, office=cast.office)
    EntryFactory.create_batch(times, prose="Kultur", folded="kultur")
    ProgrammeEntry.objects.weighed()
    client.force_login(cast.reader)
    client.get(address(cast))
    with django_assert_num_queries(12):
        assert client.get(address(cast, "?purpose=project&words=Kultur")).status_code == 200


# -- without an account ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_visitor_says_what_a_profile_would_say(cast: Cast, client: Client) -> None:
    rules = {"min_years": 2, "registered_only": True, "umbrellas_only": True}
    ProgrammeFactory(office=cast.office, slug="streng", name_en="Strict", **rules)
    ProgrammeFactory(office=cast.berlin_office, name_en="Berlin alone")
    page = reverse("funding:finder")
    assert "Strict" not in client.get(page).text
    founded = today().year - 1
    said = {"purpose": "project", "land": cast.land.pk, "founded": founded, "registered": "no"}
    answer = client.get(page, said)
    (found,) = [it for it in answer.context["found"] if it.programme.slug == "streng"]
    assert found.against == [
        "It is for umbrella organisations.",
        "It is for registered associations.",
        "It needs 2 years of existence: you have 1.",
    ]
    assert "It needs 2 years of existence: you have 1." in answer.text
    assert "Berlin alone" not in answer.text
    fits = client.get(page, said | {"founded": "2001", "registered": "yes", "is_umbrella": "on"})
    (found,) = [it for it in fits.context["found"] if it.programme.slug == "streng"]
    assert found.against == []


@pytest.mark.django_db
def test_who_says_nothing_sees_what_holds_in_all_of_germany(cast: Cast, client: Client) -> None:
    ProgrammeFactory(office=cast.office, name_en="Of the Land", min_years=2)
    page = client.get(reverse("funding:finder"), {"purpose": "project"})
    assert page.context["found"] == []
    assert "You have chosen no Land" in page.text


@pytest.mark.django_db
def test_answers_of_a_visitor_are_kept_nowhere(cast: Cast, client: Client) -> None:
    page = client.get(reverse("funding:finder"), {"purpose": "project", "costs": "5000"})
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"founded": "2999"}, {"founded": "12"}, {"land": "XX"}, {"registered": "y"}]
)
def test_a_faulty_answer_of_a_visitor_is_told(cast: Cast, client: Client, query: dict[str, str]) -> None:
    answer = client.get(reverse("funding:finder"), {"purpose": "project"} | query)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(query))
    assert "found" not in answer.context


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_the_finder_for_visitors(
    cast: Cast, client: Client, django_assert_num_queries: Any, times: int
) -> None:
    ProgrammeFactory.create_batch(times, office=cast.office)
    EntryFactory.create_batch(times, prose="Kultur", folded="kultur")
    ProgrammeEntry.objects.weighed()
    asked = {"purpose": "project", "land": cast.land.pk, "words": "Kultur"}
    with django_assert_num_queries(5):
        assert client.get(reverse("funding:finder"), asked).status_code == 200


# -- deadlines ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_deadlines_to_come_are_a_calendar(cast: Cast, client: Client) -> None:
    day = today() + timedelta(40)
    ProgrammeFactory(office=cast.office, name_en="Near", next_deadline=day)
    ProgrammeFactory(office=cast.berlin_office, name_en="Berlin", next_deadline=day)
    ProgrammeFactory(office=cast.office, name_en="Over", next_deadline=today() - timedelta(1))
    answer = client.get(f"/en/funding/programmes.ics?land={cast.land.pk}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Near (until 23:59)", day)
    assert client.get("/en/funding/programmes.ics?land=XX").status_code == 422


def _told() -> list[Message]:
    return list(Message.objects.filter(kind=WatchedDeadline.key))


@pytest.mark.django_db
def test_who_wants_is_reminded_once_of_each_deadline(cast: Cast, client: Client) -> None:
    day = date(2027, 6, 30)
    row = ProgrammeFactory(office=cast.office, name_en="Near", next_deadline=day)
    client.force_login(cast.coordinator)
    switch = reverse("funding:watch", args=[cast.association.slug, row.slug])
    assert client.post(switch, {"back": "purpose=project"})["Location"] == address(cast, "?purpose=project")
    assert client.post(switch).status_code == 302
    assert Watch.objects.count() == 1
    for before, number in ((29, 0), (28, 1), (27, 1)):
        with time_machine.travel(datetime.combine(day - timedelta(before), datetime.min.time(), BERLIN)):
            remind()
            assert len(_told()) == number
    message, kind = _told()[0], WatchedDeadline()
    watch = Watch.objects.get()
    assert message.address == cast.coordinator.email
    assert kind.still_wanted(watch, message)
    text = kind.render(watch, "en", message)
    assert "Near" in text.subject
    assert "30 June 2027" in text.body
    Programme.objects.filter(pk=row.pk).update(next_deadline=day + timedelta(30))
    assert not kind.still_wanted(watch, message)
    client.post(switch, {"stop": "1"})
    assert kind.load(watch.pk) is None


@pytest.mark.django_db
def test_nobody_is_reminded_who_did_not_ask(cast: Cast) -> None:
    row = ProgrammeFactory(office=cast.office, next_deadline=today() + timedelta(3))
    assert watching.remind() == 0
    watching.watch(row, by=cast.coordinator)
    watching.stop_watching(row, by=cast.coordinator)
    assert watching.remind() == 0
