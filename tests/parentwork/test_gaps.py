"""What is still missing for a date is said where it is planned, and on the first page of the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parentwork.choices import AssignmentState, DateState, HelperRole
from parentwork.models import WorkshopDate
from portal.lib.dates import today
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NO_LEAD, NO_CARER = "nobody leads yet", "nobody looks after the children yet"
UNCHECKED = "nobody with a certificate of conduct looks after the children"


@pytest.fixture
def date(workshop):
    return WorkshopDateFactory(workshop=workshop)


def gaps(date) -> list[str]:
    return [str(gap) for gap in WorkshopDate.objects.with_helpers().get(pk=date.pk).gaps]


def help_with(date, role, seen=None, **state):
    helper = HelperFactory(organisation=date.workshop.organisation, certificate_seen=seen)
    return AssignmentFactory(date=date, helper=helper, role=role, **state).helper


def test_a_date_lacks_who_leads_and_who_looks_after_the_children(date):
    assert gaps(date) == [NO_LEAD, NO_CARER]
    help_with(date, HelperRole.LEAD)
    assert gaps(date) == [NO_CARER]
    help_with(date, HelperRole.CHILDCARE)
    assert gaps(date) == [UNCHECKED]
    help_with(date, HelperRole.CHILDCARE, seen=today())
    assert gaps(date) == []


def test_who_is_only_named_as_responsible_looks_after_nobody(desk, date, workshop):
    responsible = HelperFactory(organisation=workshop.organisation, name="Fatma", certificate_seen=today())
    workshop.child_carer = responsible
    workshop.save()
    assert NO_CARER in gaps(date)
    page = desk.get("desk_date", pk=date.pk).text
    assert "“Fatma” is responsible for the childcare, but does not look after the children on this" in page
    assert "/edit/#id_child_carer" in page
    page = desk.get("desk_workshop", pk=workshop.pk).text
    assert "“Fatma” is responsible for the childcare, but does not look after the children on 1 date." in page
    assert f"helpers/?helper={responsible.pk}&amp;role=childcare" in page
    course = desk.follow(
        desk.address("desk_course_helpers", pk=workshop.pk) + f"?helper={responsible.pk}&role=childcare"
    )
    assert f'<option value="{responsible.pk}" selected>' in course.text
    assert '<option value="childcare" selected>' in course.text
    desk.post("desk_assign", {"helper": responsible.pk, "role": "childcare"}, pk=date.pk)
    assert gaps(date) == [NO_LEAD]
    assert "children on this date" not in desk.get("desk_date", pk=date.pk).text
    assert "is responsible for the childcare, but" not in desk.get("desk_workshop", pk=workshop.pk).text


def test_who_leads_does_not_become_who_looks_after_the_children_with_one_press(desk, date, workshop):
    workshop.child_carer = help_with(date, HelperRole.LEAD, seen=today())
    workshop.save()
    refused = desk.post("desk_assign", {"helper": workshop.child_carer_id, "role": "childcare"}, pk=date.pk)
    assert refused.status_code == 422
    assert "helps on this date already." in refused.text
    assert gaps(date) == [NO_CARER]


def test_another_person_with_a_certificate_closes_the_gap_and_the_page_still_says_who_is_missing(
    desk, date, workshop
):
    workshop.child_carer = HelperFactory(organisation=workshop.organisation, certificate_seen=today())
    workshop.save()
    stands_in = help_with(date, HelperRole.CHILDCARE, seen=today())
    assert gaps(date) == [NO_LEAD]
    assert "children on this date" in desk.get("desk_date", pk=date.pk).text
    workshop.child_carer = stands_in
    workshop.save()
    assert "children on this date" not in desk.get("desk_date", pk=date.pk).text


def test_the_page_leads_to_where_a_certificate_is_noted_and_who_is_responsible(desk, date):
    helper = help_with(date, HelperRole.CHILDCARE)
    page = desk.get("desk_date", pk=date.pk).text
    assert "Nobody is responsible for the childcare yet" in page
    assert f"/helpers/{helper.pk}/#id_certificate_seen" in page
    assert 'id="id_certificate_seen"' in desk.get("desk_helper", pk=helper.pk).text
    assert 'id="id_child_carer"' in desk.get("desk_edit", pk=date.workshop_id).text


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


def test_what_is_missing_is_summed_up_and_what_not_all_dates_lack_stands_there_too(desk, date, workshop):
    WorkshopDateFactory(workshop=workshop)
    help_with(date, HelperRole.LEAD)
    answer = desk.get("desk_workshop", pk=workshop.pk)
    (said,) = answer.context["missing"]
    gaps = f"{NO_CARER} (2 dates); {NO_LEAD} (1 date)"
    assert said == f"Something is still missing: {gaps}. Ask helpers in good time."
    assert [row.own_gaps for row in answer.context["dates"]] == [[], [NO_LEAD]]
    assert (answer.text.count(NO_CARER), answer.text.count(NO_LEAD)) == (1, 2)
