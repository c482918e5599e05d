"""An association at its desk: hours, places and helpers."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from organisations.choices import Role
from parentwork import duties
from parentwork.choices import DateState
from parentwork.models import Helper, Venue, VolunteerHours, WorkshopDate
from portal.lib.dates import BERLIN
from tests.factories.organisations import MembershipFactory
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


class TestHours:
    @pytest.fixture(autouse=True)
    def noon(self):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
            yield

    def form(self, workshop, helper, **change) -> dict:
        return {
            "helper": helper.pk, "workshop": workshop.pk, "day": "2026-11-24", "hours": "2,5", "activity": "",
            "sure": "1",
        } | change  # fmt: skip

    @pytest.mark.usefixtures("in_english")
    def test_on_a_day_on_which_the_workshop_has_no_date_it_is_asked_about(self, cast, desk, workshop):
        helper = HelperFactory(organisation=cast.association)
        said = self.form(workshop, helper)
        del said["sure"]
        asked = desk.post("desk_hours", said)
        assert "This workshop has no date on this day." in asked.text
        assert 'value="2,5"' in asked.text
        assert not VolunteerHours.objects.exists()
        assert desk.post("desk_hours", said | {"sure": "1"}).status_code == 302
        WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 23, 17, 30, tzinfo=BERLIN))
        assert desk.post("desk_hours", said | {"day": "2026-11-23"}).status_code == 302

    def test_it_begins_with_the_last_date_that_took_place(self, cast, desk, workshop):
        WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 20, 17, 30, tzinfo=BERLIN))
        january = WorkshopFactory(organisation=cast.association)
        WorkshopDateFactory(workshop=january, starts=datetime(2027, 1, 12, 17, 30, tzinfo=BERLIN))
        page = desk.get("desk_hours").text
        assert f'<option value="{workshop.pk}" selected>' in page
        assert 'name="day" value="2026-11-20"' in page

    def test_hours_are_typed_in_and_confirmed_by_the_coordinator(self, cast, desk, client, workshop):
        helper = HelperFactory(organisation=cast.association, user=cast.helper)
        client.force_login(cast.helper)
        assert desk.post("desk_hours", self.form(workshop, helper)).status_code == 302
        row = VolunteerHours.objects.get()
        assert (row.hours, row.confirmed) == (Decimal("2.50"), None)
        assert " checked" not in desk.get("desk_hours").content.decode()
        assert desk.post("desk_confirm_hours", {"hours": [row.pk]}).status_code == 404
        client.force_login(cast.coordinator)
        desk.post("desk_confirm_hours", {"hours": [row.pk, "x", "99999999999999999999"]})
        row.refresh_from_db()
        assert row.confirmed_by == cast.coordinator

    def recorded(self, cast, workshop, **who):
        helper = HelperFactory(organisation=cast.association, **who)
        return VolunteerHours.objects.create(
            workshop=workshop, helper=helper, day=date(2026, 11, 24), hours=Decimal("2")
        )

    def test_all_on_the_page_are_confirmed_with_one_button(self, cast, desk, workshop):
        rows = [self.recorded(cast, workshop) for _number in range(3)]
        page = desk.get("desk_hours").content.decode()
        shown = re.findall(r'name="shown" value="(\d+)"', page)
        assert sorted(map(int, shown)) == [row.pk for row in rows]
        desk.post("desk_confirm_hours", {"all": "1", "shown": shown})
        assert VolunteerHours.objects.confirmed().count() == 3

    def test_nothing_ticked_is_said_at_the_boxes(self, cast, desk, workshop):
        self.recorded(cast, workshop)
        answer = desk.post("desk_confirm_hours", {})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert answer.context["ticked"].errors == {"hours": ["Tick at least one entry."]}
        assert '<a href="#ticked_hours_0">' in page
        assert (
            page.count('id="ticked_hours_0" aria-invalid="true" aria-describedby="ticked_hours_error"') == 1
        )
        assert 'id="ticked_hours_error"><p>Tick at least one entry.</p>' in page
        assert VolunteerHours.objects.get().confirmed is None

    @pytest.mark.usefixtures("in_english")
    def test_nobody_confirms_her_own_hours_while_another_person_could(self, cast, desk, workshop):
        own = self.recorded(cast, workshop, user=cast.coordinator)
        other = self.recorded(cast, workshop)
        MembershipFactory(organisation=cast.association, role=Role.COORDINATOR)
        page = desk.get("desk_hours").content.decode()
        assert "by another person" in page
        assert re.findall(r'name="shown" value="(\d+)"', page) == [str(other.pk)]
        assert [duty.title for duty in duties.of(cast.coordinator)] == ["Confirm 1 entry of volunteer hours"]
        desk.post("desk_confirm_hours", {"hours": [own.pk, other.pk]})
        confirmed = VolunteerHours.objects.confirmed().values_list("pk", flat=True)
        assert list(confirmed) == [other.pk]

    def test_who_is_alone_confirms_her_own_and_it_is_marked(self, cast, desk, workshop):
        own = self.recorded(cast, workshop, user=cast.coordinator)
        desk.post("desk_confirm_hours", {"hours": [own.pk]})
        own.refresh_from_db()
        assert (own.confirmed_by, own.self_confirmed) == (cast.coordinator, True)
        assert "confirmed by the helper" in desk.get("desk_hours").content.decode()

    def test_from_the_page_of_a_date_its_workshop_and_day_are_filled_in(self, cast, desk, workshop):
        WorkshopFactory(organisation=cast.association)
        date = WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN))
        desk.post("desk_attendance", {"version": 0}, pk=date.pk)
        link = re.search(r'href="([^"]*/hours/[^"#]*)#record"', desk.get("desk_date", pk=date.pk).text)[1]
        page = desk.follow(link).text
        assert f'<option value="{workshop.pk}" selected>' in page
        assert 'name="day" value="2026-11-24"' in page

    @pytest.mark.parametrize("date", ["", "x", "²", "0", "9" * 30])
    def test_a_date_that_does_not_exist_fills_in_nothing(self, cast, desk, workshop, date):
        page = desk.follow(desk.address("desk_hours") + f"?date={date}")
        assert page.status_code == 200
        assert f'<option value="{workshop.pk}" selected>' not in page.text

    def test_hours_belong_to_the_date_of_their_day(self, cast, desk, workshop):
        date = WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN))
        helper = HelperFactory(organisation=cast.association)
        desk.post("desk_hours", self.form(workshop, helper))
        fallen = WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 23, 17, 30, tzinfo=BERLIN))
        WorkshopDate.objects.filter(pk=fallen.pk).update(state=DateState.CANCELLED)
        desk.post("desk_hours", self.form(workshop, helper, day="2026-11-23"))
        assert list(VolunteerHours.objects.order_by("day").values_list("date", flat=True)) == [None, date.pk]

    @pytest.mark.parametrize(
        "change",
        [
            {"hours": "0"},
            {"hours": "25"},
            {"hours": "1,1"},
            {"hours": "NaN"},
            {"day": "2026-11-26"},
            {"day": "x"},
        ],
    )
    def test_bad_input_is_named(self, cast, desk, workshop, change):
        helper = HelperFactory(organisation=cast.association)
        assert desk.post("desk_hours", self.form(workshop, helper) | change).status_code == 422
        assert not VolunteerHours.objects.exists()

    def test_an_error_is_announced_on_top_of_the_page_above_the_table(self, cast, desk, workshop):
        helper = HelperFactory(organisation=cast.association)
        VolunteerHours.objects.create(
            workshop=workshop, helper=helper, day=date(2026, 11, 24), hours=Decimal("2")
        )
        page = desk.post("desk_hours", self.form(workshop, helper, hours="0")).text
        assert page.count('class="error-summary"') == 1
        assert page.index('class="error-summary"') < page.index("<table")
        assert '<a href="#id_hours">' in page

    @pytest.mark.parametrize(
        ("hours", "said"),
        [
            ("0", "Please write quarter hours, for example 1,5 or 2,25."),
            ("25", "A day has 24 hours."),
        ],
    )
    def test_limits_are_said_in_words(self, cast, desk, workshop, hours, said):
        helper = HelperFactory(organisation=cast.association)
        answer = desk.post("desk_hours", self.form(workshop, helper, hours=hours))
        assert answer.context["form"].errors == {"hours": [said]}

    def test_a_day_has_24_hours(self, cast, desk, workshop):
        helper = HelperFactory(organisation=cast.association)
        desk.post("desk_hours", self.form(workshop, helper, hours="20", activity="a"))
        response = desk.post("desk_hours", self.form(workshop, helper, hours="5", activity="b"))
        assert "A day has 24 hours." in response.content.decode()

    def test_a_helper_of_another_organisation_or_a_paid_one_is_no_choice(self, cast, desk, workshop):
        for helper in (HelperFactory(), HelperFactory(organisation=cast.association, is_paid=True)):
            assert desk.post("desk_hours", self.form(workshop, helper)).status_code == 422


class TestPlacesAndHelpers:
    def test_a_place_is_added_and_changed(self, cast, desk):
        form = {"kind": "room", "name": "Haus", "postal_code": "44137", "is_public": "on"}
        assert desk.post("desk_venues", form).status_code == 302
        venue = Venue.objects.get()
        assert (venue.latitude, venue.postal_code_id) == (51.51, "44137")
        changed = form | {"version": 1, "kind": "home", "name": "Bei Amira"}
        assert desk.post("desk_venue", changed, pk=venue.pk).status_code == 302
        venue.refresh_from_db()
        assert (venue.is_public, venue.version) == (False, 2)
        assert desk.post("desk_venue", changed, pk=venue.pk).status_code == 422

    def test_how_to_find_it_is_written_in_other_languages_and_marked_as_german_elsewhere(
        self, cast, client, desk, workshop
    ):
        form = {
            "version": workshop.venue.version, "kind": "room", "name": "Haus", "postal_code": "44137",
            "is_public": "on", "directions_de": "Eingang im Hof", "directions_ar": "المدخل من الفناء",
        }  # fmt: skip
        assert desk.post("desk_venue", form, pk=workshop.venue.pk).status_code == 302
        address = workshop.get_absolute_url().partition("/workshops/")[2]
        pages = {code: client.get(f"/{code}/workshops/{address}").text for code in ("ar", "tr")}
        assert "<br>المدخل من الفناء" in pages["ar"]
        with translation.override("tr"):
            german = translation.pgettext("there is no text in the reader's language", "in German")
        assert (
            f'<br><span lang="de" dir="ltr">Eingang im Hof</span> <span class="tag">{german}</span>'
            in pages["tr"]
        )
        assert "Eingang im Hof <span" not in client.get(f"/de/workshops/{address}").text

    @pytest.mark.parametrize(
        "change", [{"postal_code": "00000"}, {"postal_code": ""}, {"name": ""}, {"kind": "x"}]
    )
    def test_bad_places_are_named(self, desk, change):
        form = {"kind": "room", "name": "Haus", "postal_code": "44137"} | change
        assert desk.post("desk_venues", form).status_code == 422
        assert not Venue.objects.exists()

    def test_a_helper_is_added(self, cast, desk):
        form = {"name": "Samir", "languages": ["ar"], "phone": "0231 1234567"}
        assert desk.post("desk_helpers", form).status_code == 302
        assert Helper.objects.get().organisation == cast.association

    def test_a_number_of_another_country_comes_back_as_it_was(self, cast, desk):
        form = {"name": "Olha", "languages": ["uk"], "phone": "+380 67 123 45 67"}
        assert desk.post("desk_helpers", form).status_code == 302
        page = desk.get("desk_helper", pk=Helper.objects.get().pk).text
        assert 'value="+380 67 123 4567"' in page
