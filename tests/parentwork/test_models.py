from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parentwork.choices import AssignmentState, VenueKind
from parentwork.models import Assignment, WorkshopDate
from tests.factories.parentwork import (
    AssignmentFactory,
    BookingFactory,
    HelperFactory,
    VenueFactory,
    WorkshopDateFactory,
)

pytestmark = pytest.mark.django_db


def test_an_assignment_moves_along_with_its_date():
    assignment = AssignmentFactory()
    later = assignment.date.starts + timedelta(days=7)
    WorkshopDate.objects.filter(pk=assignment.date_id).update(starts=later, ends=later + timedelta(hours=1))
    assignment.refresh_from_db()
    assert (assignment.starts, assignment.ends) == (later, later + timedelta(hours=1))


def test_nobody_is_in_two_places():
    helper = HelperFactory()
    date = WorkshopDateFactory()
    AssignmentFactory(helper=helper, date=date)
    other = WorkshopDateFactory(starts=date.starts + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="nobody_is_in_two_places"), transaction.atomic():
        AssignmentFactory(helper=helper, date=other)
    AssignmentFactory(helper=helper, date=other, state=AssignmentState.DECLINED)


def test_a_date_cannot_move_into_a_clash():
    helper = HelperFactory()
    first = AssignmentFactory(helper=helper).date
    second = AssignmentFactory(
        helper=helper, date=WorkshopDateFactory(starts=first.ends + timedelta(hours=1))
    ).date
    with pytest.raises(IntegrityError, match="nobody_is_in_two_places"), transaction.atomic():
        WorkshopDate.objects.filter(pk=second.pk).update(starts=first.starts)
    assert Assignment.objects.filter(starts=second.starts).count() == 1


def test_a_private_home_is_never_public():
    with pytest.raises(IntegrityError, match="private_home_is_never_public"):
        VenueFactory(kind=VenueKind.HOME, is_public=True)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"adults": 0}, "a_family_has_an_adult"),
        ({"childcare": 1}, "childcare_only_for_children_who_come"),
        ({"way": "mail", "email": ""}, "mail_needs_an_address"),
        ({"way": "call", "phone": ""}, "call_and_sms_need_a_number"),
    ],
)
def test_the_database_refuses_a_booking_that_makes_no_sense(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        BookingFactory(**fields)
