"""What is still missing for a date is said where it is planned, and on the first page of the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parentwork.choices import AssignmentState, DateState, HelperRole
from parentwork.models import WorkshopDate
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NO_LEAD, NO_CARER = "nobody leads yet", "nobody looks after the children yet"


@pytest.fixture
def date(workshop):
    return WorkshopDateFactory(workshop=workshop)


def gaps(date) -> list[str]:
    return [str(gap) for gap in WorkshopDate.objects.with_helpers().get(pk=date.pk).gaps]


def help_with(date, role, **state):
    helper = HelperFactory(organisation=date.workshop.organisation)
    AssignmentFactory(date=date, helper=helper, role=role, **state)


def test_a_date_lacks_who_leads_and_who_looks_after_the_children(date):
    assert gaps(date) == [NO_LEAD, NO_CARER]
    help_with(date, HelperRole.LEAD)
    assert gaps(date) == [NO_CARER]
    help_with(date, HelperRole.CHILDCARE)
    assert gaps(date) == []


def test_who_has_only_been_asked_does_not_count(date):
    for state in (AssignmentState.ASKED, AssignmentState.DECLINED, AssignmentState.RELEASED):
        help_with(date, HelperRole.LEAD, state=state)
    assert NO_LEAD in gaps(date)


def test_without_childcare_nobody_is_missed_for_it(workshop):
    assert gaps(WorkshopDateFactory(workshop=workshop, childcare=0)) == [NO_LEAD]


@pytest.mark.parametrize(
    "change", [{"state": DateState.CANCELLED}, {"starts": timezone.now() - timedelta(days=9)}]
)
def test_of_what_is_over_or_cancelled_nothing_is_missed(workshop, change):
    assert gaps(WorkshopDateFactory(workshop=workshop, **change)) == []


def test_it_stands_at_the_date_and_on_the_first_page(desk, date, workshop):
    assert NO_CARER in desk.get("desk_workshop", pk=workshop.pk).text
    assert NO_CARER in desk.get("desk_date", pk=date.pk).text
    assert NO_CARER in desk.follow("/en/desk/").text
