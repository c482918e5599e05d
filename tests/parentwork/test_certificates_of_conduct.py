"""That a certificate of conduct was seen is said to families only where it holds for everybody."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils.translation import gettext, override

from parentwork.choices import AssignmentState, HelperRole
from parentwork.models import Helper, WorkshopDate
from portal.lib.dates import BERLIN, today
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SEEN = "We have seen the extended certificates of conduct of all who look after the children."
LAPSED = "look at the certificate of conduct again"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def dates(workshop) -> list[WorkshopDate]:
    begins = datetime(2026, 12, 1, 17, tzinfo=BERLIN)
    return [WorkshopDateFactory(workshop=workshop, starts=begins + timedelta(weeks=n)) for n in range(2)]


def carer(on: WorkshopDate, seen: date | None, **fields) -> Helper:
    helper = HelperFactory(organisation=on.workshop.organisation, certificate_seen=seen)
    return AssignmentFactory(date=on, helper=helper, role=HelperRole.CHILDCARE, **fields).helper


class TestWhatFamiliesRead:
    def page(self, client, workshop) -> str:
        return client.get(workshop.get_absolute_url()).text

    def test_nothing_where_it_was_only_seen_of_who_is_responsible(self, client, dates, workshop):
        workshop.child_carer = HelperFactory(organisation=workshop.organisation, certificate_seen=today())
        workshop.save()
        assert "certificate" not in self.page(client, workshop)

    def test_nothing_before_every_date_has_somebody_who_was_checked(self, client, dates, workshop):
        helper = carer(dates[0], today())
        assert SEEN not in self.page(client, workshop)
        AssignmentFactory(date=dates[1], helper=helper, role=HelperRole.CHILDCARE)
        assert SEEN in self.page(client, workshop)

    @pytest.mark.parametrize("seen", [None, date(2021, 11, 20), date(1990, 5, 5), date(2035, 5, 5)])
    def test_nothing_where_one_of_several_was_not_or_long_ago(self, client, dates, workshop, seen):
        for on in dates:
            carer(on, today())
        assert SEEN in self.page(client, workshop)
        carer(dates[1], seen)
        assert SEEN not in self.page(client, workshop)

    def test_it_counts_until_five_years_later_and_no_day_longer(self, client, dates, workshop):
        carer(dates[0], today())
        late = carer(dates[1], date(2021, 12, 8))
        assert SEEN in self.page(client, workshop)
        Helper.objects.filter(pk=late.pk).update(certificate_seen=date(2021, 12, 7))
        assert SEEN not in self.page(client, workshop)

    def test_dates_without_childcare_and_who_has_not_agreed_do_not_matter(self, client, dates, workshop):
        for on in dates:
            carer(on, today())
        carer(dates[0], None, state=AssignmentState.ASKED)
        WorkshopDateFactory(workshop=workshop, childcare=0)
        assert SEEN in self.page(client, workshop)

    def test_the_preview_says_the_same(self, desk, dates, workshop):
        for on in dates:
            carer(on, today())
        with override("de"):
            in_german = str(gettext(SEEN))
        assert in_german != SEEN
        assert in_german in desk.get("desk_preview", pk=workshop.pk).text, "in the language of its words"


class TestAtTheDesk:
    @pytest.mark.parametrize("name", ["certificate_seen", "secrecy_agreed"])
    def test_nobody_has_seen_it_tomorrow(self, cast, desk, name):
        said = {"name": "Fatma", name: "2026-11-26"}
        answer = desk.post("desk_helpers", said)
        assert answer.status_code == 422
        assert answer.context["form"].errors == {name: ["This day is still to come."]}
        helper = HelperFactory(organisation=cast.association)
        assert desk.post("desk_helper", said, pk=helper.pk).status_code == 422
        assert not Helper.objects.filter(**{f"{name}__isnull": False}).exists()
        assert desk.post("desk_helper", said | {name: "2026-11-25"}, pk=helper.pk).status_code == 302

    def test_the_page_of_a_helper_says_until_when_it_counts(self, cast, desk):
        helper = HelperFactory(organisation=cast.association, certificate_seen=date(2024, 2, 29))
        assert "counts until 28/02/2029." in desk.get("desk_helper", pk=helper.pk).text
        assert LAPSED not in desk.get("desk_helpers").text

    @pytest.mark.parametrize("noted", [None, date(2024, 2, 29)])
    def test_a_wrong_day_that_is_typed_changes_nothing_of_what_it_says(self, cast, desk, noted):
        helper = HelperFactory(organisation=cast.association, name="Fatma", certificate_seen=noted)
        answer = desk.post("desk_helper", {"name": "Fatma", "certificate_seen": "2026-11-26"}, pk=helper.pk)
        assert answer.status_code == 422
        assert 'value="2026-11-26"' in answer.text
        assert "That no longer counts" not in answer.text
        assert ("counts until 28/02/2029." in answer.text) == bool(noted)

    def test_it_asks_to_look_again_where_it_has_lapsed(self, cast, desk, dates):
        helper = carer(dates[0], date(2015, 5, 5))
        assert "That no longer counts" in desk.get("desk_helper", pk=helper.pk).text
        assert LAPSED in desk.get("desk_helpers").text
        page = desk.get("desk_date", pk=dates[0].pk).text
        assert "certificate of conduct seen on 05/05/2015: please look at a new one" in page
        assert "nobody with a certificate of conduct looks after the children" in page
        Helper.objects.filter(pk=helper.pk).update(certificate_seen=today())
        page = desk.get("desk_date", pk=dates[0].pk).text
        assert "please look at a new one" not in page
        assert "nobody with a certificate of conduct" not in page

    def test_what_the_database_counts_is_what_the_page_says(self, dates):
        for seen in (date(2021, 11, 30), date(2021, 12, 1), today(), date(2026, 11, 26), None):
            helper = carer(dates[0], seen)
            row = WorkshopDate.objects.with_carers().get(pk=dates[0].pk)
            assert row.checked_carers == helper.certificate_holds_on(row.day), seen
            helper.assignments.all().delete()

    def test_who_is_free_until_before_she_is_free_is_asked_again(self, cast, desk):
        said = {"name": "Fatma", "free_from": "20:00", "free_until": "10:00"}
        answer = desk.post("desk_helpers", said)
        assert answer.context["form"].errors == {"free_until": ["The end must be later than the beginning."]}
        assert not Helper.objects.exists()
