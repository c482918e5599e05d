"""A request begins with what the finder was told, and only as far as nothing else stands there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape

from funding.choices import Purpose, Task
from funding.models import FundingRequest, Programme
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes
from tests.funding.test_pages import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
START = date(today().year + 1, 3, 1)
SAID = {"purpose": "project", "costs": "10,000.00", "own": "2000", "start": START.isoformat(), "months": "10"}


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return scenes.programme_of(cast)


def found_at(cast: Cast, client: Client, programme: Programme, **said: str) -> str:
    """The address behind the programme in the finder."""
    page = client.get(reverse("funding:find", args=[cast.association.slug]), SAID | said).text
    start = reverse("funding:start", args=[cast.association.slug])
    _before, _dash, rest = page.partition(f'href="{start}?programme={programme.slug}')
    assert rest, "the finder leads there"
    return f"{start}?programme={programme.slug}" + rest.partition('"')[0].replace("&amp;", "&")


def begun(client: Client, address: str, programme: Programme, **more: Any) -> FundingRequest:
    answer = client.post(address, {"programme": programme.pk, "title": "Elternlotsen", **more})
    assert answer.status_code == 302, answer.text
    return FundingRequest.objects.get(title="Elternlotsen")


def test_the_answers_go_along_to_the_new_request(cast: Cast, applicant: Client, programme: Programme) -> None:
    address = found_at(cast, applicant, programme)
    page = applicant.get(address).text
    assert escape(f"Begin: {date_format(START)}") in page
    assert ("Duration: 10 months" in page, "Costs: €10,000.00" in page) == (True, True)
    row = begun(applicant, address, programme)
    assert (row.start, row.end) == (START, date(START.year, 12, 31))
    plan = applicant.get(at("plan", row)).text
    assert ('value="10,000.00"' in plan, 'value="2,000.00"' in plan, 'value="8,000.00"' in plan) == (
        True,
    ) * 3
    assert not row.costs.exists(), "it is a draft: nobody has said what the money is for"
    assert "€10,000.00 of costs are not counted yet: choose their kind" in plan


def test_what_is_typed_afterwards_stays(cast: Cast, applicant: Client, programme: Programme) -> None:
    row = begun(applicant, found_at(cast, applicant, programme), programme)
    typed = {"version": row.version, "incomes-0-source": "own", "incomes-0-amount": "77"}
    applicant.post(reverse("funding:autosave", args=[row.organisation.slug, row.public_id, "plan"]), typed)
    plan = applicant.get(at("plan", row)).text
    assert ('value="77"' in plan, 'value="8,000.00"' in plan) == (True, False)


def test_an_earlier_request_goes_before_the_finder(
    cast: Cast, applicant: Client, programme: Programme
) -> None:
    earlier = scenes.submitted(cast, "Früher")
    address = found_at(cast, applicant, programme)
    assert "its plan comes along instead of these sums" in applicant.get(address).text
    row = begun(applicant, address, programme, like=earlier.public_id)
    assert row.costs.count() == 2
    assert not row.drafts.exists(), "its plan stands there already"
    assert row.start == START, "dates are made anew"


def test_dates_that_cannot_be_are_left_out(cast: Cast, applicant: Client, programme: Programme) -> None:
    Programme.objects.update(may_have_begun=False, max_months=6)
    address = found_at(cast, applicant, programme)
    row = begun(applicant, address, programme)
    assert (row.start, row.end) == (START, None), "ten months are too long"
    FundingRequest.objects.update(title="Alt")
    gone = address.replace(START.isoformat(), (today() - timedelta(1)).isoformat())
    row = begun(applicant, gone, programme)
    assert (row.start, row.end) == (None, None)


@pytest.mark.parametrize("query", ["costs=x&own=5", "months=0&start=gestern", "costs=5&own=9"])
def test_an_address_that_says_nonsense_does_no_harm(
    cast: Cast, applicant: Client, programme: Programme, query: str
) -> None:
    start = reverse("funding:start", args=[cast.association.slug])
    row = begun(applicant, f"{start}?programme={programme.slug}&{query}", programme)
    assert (row.start, row.end) == (None, None)
    assert applicant.get(at("plan", row)).status_code == 200


def test_a_visitor_takes_the_answers_through_the_sign_in(
    cast: Cast, client: Client, applicant: Client, programme: Programme
) -> None:
    land = cast.office.land_id or ""
    page = client.get(reverse("funding:finder"), SAID | {"land": land}).text
    ask = reverse("funding:ask_for", args=[programme.slug])
    assert f"{ask}?costs=10000.00&amp;own=2000&amp;start={START.isoformat()}&amp;months=10" in page
    answer = applicant.get(ask, {"costs": "10000.00", "months": "10"})
    assert answer.url.endswith(f"?programme={programme.slug}&costs=10000.00&months=10")


def test_for_the_work_of_a_year_the_staff_plan_comes_first(cast: Cast, applicant: Client) -> None:
    programme = ProgrammeFactory(office=cast.office, purpose=Purpose.INSTITUTIONAL)
    address = found_at(cast, applicant, programme, purpose="institutional")
    page = applicant.get(address).text
    assert ("Duration: 10 months" in page, "Costs: " in page) == (True, False), "no more is promised"
    row = begun(applicant, address, programme)
    assert row.start == START
    assert not row.drafts.filter(task=Task.PLAN).exists()
