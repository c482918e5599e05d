"""An association at its desk: plans, publishes, books on the phone, records who came."""

import re
import uuid
from datetime import date

import pytest

from parentwork.choices import SignUp, WorkshopState
from parentwork.models import Venue, Workshop
from parentwork.services.bookings import book
from portal.outbox.models import Message
from tests.factories.parentwork import (
    FormatFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def planned(cast, **change) -> dict:
    venue = Venue.objects.filter(organisation=cast.association).first()
    venue = venue or VenueFactory(organisation=cast.association)
    return {
        "token": str(uuid.uuid4()), "format": FormatFactory().pk, "title_de": "Welche Schule jetzt?",
        "languages": ["ar", "de"], "audience": "all", "venue": venue.pk, "sign_up": "series", "seats": "12",
        "has_waiting_list": "on", "childcare": "4", "childcare_from_age": "3", "childcare_to_age": "9",
        "cost": "0", "first": "2026-12-15", "weekdays": ["1"], "count": "4", "begins": "17:30",
        "ends": "19:30", "skips_school_holidays": "on", "skips_public_holidays": "on", "step": "preview",
    } | change  # fmt: skip


def test_the_side_list_marks_the_part_one_is_in_and_no_other(cast, desk, workshop):
    page = desk.get("desk_workshop", pk=workshop.pk).content.decode()
    side = page[page.index('<nav class="side"') :].partition("</nav>")[0]
    assert side.count("aria-current") == 1
    assert re.search(r'aria-current="true">\s*Workshops', side)


class TestPreview:
    @pytest.fixture
    def draft(self, workshop):
        workshop.state = WorkshopState.DRAFT
        workshop.title_ar, workshop.childcare_from_age, workshop.childcare_to_age = "أي مدرسة الآن؟", 3, 9
        workshop.save()
        WorkshopDateFactory(workshop=workshop)
        return workshop

    def shown(self, desk, draft, query: str = "") -> str:
        page = desk.follow(desk.address("desk_preview", pk=draft.pk) + query).text
        return page.partition('<section class="card"')[2].partition("</section>")[0]

    def test_a_draft_leads_to_what_families_will_see(self, desk, draft):
        link = f'href="{desk.address("desk_preview", pk=draft.pk)}"'
        assert link in desk.get("desk_workshop", pk=draft.pk).text
        seen = self.shown(desk, draft)
        assert seen.startswith(' lang="de" dir="ltr"')
        for words in ("Welche Schule jetzt?", "Haus der Vielfalt", "Platz reservieren", "von 3 bis 9 Jahren"):
            assert words in seen

    def test_it_is_shown_in_each_language_in_which_something_is_written(self, desk, draft):
        tabs = desk.get("desk_preview", pk=draft.pk).text
        assert re.findall(r"\?words=([\w-]+)", tabs) == ["de", "ar"]
        seen = self.shown(desk, draft, "?words=ar")
        assert seen.startswith(' lang="ar" dir="rtl"')
        assert "أي مدرسة الآن؟" in seen
        assert '<span lang="de" dir="ltr">Wir sprechen über die Schulen' in seen
        assert self.shown(desk, draft, "?words=xx") == self.shown(desk, draft)

    def test_it_is_published_from_there(self, desk, draft):
        publish = f'action="{desk.address("desk_publish", pk=draft.pk)}"'
        assert publish in desk.get("desk_preview", pk=draft.pk).text
        desk.post("desk_publish", pk=draft.pk)
        assert publish not in desk.get("desk_preview", pk=draft.pk).text


def test_the_first_workshop_once_planned_leads_to_it(cast, client, desk, workshop):
    WorkshopFactory(organisation=cast.association)
    overview = client.get(f"/en/desk/organisations/{cast.association.slug}/").text
    link = re.search(r'href="([^"]*)">Your first workshop<', overview)[1]
    assert link == desk.address("desk_workshop", pk=workshop.pk)


class TestPlan:
    def test_four_tuesday_evenings_without_the_christmas_holidays(self, cast, desk):
        form = planned(cast)
        text = desk.post("desk_plan", form).content.decode()
        assert text.count("takes place") == 4
        assert text.count("left out") == 2
        assert not Workshop.objects.exists()
        response = desk.post("desk_plan", form | {"step": "create"})
        workshop = Workshop.objects.get()
        assert response["Location"] == desk.address("desk_workshop", pk=workshop.pk)
        assert [row.day for row in workshop.dates.all()] == [
            date(2026, 12, 15), date(2026, 12, 22), date(2027, 1, 12), date(2027, 1, 19),
        ]  # fmt: skip
        assert (workshop.state, workshop.languages) == (WorkshopState.DRAFT, ["ar", "de"])

    def test_a_double_click_makes_one_series(self, cast, desk):
        form = planned(cast, step="create")
        answers = {desk.post("desk_plan", form)["Location"] for _ in range(2)}
        assert len(answers) == Workshop.objects.count() == 1

    def test_going_back_keeps_what_was_typed(self, cast, desk):
        text = desk.post("desk_plan", planned(cast, step="change", title_de="Elternabend")).content.decode()
        assert 'value="Elternabend"' in text
        assert not Workshop.objects.exists()

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"title_de": ""}, "Please fill in this field."),
            ({"languages": []}, "Please choose at least one language."),
            ({"languages": ["klingon"]}, "Please choose one of the answers offered here."),
            ({"ends": "17:00"}, "The end must be later than the beginning."),
            ({"weekdays": ["9"]}, "9"),
            ({"count": "0"}, "Please write 1 or more."),
            ({"count": "999"}, "Please write 60 or less."),
            ({"first": "31.02.2027"}, "Please give a date that exists."),
            ({"seats": "0"}, "Please write 1 or more."),
            ({"cost": "-1"}, "Please write 0 or more."),
            ({"sign_up_until": "2020-01-01T10:00"}, "Sign-up would be over already."),
            ({"school_text": "No such school"}, "We find no such school"),
        ],
    )
    def test_bad_input_is_named(self, cast, desk, change, error):
        for step in ("preview", "create"):
            response = desk.post("desk_plan", planned(cast, step=step) | change)
            assert response.status_code == 422
            assert error in response.content.decode()
        assert not Workshop.objects.exists()

    def test_ages_the_wrong_way_round_are_named_once_at_their_field(self, cast, desk, workshop):
        ages = {"childcare_from_age": "12", "childcare_to_age": "3"}
        words = {"childcare_to_age": ["The upper age must not be below the lower age."]}
        assert desk.post("desk_plan", planned(cast) | ages).context["form"].errors == words
        change = planned(cast, version=workshop.version) | ages
        assert desk.post("desk_edit", change, pk=workshop.pk).context["form"].errors == words

    def test_the_place_of_another_organisation_is_no_choice(self, cast, desk):
        response = desk.post("desk_plan", planned(cast, venue=VenueFactory().pk, step="create"))
        assert response.status_code == 422

    def test_without_a_place_the_page_says_what_to_do(self, desk):
        assert "First a place" in desk.get("desk_plan").content.decode()

    def test_one_says_first_what_it_is_and_gets_what_is_usual_for_it(self, cast, client, desk):
        VenueFactory(organisation=cast.association)
        FormatFactory(code="course", name_en="Kurs", usual_dates=10, usual_seats=8, sign_up=SignUp.PER_DATE)
        text = desk.get("desk_plan").content.decode()
        assert re.search(r'<a href="\?format=course">.*Kurs', text)
        assert 'name="title_de"' not in text
        text = client.get(desk.address("desk_plan") + "?format=course").content.decode()
        assert re.search(r'name="count" value="10"', text)
        assert re.search(r'name="seats" value="8"', text)

    def test_where_no_land_is_known_it_is_asked_for(self, cast, desk):
        place = VenueFactory(
            organisation=cast.association, kind="online", link="https://treff.example/", postal_code=None
        )
        cast.association.land = None
        cast.association.save()
        response = desk.post("desk_plan", planned(cast, venue=place.pk))
        assert response.status_code == 422
        assert "We do not know in which Land" in str(response.context["form"].errors["venue"])

    def test_without_a_weekday_that_of_the_first_day_counts(self, cast, desk):
        desk.post("desk_plan", planned(cast, weekdays=[], first="2027-01-12", count="2", step="create"))
        days = [row.day for row in Workshop.objects.get().dates.all()]
        assert days == [date(2027, 1, 12), date(2027, 1, 19)]

    def test_what_is_rarely_needed_is_folded_but_never_hides_an_error(self, cast, desk):
        def opened(**said) -> list[str]:
            page = desk.post("desk_plan", planned(cast, **said)).text
            parts = re.findall(r'<details class="more"( open)?><summary>(More: [^<]+)<', page)
            assert len(parts) == 4
            return [name for is_open, name in parts if is_open]

        assert opened(title_de="") == []
        assert opened(cost="-1") == ["More: for whom, topics, school, cost"]
        assert opened(remind_days="99", childcare_days="99") == [
            "More: sign-up, waiting list, reminders", "More: childcare"
        ]  # fmt: skip

    def test_words_in_other_languages_come_with_the_plan_and_are_never_hidden(self, cast, desk):
        folded = '<details class="more" id="other-words">'
        assert folded in desk.post("desk_plan", planned(cast, title_de="")).content.decode()
        typed = planned(cast, title_ar="أي مدرسة؟", text_ar="نتحدث معًا.", title_tr="T" * 200)
        assert folded not in desk.post("desk_plan", typed).content.decode()
        preview = desk.post("desk_plan", typed | {"title_tr": "Hangi okul?"}).content.decode()
        assert 'type="hidden" name="title_tr" value="Hangi okul?"' in preview
        desk.post("desk_plan", typed | {"title_tr": "Hangi okul?", "step": "create"})
        made = Workshop.objects.get()
        assert (made.title_ar, made.text_ar, made.title_tr) == ("أي مدرسة؟", "نتحدث معًا.", "Hangi okul?")
        assert made.title_ru in (None, "")


class TestWorkshop:
    def test_publishing_shows_it_to_everybody(self, cast, desk, client, workshop):
        workshop.state = WorkshopState.DRAFT
        workshop.save()
        refused = desk.post("desk_publish", pk=workshop.pk)
        assert "Add a date" in client.get(refused["Location"]).content.decode()
        WorkshopDateFactory(workshop=workshop)
        desk.post("desk_publish", pk=workshop.pk)
        assert client.get(workshop.get_absolute_url()).status_code == 200

    def edited(self, workshop, **change) -> dict:
        form = {
            "version": workshop.version, "format": workshop.format_id, "title_de": workshop.title_de,
            "languages": ["ar", "de"], "audience": "all", "venue": workshop.venue_id, "sign_up": "series",
            "seats": 12, "has_waiting_list": "on", "childcare": 4, "childcare_from_age": 0,
            "childcare_to_age": 12, "cost": "0",
        }  # fmt: skip
        return form | change

    def test_words_in_other_languages_are_kept(self, desk, workshop):
        form = self.edited(workshop, title_ar="أي مدرسة الآن؟", title_de_x_leicht="Welche Schule?")
        assert desk.post("desk_edit", form, pk=workshop.pk).status_code == 302
        workshop.refresh_from_db()
        assert (workshop.title_ar, workshop.title_de_x_leicht) == ("أي مدرسة الآن؟", "Welche Schule?")

    def test_a_stale_edit_shows_both_and_saving_again_means_it(self, desk, workshop):
        stale = self.edited(workshop, title_de="Mein Titel")
        desk.post("desk_edit", self.edited(workshop, title_de="Anderer Titel"), pk=workshop.pk)
        response = desk.post("desk_edit", stale, pk=workshop.pk)
        text = response.content.decode()
        assert response.status_code == 422
        assert "Somebody else changed this" in text
        assert "Anderer Titel" in text
        assert 'value="Mein Titel"' in text
        assert 'name="version" value="2"' in text
        desk.post("desk_edit", stale | {"version": 2}, pk=workshop.pk)
        workshop.refresh_from_db()
        assert workshop.title_de == "Mein Titel"

    def test_cancelling_says_first_how_many_are_told(self, desk, workshop, family):
        WorkshopDateFactory(workshop=workshop)
        book(workshop, family())
        assert "in person: 1 family" in desk.get("desk_cancel", pk=workshop.pk).content.decode()
        asked = desk.post("desk_cancel", {"reason": "Wasserschaden"}, pk=workshop.pk).content.decode()
        assert "Cancel it and tell 1 family" in asked
        workshop.refresh_from_db()
        assert workshop.state == WorkshopState.PUBLISHED
        desk.post("desk_cancel", {"reason": "Wasserschaden", "sure": "1"}, pk=workshop.pk)
        workshop.refresh_from_db()
        assert workshop.state == WorkshopState.CANCELLED

    def test_who_knows_already_that_its_only_date_was_cancelled_is_not_counted(self, desk, workshop):
        known = SeatFactory(date__workshop=workshop)
        SeatFactory(date__workshop=workshop)
        desk.post("desk_cancel_date", {"version": 1, "sure": "1"}, pk=known.date_id)
        told = Message.objects.count()
        asked = desk.post("desk_cancel", {"reason": ""}, pk=workshop.pk)
        assert "Cancel it and tell 1 family" in asked.text
        desk.post("desk_cancel", {"sure": "1"}, pk=workshop.pk)
        assert Message.objects.count() == told + 1
