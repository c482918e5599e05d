"""A calendar kept elsewhere is taken over: read, looked at, confirmed; twice is once."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from parentwork.choices import WorkshopState
from parentwork.models import CalendarEntry, Workshop, WorkshopDate
from parentwork.services.calendars.packing import packed, unpacked
from parentwork.services.calendars.reading import MOST_SERIES, read
from parentwork.services.calendars.taking import Kind, take
from parentwork.services.series import MOST_DATES
from portal.lib.dates import BERLIN
from tests.factories.parentwork import FormatFactory, VenueFactory, WorkshopDateFactory
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def september():
    """Before the clocks go back, on 25 October 2026."""
    with time_machine.travel(datetime(2026, 9, 1, 12, tzinfo=BERLIN), tick=False):
        yield


TUESDAY = "DTSTART;TZID=Europe/Berlin:20261006T170000"


def event(*lines: str, uid: str = "cafe@example.org", start: str = TUESDAY) -> str:
    end = () if any(line.startswith(("DTEND", "DURATION")) for line in lines) else ("DURATION:PT2H",)
    own = () if any(line.startswith("SUMMARY") for line in lines) else ("SUMMARY:Elterncafé",)
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, *end, *own, *lines, "END:VEVENT"])


def calendar(*events: str) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def starts(content: bytes) -> list[str]:
    return [f"{found.starts:%Y-%m-%d %H:%M}" for one in read(content).series for found in one.dates]


class TestReading:
    def test_a_rule_goes_by_the_clock_on_the_wall_across_the_change(self):
        weekly = calendar(event("RRULE:FREQ=WEEKLY;COUNT=4"))
        (one,) = read(weekly).series
        assert starts(weekly) == [f"2026-10-{day} 17:00" for day in ("06", "13", "20", "27")]
        offsets = [found.starts.utcoffset() for found in one.dates]
        assert offsets[2:] == [timedelta(hours=2), timedelta(hours=1)]
        assert {found.ends - found.starts for found in one.dates} == {timedelta(hours=2)}

    def test_another_zone_and_utc_are_told_in_berlin(self):
        london = "DTSTART;TZID=Europe/London:20261006T170000"
        assert starts(calendar(event(start=london))) == ["2026-10-06 18:00"]
        assert starts(calendar(event(start="DTSTART:20261106T170000Z"))) == ["2026-11-06 18:00"]
        assert starts(calendar(event(start="DTSTART:20261106T170000"))) == ["2026-11-06 17:00"]

    def test_a_whole_day_ends_at_midnight_also_when_it_has_25_hours(self):
        content = calendar(event("DTEND;VALUE=DATE:20261026", start="DTSTART;VALUE=DATE:20261025"))
        (found,) = read(content).series[0].dates
        assert (found.starts.isoformat(), found.ends.isoformat()) == (
            "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00",
        )  # fmt: skip
        assert found.is_whole_day

    def test_a_date_that_was_moved_stands_in_place_of_the_one_of_the_rule(self):
        moved = event(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261013T170000",
            start="DTSTART;TZID=Europe/Berlin:20261015T180000",
        )
        content = calendar(moved, event("RRULE:FREQ=WEEKLY;COUNT=3"))
        assert starts(content) == ["2026-10-06 17:00", "2026-10-15 18:00", "2026-10-20 17:00"]
        assert [found.is_moved for found in read(content).series[0].dates] == [False, True, False]
        plain = read(calendar(event("RRULE:FREQ=WEEKLY;COUNT=3"))).series[0].dates
        assert [found.key for found in read(content).series[0].dates] == [found.key for found in plain]

    def test_a_cancelled_date_is_marked_and_an_excluded_one_is_gone(self):
        off = event("RECURRENCE-ID;TZID=Europe/Berlin:20261013T170000", "STATUS:CANCELLED",
                    start="DTSTART;TZID=Europe/Berlin:20261013T170000")  # fmt: skip
        content = calendar(
            event("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20261020T170000"), off
        )
        dates = read(content).series[0].dates
        assert [(found.starts.day, found.is_cancelled) for found in dates] == [
            (6, False), (13, True), (27, False),
        ]  # fmt: skip

    def test_without_an_end_it_gives_a_year_of_dates_and_no_more_than_a_workshop_may_have(self):
        assert len(starts(calendar(event("RRULE:FREQ=WEEKLY")))) == 48
        (daily,) = read(calendar(event("RRULE:FREQ=DAILY"))).series
        assert (len(daily.dates), daily.is_cut) == (MOST_DATES, True)

    @pytest.mark.parametrize(
        ("rule", "fault"),
        [
            ("RRULE:FREQ=SECONDLY", "It repeats within a day."),
            ("RRULE:FREQ=HOURLY;COUNT=3", "It repeats within a day."),
            ("RRULE:FREQ=WEEKLY;BYDAY=XX", "Its dates cannot be read."),
            ("RRULE:FREQ=WEEKLY\r\nRRULE:FREQ=DAILY", "It repeats by more than one rule."),
            ("DTEND;TZID=Europe/Berlin:20261006T160000", "It ends before it begins."),
            ("DTEND;TZID=Europe/Berlin:20261106T160000", "It lasts longer than two weeks."),
        ],
    )
    def test_what_is_out_of_bounds_is_named_with_its_title(self, rule, fault):
        assert read(calendar(event(rule))).faults == [f"Elterncafé: {fault}"]

    def test_a_rule_that_never_comes_true_ends(self):
        content = calendar(event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"))
        assert starts(content) == ["2026-10-06 17:00"]

    def test_a_rule_of_long_ago_is_not_counted_through(self):
        old = event("RRULE:FREQ=DAILY", start="DTSTART;TZID=Europe/Berlin:19260101T170000")
        assert read(calendar(old)).faults == ["Elterncafé: It began more than twenty years ago."]

    def test_events_with_one_title_are_one_series_in_order(self):
        later = event(uid="b", start="DTSTART;TZID=Europe/Berlin:20261103T170000")
        (one,) = read(calendar(later, event(uid="a"), event(uid="a"))).series
        assert [found.starts.month for found in one.dates] == [10, 11]

    def test_too_many_titles_are_refused(self):
        many = [event(f"SUMMARY:Treffen {number}", uid=str(number)) for number in range(MOST_SERIES + 1)]
        with pytest.raises(ValidationError, match="more than 40 titles"):
            read(calendar(*many))

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "damaged|no dates"),
            (b"\xff\xfe\x00", "damaged|no dates"),
            (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "damaged|no dates"),
            (calendar(), "There are no dates in this file."),
            (calendar(event(start="DTSTART:20200101T100000Z")), "In the next twelve months"),
        ],
    )
    def test_a_file_without_dates_is_refused(self, content, words):
        with pytest.raises(ValidationError, match=words):
            read(content)


@pytest.mark.parametrize("year", [1997, 2005, 2012, 2019, 2021, 2026])
def test_every_real_file_is_read_or_refused_with_a_sentence(year):
    files = sorted(real_data("ical").glob("*/*.ics"))
    assert len(files) > 250
    refused: dict[str, list[str]] = {}
    with time_machine.travel(datetime(year, 1, 1, 12, tzinfo=BERLIN), tick=False):
        for file in files:
            try:
                reading = read(file.read_bytes())
            except ValidationError as error:
                refused[file.name] = error.message_dict["file"]
                continue
            assert reading.series or reading.faults
            assert all(0 < len(one.dates) <= MOST_DATES for one in reading.series)
            assert unpacked(packed(reading.series))[:1] == [
                type(one)(one.title, one.text, one.dates) for one in reading.series[:1]
            ]
    assert all(len(sentences) == 1 for sentences in refused.values())


class TestOnThePage:
    @pytest.fixture
    def kind(self, cast) -> dict:
        self.venue = VenueFactory(organisation=cast.association)
        self.format = FormatFactory(code="open-meeting")
        return {"format": self.format.pk, "venue": self.venue.pk, "languages": ["de", "ar"]}

    def look(self, desk, kind, content: bytes):
        file = SimpleUploadedFile("termine.ics", content)
        return desk.post("desk_calendar", {**kind, "step": "preview", "file": file})

    def confirm(self, desk, kind, page: str):
        carried = re.search(r'name="packed" value="([^"]+)"', page)[1]
        return desk.post("desk_calendar", {**kind, "step": "take", "packed": carried})

    def test_nothing_is_created_before_the_preview_is_confirmed(self, cast, desk, kind):
        page = self.look(desk, kind, calendar(event("RRULE:FREQ=WEEKLY;COUNT=3", "DESCRIPTION:Mit Tee")))
        assert "3 new dates" in page.text
        assert not Workshop.objects.exists()
        answer = self.confirm(desk, kind, page.text)
        assert "1 draft is saved" in desk.follow(answer.url).text
        row = Workshop.objects.get()
        assert (row.organisation, row.state, row.title_de, row.text_de, row.languages) == (
            cast.association, WorkshopState.DRAFT, "Elterncafé", "Mit Tee", ["de", "ar"],
        )  # fmt: skip
        assert row.dates.count() == CalendarEntry.objects.count() == 3
        assert row.dates.first().starts == datetime(2026, 10, 6, 17, tzinfo=BERLIN)

    def test_the_same_file_again_brings_nothing_new(self, desk, kind):
        content = calendar(event("RRULE:FREQ=WEEKLY;COUNT=3"))
        first = self.look(desk, kind, content).text
        self.confirm(desk, kind, first)
        again = self.look(desk, kind, content).text
        assert again.count("known already") == 3
        assert "Save as drafts" not in again
        self.confirm(desk, kind, first)
        assert (Workshop.objects.count(), WorkshopDate.objects.count()) == (1, 3)

    def test_what_has_come_to_the_file_is_added_to_the_draft(self, desk, kind):
        self.confirm(desk, kind, self.look(desk, kind, calendar(event("RRULE:FREQ=WEEKLY;COUNT=3"))).text)
        page = self.look(desk, kind, calendar(event("RRULE:FREQ=WEEKLY;COUNT=5"))).text
        assert "2 new dates" in page
        self.confirm(desk, kind, page)
        assert Workshop.objects.get().dates.count() == 5

    def test_a_fault_keeps_everything_out(self, desk, kind):
        content = calendar(event(), event("SUMMARY:Pause", "RRULE:FREQ=HOURLY", uid="b"))
        page = self.look(desk, kind, content).text
        assert "Pause: It repeats within a day." in page
        assert "Save as drafts" not in page

    def test_zero_bytes_of_a_damaged_file_are_left_out(self, desk, kind):
        content = calendar(event("SUMMARY:Eltern\x00café", "DESCRIPTION:Mit\x00 Tee"))
        self.confirm(desk, kind, self.look(desk, kind, content).text)
        draft = Workshop.objects.get()
        assert (draft.title_de, draft.text_de) == ("Elterncafé", "Mit Tee")

    def test_a_cancelled_date_is_left_out(self, desk, kind):
        page = self.look(desk, kind, calendar(event("STATUS:CANCELLED"), event(uid="b"))).text
        assert "1 new date" in page
        self.confirm(desk, kind, page)
        assert WorkshopDate.objects.count() == 1

    def test_another_file_than_the_one_shown_is_not_taken(self, desk, kind):
        answer = desk.post("desk_calendar", {**kind, "step": "take", "packed": "forged"})
        assert "Please choose the file again." in desk.follow(answer.url).text
        page = self.look(desk, kind, calendar(event())).text
        with time_machine.travel(datetime(2026, 9, 3, tzinfo=BERLIN), tick=False):
            self.confirm(desk, kind, page)
        assert not Workshop.objects.exists()

    def test_a_place_that_is_taken_is_said_at_the_field_and_what_was_chosen_stays(self, cast, desk, kind):
        self.venue.one_at_a_time = True
        self.venue.save()
        content = calendar(event())
        self.confirm(desk, kind, self.look(desk, kind, content).text)
        CalendarEntry.objects.all().delete()
        refused = self.confirm(desk, kind, self.look(desk, kind, content).text)
        form = refused.context["form"]
        assert (refused.status_code, sorted(form.errors)) == (422, ["file", "venue"])
        assert "only one at a time is possible" in refused.text
        assert form["languages"].value() == ["de", "ar"]
        assert WorkshopDate.objects.count() == 1

    def test_what_is_no_calendar_is_said_at_the_field(self, desk, kind):
        answer = self.look(desk, kind, b"Termine: dienstags")
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["file"]
        large = self.look(desk, kind, b"x" * 2_000_001)
        assert "too large" in str(large.context["form"].errors["file"])

    def test_another_organisation_brings_in_the_same_file(self, cast, desk, kind):
        content = calendar(event())
        self.confirm(desk, kind, self.look(desk, kind, content).text)
        venue = VenueFactory(organisation=cast.foreign_association)
        own = Kind(format=self.format, venue=venue, languages=["de"])
        series = read(content).series
        assert take(cast.foreign_association, series, own, by=cast.foreign_coordinator)
        with pytest.raises(PermissionDenied):
            take(cast.foreign_association, series, own, by=cast.coordinator)

    def test_all_or_nothing(self, cast, desk, kind, monkeypatch):
        content = calendar(event(), event("SUMMARY:Kochen", uid="b"))
        page = self.look(desk, kind, content).text
        foreign = VenueFactory()
        own = Kind(format=self.format, venue=foreign, languages=["de"])
        with pytest.raises(ValidationError):
            take(cast.association, read(content).series, own, by=cast.coordinator)
        assert not Workshop.objects.exists()
        self.confirm(desk, kind, page)
        assert Workshop.objects.count() == 2

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_preview_asks_as_often_for_many_dates(self, desk, kind, count, django_assert_num_queries):
        content = calendar(event(f"RRULE:FREQ=WEEKLY;COUNT={count}"))
        with django_assert_num_queries(12):
            assert self.look(desk, kind, content).status_code == 200


def test_the_own_feed_has_what_the_standard_asks_for_and_is_read_back_as_it_is(client):
    """RFC 5545: each event with identifier, stamp in UTC, beginning and end, each zone explained."""
    autumn = datetime(2026, 10, 20, 17, 30, tzinfo=BERLIN)
    rows = [WorkshopDateFactory(starts=autumn + timedelta(days=7 * number)) for number in range(3)]
    content = client.get("/en/workshops.ics").content
    feed = Calendar.from_ical(content)
    assert (str(feed["version"]), bool(feed["prodid"]), feed.errors) == ("2.0", True, [])
    assert [str(zone["tzid"]) for zone in feed.walk("VTIMEZONE")] == ["Europe/Berlin"]
    events = feed.walk("VEVENT")
    assert len({str(found["uid"]) for found in events}) == len(rows)
    for found, row in zip(events, rows, strict=True):
        assert found["dtstamp"].dt.utcoffset() == timedelta()
        assert found["dtstart"].params["TZID"] == found["dtend"].params["TZID"] == "Europe/Berlin"
        assert (found["dtstart"].dt, found["dtend"].dt) == (row.starts, row.ends)
        assert int(found["sequence"]) >= 0
        assert str(found["status"]) == "CONFIRMED"
    back = [found for one in read(content).series for found in one.dates]
    assert [(found.starts, found.ends) for found in back] == [(row.starts, row.ends) for row in rows]
