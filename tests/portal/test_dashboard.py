"""The first page of the desk for an association: its week, its money, and whom it reaches."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from funding.choices import CostCategory, State
from funding.models import Award, Expense
from organisations.choices import Role
from parentwork.choices import CountKind, SeatState
from parentwork.models import Attendance, Headcount, VolunteerHours
from parentwork.reports.reach import reach_of
from portal.lib.dates import BERLIN
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.parentwork import (
    AssignmentFactory,
    HelperFactory,
    SeatFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)
from tests.funding import scenes
from tests.funding.matrix import award, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 6, 17, 12, tzinfo=BERLIN)  # a Wednesday
NO_LEAD = "nobody leads yet"


@pytest.fixture(autouse=True)
def on_a_wednesday_in_june():
    with time_machine.travel(NOW, tick=False):
        yield


def part(client, user, heading: str) -> str:
    """The words of the section of this heading; empty if the page has none."""
    client.force_login(user)
    page = client.get("/en/desk/").text.partition("<main")[2]
    sections = [text for text in page.split("<section") if f">{heading}</h2>" in text]
    return " ".join(re.sub(r"<[^>]+>", " ", "".join(sections).partition("</section>")[0]).split())


def evening(organisation, starts: datetime, title: str = "Elterncafé", **fields):
    workshop = WorkshopFactory(organisation=organisation, title_de=title)
    return WorkshopDateFactory(workshop=workshop, starts=starts, **fields)


class TestTheWeek:
    def test_what_is_to_come_this_week_stands_apart_with_its_gaps(self, client, cast):
        evening(cast.association, NOW - timedelta(days=1), "Gestern")
        evening(cast.association, datetime(2026, 6, 21, 22, tzinfo=BERLIN), "Sonntag")
        evening(cast.association, datetime(2026, 6, 22, 0, 30, tzinfo=BERLIN), "Montag")
        this, _heading, after = part(client, cast.editor, "This week").partition("After this week")
        assert ("Sonntag" in this, "Montag" in this, "Gestern" in this + after) == (True, False, False)
        assert NO_LEAD in this
        assert "Montag" in after

    def test_what_runs_now_is_still_there(self, client, cast):
        evening(cast.association, NOW - timedelta(minutes=5), "Gerade")
        assert "Gerade" in part(client, cast.editor, "This week")

    def test_a_week_without_dates_says_so(self, client, cast):
        assert "No dates are planned." in part(client, cast.editor, "This week")
        evening(cast.association, NOW + timedelta(days=30), "Im Juli")
        text = part(client, cast.editor, "This week")
        assert "No more dates this week. After this week" in text
        assert "Im Juli" in text

    def test_others_have_no_week(self, client, cast):
        evening(cast.association, NOW + timedelta(days=1))
        assert part(client, cast.caseworker, "This week") == ""
        assert "Elterncafé" not in part(client, cast.foreign_coordinator, "This week")

    def test_who_helps_has_a_week_of_the_own_dates(self, client, cast):
        assert part(client, cast.helper, "This week") == ""
        own = evening(cast.association, NOW + timedelta(days=1), "Eigener")
        evening(cast.association, NOW + timedelta(days=2), "Anderer")
        helper = HelperFactory(organisation=cast.association, user=cast.helper)
        AssignmentFactory(date=own, helper=helper)
        text = part(client, cast.helper, "This week")
        assert ("Eigener" in text, "Anderer" in text) == (True, False)


class TestTheMoney:
    def test_one_row_for_each_award_that_is_still_to_be_accounted_for(self, client, cast):
        proof = scenes.proof(cast)
        award = proof.award
        Award.objects.filter(pk=award.pk).update(drawn=Decimal("500"))
        Expense.objects.create(
            proof=proof, paid=date(2026, 3, 1), payee="Druckerei", reason="Flyer", amount=Decimal("300"),
            category=CostCategory.MATERIAL, eligible=Decimal("250.50"),
        )  # fmt: skip
        planned = sum(
            Decimal(amount) for kind, amount in award.plan["costs"].items() if kind != CostCategory.IN_KIND
        )
        text = part(client, cast.coordinator, "Money of your awards")
        assert "Elternlotsen Nordstadt Elterntreff Nordstadt · until 31/12/2026" in text
        assert (
            f"€{planned:,.2f} €500.00 of €{award.amount:,.2f} €250.50 €{planned - Decimal('250.50'):,.2f}"
            in text
        )
        assert "more than planned" not in text

    def test_more_than_planned_is_marked(self, client, cast):
        proof = scenes.proof(cast)
        Expense.objects.create(
            proof=proof, paid=date(2026, 3, 1), payee="Druckerei", reason="Flyer", amount=Decimal("90000"),
            category=CostCategory.MATERIAL, eligible=Decimal("90000"),
        )  # fmt: skip
        assert "more than planned" in part(client, cast.coordinator, "Money of your awards")

    def test_only_those_who_see_the_funding_see_it(self, client, cast):
        scenes.announced(cast)
        for name in ("coordinator", "editor", "reader"):
            assert "Elternlotsen" in part(client, getattr(cast, name), "Money of your awards"), name
        for name in ("helper", "caseworker", "portal_staff"):
            assert part(client, getattr(cast, name), "Money of your awards") == "", name
        assert "No award is running." in part(client, cast.umbrella_coordinator, "Money of your awards")

    def test_a_submitted_proof_takes_the_row_away(self, client, cast):
        proof = scenes.proof(cast)
        proof.state, proof.submitted, proof.frozen = "submitted", timezone.now(), {}
        proof.save()
        assert "No award is running." in part(client, cast.coordinator, "Money of your awards")


class TestWhomItReaches:
    def test_this_year_stands_beside_last_year_to_the_same_day(self, client, cast):
        day = evening(cast.association, datetime(2026, 6, 16, 17, tzinfo=BERLIN))
        Attendance.objects.create(seat=SeatFactory(date=day, state=SeatState.CONFIRMED), adults=2, children=1)
        for at, adults in (
            (datetime(2025, 6, 17, 8, tzinfo=BERLIN), 7),
            (datetime(2025, 6, 18, 8, tzinfo=BERLIN), 90),
        ):
            Headcount.objects.create(
                date=evening(cast.association, at), kind=CountKind.WALK_IN, adults=adults
            )
        VolunteerHours.objects.create(
            workshop=day.workshop, helper=HelperFactory(organisation=cast.association), day=day.day,
            hours=Decimal("2.50"), confirmed=timezone.now(),
        )  # fmt: skip
        text = part(client, cast.coordinator, "Whom you reach")
        assert "until 17/06/2026, and beside it until 17/06/2025" in text
        assert "Meetings held 1 1 Participations of adults and children 3 7 Families 1 0" in text
        assert "Hours of volunteers 2.5 0" in text

    def test_each_organisation_has_its_own_table(self, client, cast):
        other = MembershipFactory(user=cast.coordinator, role=Role.EDITOR).organisation
        for organisation, adults in ((cast.association, 3), (other, 5)):
            day = evening(organisation, NOW - timedelta(days=3))
            Headcount.objects.create(date=day, kind=CountKind.WALK_IN, adults=adults)
        text = part(client, cast.coordinator, "Whom you reach")
        own, foreign = (text.split(organisation.name)[1] for organisation in (cast.association, other))
        assert ("children 3 0" in own, "children 5 0" in foreign) == (True, True)

    def test_without_a_meeting_it_says_what_will_be_there(self, client, cast):
        evening(cast.association, NOW + timedelta(days=3))
        assert "Nothing is counted yet" in part(client, cast.coordinator, "Whom you reach")

    def test_only_those_who_plan_read_it(self, client, cast):
        for name in ("helper", "reader", "caseworker", "portal_staff"):
            assert part(client, getattr(cast, name), "Whom you reach") == "", name


@pytest.mark.parametrize("rows", [1, 3])
def test_queries(client, cast, rows, django_assert_num_queries):
    for number in range(rows):
        request = placed(cast, State.FINAL, f"Antrag {number}", programme=scenes.programme_of(cast))
        award(request, cast)
        for starts in (NOW - timedelta(days=3), NOW + timedelta(days=1), NOW - timedelta(days=400)):
            Headcount.objects.create(date=evening(cast.association, starts), kind=CountKind.WALK_IN, adults=5)
    client.force_login(cast.coordinator)
    client.get("/en/desk/")
    with django_assert_num_queries(55):  # letters to be retrieved are asked for, too
        client.get("/en/desk/")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_many_organisations(cast, number, django_assert_num_queries):
    organisations = [OrganisationFactory() for _number in range(number)]
    for organisation in organisations:
        for starts in (NOW - timedelta(days=3), NOW - timedelta(days=400)):
            Headcount.objects.create(date=evening(organisation, starts), kind=CountKind.WALK_IN, adults=5)
    with django_assert_num_queries(6):
        rows = reach_of(organisations, NOW.date())
    assert [(row.now.adults, row.before.adults) for row in rows] == [(5, 5)] * number
