"""A decision becomes final when the time for legal remedy is over, or with a waiver."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from funding.choices import CheckKind, CheckResult, State, Verb
from funding.models import Decision, FundingRequest
from funding.services import decisions, review
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def known(cast: Cast) -> FundingRequest:
    return scenes.announced(cast)


def announced_on(request: FundingRequest, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    found = Decision.objects.filter(request=request)
    found.update(announced=moment, posted=day, known=day)


def record(cast: Cast, request: FundingRequest, waived: str = "", **more: str) -> Any:
    client = Client()
    client.force_login(cast.caseworker)
    address = reverse("funding:finalise", args=[request.office.slug, request.public_id])
    answer = client.post(address, {"version": request.version, "waived": waived} | more)
    request.refresh_from_db()
    return answer


def test_it_is_not_final_while_it_can_be_contested(cast: Cast, known: FundingRequest) -> None:
    announced_on(known, today() - timedelta(20))
    last = decisions.contestable_until(known, Decision.objects.get(request=known))
    answer = record(cast, known)
    assert (answer.status_code, known.state) == (422, State.ANNOUNCED)
    (error,) = answer.context["form"].errors["waived"]
    assert error.startswith(f"The decision can be contested until {date_format(last, 'j F Y')}.")


def test_the_last_day_is_the_same_day_of_the_next_month(known: FundingRequest) -> None:
    announced_on(known, date(2025, 1, 31))
    decision = Decision.objects.get(request=known)
    assert decisions.contestable_until(known, decision) == date(2025, 2, 28)
    known.programme.remedy_months = 2
    assert decisions.contestable_until(known, decision) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("announced", "last"),
    [
        (date(2026, 1, 28), date(2026, 3, 2)),  # a Saturday
        (date(2026, 3, 5), date(2026, 4, 7)),  # Easter Sunday, then Easter Monday
        (date(2026, 10, 1), date(2026, 11, 2)),  # All Saints, a Sunday too
        (date(2029, 10, 1), date(2029, 11, 2)),  # All Saints on a Thursday, in this Land
    ],
)
def test_it_does_not_end_on_a_weekend_or_a_holiday(
    known: FundingRequest, announced: date, last: date
) -> None:
    announced_on(known, announced)
    assert decisions.contestable_until(known, Decision.objects.get(request=known)) == last


def test_the_holidays_are_those_where_the_office_sits(cast: Cast, known: FundingRequest) -> None:
    announced_on(known, date(2029, 10, 1))
    decision = Decision.objects.get(request=known)
    for land in (cast.berlin, None):
        known.office.land = land
        assert decisions.contestable_until(known, decision) == date(2029, 11, 1)


def test_the_log_holds_no_words_of_the_language_in_which_it_was_recorded(
    cast: Cast, known: FundingRequest
) -> None:
    record(cast, known, str(today()))
    assert known.transitions.get(verb=Verb.FINALISE).note == ""


def test_it_is_final_when_the_time_is_over(cast: Cast, known: FundingRequest) -> None:
    announced_on(known, today() - timedelta(40))
    assert record(cast, known).status_code == 302
    assert known.state == State.FINAL


def test_it_is_final_at_once_with_a_waiver(cast: Cast, known: FundingRequest) -> None:
    assert record(cast, known, str(today())).status_code == 302
    assert known.state == State.FINAL
    assert Decision.objects.get(request=known).waived == today()


def test_a_waiver_is_neither_older_than_the_announcement_nor_of_tomorrow(
    cast: Cast, known: FundingRequest
) -> None:
    for day, error in (
        (today() - timedelta(1), "The waiver cannot be older than the announcement."),
        (today() + timedelta(1), "The day cannot be in the future."),
    ):
        answer = record(cast, known, str(day))
        assert answer.context["form"].errors == {"waived": [error]}
    assert known.state == State.ANNOUNCED


def test_a_waiver_from_before_the_letter_counts_as_known_holds_only_if_it_had_come(
    cast: Cast, known: FundingRequest
) -> None:
    day = today() - timedelta(4)
    announced_on(known, day)
    Decision.objects.update(known=today() - timedelta(1))
    early = str(day + timedelta(1))
    answer = record(cast, known, early)
    assert (answer.status_code, known.state) == (422, State.ANNOUNCED)
    (error,) = answer.context["form"].errors["had_it"]
    known_on = date_format(today() - timedelta(1), "j F Y")
    assert error.startswith(f"The decision counts as made known only on {known_on}.")
    assert record(cast, known, early, had_it="on").status_code == 302
    assert known.state == State.FINAL


def test_whether_it_had_come_is_not_asked_where_that_makes_no_difference(
    cast: Cast, known: FundingRequest
) -> None:
    assert "had_it" not in record(cast, known).context["form"].fields
    Decision.objects.update(known=today() - timedelta(1), announced=timezone.now() - timedelta(4))
    assert record(cast, known, str(today())).status_code == 302


def test_the_database_knows_no_waiver_before_the_announcement(cast: Cast) -> None:
    request = scenes.countersigned(cast)
    with pytest.raises(IntegrityError, match="remedy_waived_only_when_announced"):
        Decision.objects.filter(request=request).update(waived=today())


def test_the_page_names_the_second_officer_and_the_time_for_remedy(cast: Cast, known: FundingRequest) -> None:
    announced_on(known, date(2026, 3, 5))
    client = Client()
    client.force_login(cast.caseworker)
    page = client.get(reverse("funding:case", args=[known.office.slug, known.public_id])).content.decode()
    assert f"<dt>Countersigned</dt><dd>{cast.countersigner}, " in page
    assert "<dt>Legal remedy possible until</dt><dd>7 April 2026</dd>" in page


def test_no_more_is_eligible_than_was_planned(cast: Cast) -> None:
    request = scenes.received(cast)
    client = Client()
    client.force_login(cast.caseworker)
    address = reverse("funding:check", args=[request.office.slug, request.public_id, "calculative"])
    sent = {"version": request.version, "result": "good", "eligible_0": "2000.01", "eligible_1": "500"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"eligible_0": ["At most €2,000.00 is possible here."]}
    assert not request.checks.exists()


def test_a_later_check_of_a_kind_replaces_the_earlier(cast: Cast) -> None:
    request = scenes.checked(cast)
    review.check(request, CheckKind.CONTENT, CheckResult.PARTLY, by=cast.caseworker, version=request.version)
    marks = [(check.kind, check.result, check.superseded) for check in request.checks.with_superseded()]
    assert marks == [
        ("content", "partly", False),
        ("calculative", "good", False),
        ("content", "good", True),
    ]
    client = Client()
    client.force_login(cast.caseworker)
    page = client.get(reverse("funding:case", args=[request.office.slug, request.public_id])).content.decode()
    assert page.count('<span class="tag">replaced</span>') == 1
