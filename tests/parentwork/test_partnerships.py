"""Schools: found by name, kind and distance; a partnership is noted, and the school confirms it by a link."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from parentwork import clock
from parentwork.choices import PartnershipState
from parentwork.models import Partnership, School
from parentwork.services import partnerships
from portal.erasures.models import Erasure
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import FormatFactory, PartnershipFactory, SchoolFactory, VenueFactory
from tests.factories.places import LandFactory, PostalCodeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def school():
    return SchoolFactory(name="Anne-Frank-Grundschule", place="Dortmund", email="schule@example.org")


@pytest.fixture
def checked(cast):
    """The organisation was checked, so that it may ask schools."""
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)


@pytest.fixture
def noted(cast, school):
    return PartnershipFactory(organisation=cast.association, school=school, contact="Frau Weber")


@pytest.fixture
def asked(cast, noted, checked):
    return partnerships.ask(noted, by=cast.coordinator)


def found(desk, **query) -> list[str]:
    page = desk.follow(f"{desk.address('desk_schools')}?" + "&".join(f"{k}={v}" for k, v in query.items()))
    return [school.name for school in page.context["schools"]]


class TestFinding:
    def test_by_name_with_errors_too(self, desk, school):
        SchoolFactory(name="Realschule am Park", place="Dortmund")
        assert found(desk, q="anne frank") == ["Anne-Frank-Grundschule"]
        assert found(desk, q="Anne Frnak") == ["Anne-Frank-Grundschule"]
        assert found(desk, q="Waldorf") == []

    def test_by_kind_and_land(self, desk, school):
        other = SchoolFactory(name="Gymnasium Nord", kind="gymnasium", land=LandFactory(code="DE-BE"))
        assert found(desk, kind="gymnasium") == ["Gymnasium Nord"]
        assert found(desk, land=other.land_id) == ["Gymnasium Nord"]

    def test_by_distance_the_nearest_first(self, desk):
        code = PostalCodeFactory()
        near = SchoolFactory(name="Nah", latitude=code.latitude + 0.01, longitude=code.longitude)
        SchoolFactory(name="Ganz nah", latitude=code.latitude, longitude=code.longitude)
        SchoolFactory(name="Fern", latitude=code.latitude + 2, longitude=code.longitude)
        assert found(desk, near=code.code, km="10") == ["Ganz nah", near.name]

    def test_without_a_directory_no_word_is_to_blame(self, desk):
        page = desk.follow(f"{desk.address('desk_schools')}?q=Waldorf").text
        assert "There is no directory of schools here yet" in page
        assert "No school fits" not in page
        SchoolFactory(name="Anne-Frank-Grundschule")
        assert "No school fits" in desk.follow(f"{desk.address('desk_schools')}?q=Waldorf").text

    def test_a_place_that_nobody_knows_is_named(self, desk):
        page = desk.follow(f"{desk.address('desk_schools')}?near=Nirgendwo")
        assert page.status_code == 422
        assert "We do not know this place" in page.text

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_asks_as_often_for_three_schools(self, desk, cast, rows, django_assert_num_queries):
        for number in range(rows):
            PartnershipFactory(organisation=cast.association, school=SchoolFactory(name=f"Schule {number}"))
        address = f"{desk.address('desk_schools')}?q=Schule"
        desk.follow(address)
        with django_assert_num_queries(13):
            desk.follow(address)

    def test_words_with_errors_are_looked_up_in_the_index(self, school):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            plan = School.objects.resembling("Anne Frnak").order_by().explain()
        assert "school_search" in plan


class TestNoting:
    def test_the_organisation_notes_with_whom_and_on_what(self, desk, cast, school):
        form = {
            "version": "0", "contact": "Frau Weber", "email": "weber@example.org", "agreement": "Elterncafé",
            "start": "2026-08-01", "end": "",
        }  # fmt: skip
        assert desk.post("desk_school", form, pk=school.pk).status_code == 302
        row = Partnership.objects.get()
        assert (row.organisation, row.school, row.state) == (cast.association, school, PartnershipState.NOTED)
        page = desk.get("desk_schools").text
        assert "Anne-Frank-Grundschule" in page
        assert "noted" in page

    def test_an_end_before_the_beginning_is_refused_at_its_field(self, desk, school):
        form = {"version": "0", "start": "2026-08-01", "end": "2026-07-01"}
        response = desk.post("desk_school", form, pk=school.pk)
        assert response.status_code == 422
        assert "must not be before the beginning" in response.text
        assert not Partnership.objects.exists()

    def test_whoever_was_slower_does_not_overwrite_unseen(self, cast, noted):
        fields = {"contact": "Herr Aydin", "start": noted.start}
        partnerships.save(cast.association, noted.school, fields, by=cast.coordinator, version=noted.version)
        with pytest.raises(Stale):
            partnerships.save(cast.association, noted.school, fields, by=cast.editor, version=noted.version)

    def test_it_is_taken_off_the_list(self, desk, noted):
        assert desk.post("desk_school_remove", pk=noted.school_id).status_code == 302
        assert not Partnership.objects.exists()

    def test_a_workshop_is_planned_with_the_school(self, desk, cast, noted):
        VenueFactory(organisation=cast.association)
        code = FormatFactory().code
        assert (
            f"school={noted.school_id}"
            in desk.follow(f"{desk.address('desk_plan')}?school={noted.school_id}").text
        )
        page = desk.follow(f"{desk.address('desk_plan')}?format={code}&school={noted.school_id}").text
        assert f'value="{noted.school.number}"' in page


class TestConfirming:
    def test_the_school_gets_a_link_and_says_yes_without_an_account(self, desk, client, cast, noted, checked):
        assert desk.post("desk_school_ask", pk=noted.school_id).status_code == 302
        message = Message.objects.get(kind="parentwork.partnership_asked")
        noted.refresh_from_db()
        assert (message.address, message.language) == ("schule@example.org", "de")
        assert noted.whole_address("de") in text_of(message, "de").body
        client.logout()
        page = client.get(noted.get_absolute_url()).text
        assert cast.association.name in page
        assert Partnership.objects.get().state == PartnershipState.ASKED, "a link only shows"
        sent = client.post(noted.get_absolute_url(), {"answer": "yes", "name": "Frau Weber"})
        assert sent.status_code == 302
        row = Partnership.objects.get()
        assert (row.state, row.answered_by) == (PartnershipState.CONFIRMED, "Frau Weber")
        public = client.get(cast.association.get_absolute_url()).text
        assert "Anne-Frank-Grundschule" in public
        assert "confirmed by the school" in public

    @pytest.mark.parametrize(
        ("address", "whose"),
        [
            ("", "confirmed by the school"),
            ("weber@schule-am-park.example", "confirmed by the school"),
            ("weber@example.org", "confirmed by the school"),
            ("weber@web.de", "as the organisation says"),
        ],
    )
    def test_the_public_page_says_whose_word_it_is(self, client, desk, cast, noted, checked, address, whose):
        School.objects.update(website="https://www.schule-am-park.example/kontakt")
        Partnership.objects.update(email=address)
        partnerships.answer(partnerships.ask(noted, by=cast.coordinator), agrees=True, name="Frau Weber")
        assert (address in desk.get("desk_school", pk=noted.school_id).text) or not address
        client.logout()
        assert whose in client.get(cast.association.get_absolute_url()).text

    def test_a_domain_where_everybody_has_an_address_is_no_schools_own(self):
        school = SchoolFactory(email="schule@web.de")
        assert [school.is_reached_at(it) for it in ("schule@web.de", "verein@web.de")] == [True, False]

    def test_nobody_of_the_organisation_answers_in_place_of_the_school(self, cast, desk, noted, checked):
        for address in (cast.coordinator.email.upper(), cast.association.email or cast.editor.email):
            form = {"version": noted.version, "email": address, "start": "2026-08-01"}
            refused = desk.post("desk_school", form, pk=noted.school_id)
            assert list(refused.context["form"].errors) == ["email"]
        Partnership.objects.update(email=cast.coordinator.email)
        with pytest.raises(ValidationError, match="an address of your organisation"):
            partnerships.ask(noted, by=cast.coordinator)

    def test_what_was_said_at_another_address_holds_no_longer_nor_does_its_link(self, client, cast, asked):
        partnerships.answer(asked, agrees=True, name="Frau Weber")
        row = Partnership.objects.get()
        fields = {"start": row.start, "email": "weber@web.de"}
        partnerships.save(cast.association, row.school, fields, by=cast.coordinator, version=row.version)
        row.refresh_from_db()
        assert row.state == PartnershipState.NOTED
        assert partnerships.answer(row, agrees=True, name="x") is False
        assert "Nothing more is to be answered" in client.get(row.get_absolute_url()).text

    def test_only_what_is_confirmed_stands_on_the_public_page(self, client, cast, noted):
        client.logout()
        assert "Anne-Frank-Grundschule" not in client.get(cast.association.get_absolute_url()).text

    def test_a_school_that_said_no_or_whose_time_is_over_is_not_named(self, client, cast, asked):
        partnerships.answer(asked, agrees=False, name="Frau Weber")
        assert not School.objects.confirmed_by(cast.association).exists()
        asked.refresh_from_db()
        partnerships.answer(asked, agrees=True, name="Frau Weber")
        assert School.objects.confirmed_by(cast.association).exists()
        Partnership.objects.update(start=today() - timedelta(days=9), end=today() - timedelta(days=1))
        assert not School.objects.confirmed_by(cast.association).exists()

    def test_without_a_name_nothing_is_answered(self, client, asked):
        sent = client.post(asked.get_absolute_url(), {"answer": "yes", "name": " "})
        assert sent.status_code == 422
        assert "Please write your name." in sent.text
        assert sent.text.count("Please check one entry") == 1
        assert Partnership.objects.get().state == PartnershipState.ASKED

    def test_the_link_ends_after_two_months_and_opens_the_new_question(self, client, cast, asked):
        with time_machine.travel(timezone.now() + timedelta(days=61)):
            assert partnerships.answer(asked, agrees=True, name="x") is False
            assert "Nothing more is to be answered" in client.get(asked.get_absolute_url()).text
            again = partnerships.ask(asked, by=cast.coordinator)
            assert asked.get_absolute_url() == again.get_absolute_url()
            client.post(asked.get_absolute_url(), {"answer": "yes", "name": "Frau Weber"})
        assert Partnership.objects.get().state == PartnershipState.CONFIRMED

    def test_a_school_that_said_no_and_is_asked_again_answers_by_each_of_its_mails(self, client, cast, asked):
        partnerships.answer(asked, agrees=False, name="Frau Weber")
        partnerships.ask(asked, by=cast.coordinator)
        assert "Yes, we work together" in client.get(asked.get_absolute_url()).text

    def test_asked_at_another_address_the_earlier_link_says_so_and_answers_nothing(self, client, cast, asked):
        row = Partnership.objects.get()
        fields = {"start": row.start, "email": "weber@web.de", "agreement": "Elterncafé"}
        row = partnerships.save(
            cast.association, row.school, fields, by=cast.coordinator, version=row.version
        )
        partnerships.ask(row, by=cast.coordinator)
        page = client.get(asked.get_absolute_url())
        assert page.status_code == 200
        assert "Your school has got a newer mail, with a link of its own." in page.text
        assert "Yes, we work together" not in page.text
        assert "Elterncafé" not in page.text
        client.post(asked.get_absolute_url(), {"answer": "yes", "name": "x"})
        row = Partnership.objects.get()
        assert row.state == PartnershipState.ASKED
        assert "Yes, we work together" in client.get(row.get_absolute_url()).text

    def test_a_school_that_said_yes_can_end_it_at_any_time(self, client, asked):
        partnerships.answer(asked, agrees=True, name="Frau Weber")
        assert "You can end that here at any time." in client.get(asked.get_absolute_url()).text
        with time_machine.travel(timezone.now() + timedelta(days=300)):
            client.post(asked.get_absolute_url(), {"answer": "no", "name": "Frau Weber"})
        assert Partnership.objects.get().state == PartnershipState.DECLINED

    def test_other_words_are_confirmed_anew(self, cast, asked):
        partnerships.answer(asked, agrees=True, name="Frau Weber")
        row = Partnership.objects.get()
        fields = {"start": row.start, "agreement": "Auch Hausbesuche."}
        partnerships.save(cast.association, row.school, fields, by=cast.coordinator, version=row.version)
        row.refresh_from_db()
        assert (row.state, row.answered_by) == (PartnershipState.NOTED, "")

    def test_an_organisation_that_nobody_checked_asks_no_school(self, cast, desk, noted):
        with pytest.raises(PermissionDenied):
            partnerships.ask(noted, by=cast.coordinator)
        assert "once a network or the portal has checked" in desk.get("desk_school", pk=noted.school_id).text

    def test_who_has_said_yes_is_not_asked_again(self, desk, cast, asked):
        """A new question would take back the answer."""
        partnerships.answer(asked, agrees=True, name="Frau Weber")
        assert "Ask again" not in desk.get("desk_school", pk=asked.school_id).text
        with pytest.raises(ValidationError):
            partnerships.ask(asked, by=cast.coordinator)
        assert Partnership.objects.get().state == PartnershipState.CONFIRMED

    def test_a_school_without_an_address_cannot_be_asked(self, cast, checked):
        row = PartnershipFactory(organisation=cast.association, school=SchoolFactory(email=""))
        with pytest.raises(ValidationError):
            partnerships.ask(row, by=cast.coordinator)

    def test_one_reminder_after_a_week_and_none_after_the_answer(self, asked):
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            for _run in range(2):
                clock.remind_schools()
            assert Message.objects.filter(kind="parentwork.partnership_reminder").count() == 1
            partnerships.answer(asked, agrees=True, name="Frau Weber")
            assert text_of(Message.objects.get(kind="parentwork.partnership_reminder"), "de") is None


def test_a_school_whose_address_was_taken_away_keeps_no_other_from_being_reminded(cast, asked):
    other = PartnershipFactory(organisation=cast.association, school=SchoolFactory(email="b@example.org"))
    partnerships.ask(other, by=cast.coordinator)
    School.objects.filter(pk=asked.school_id).update(email="")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        clock.remind_schools()
    reminder = Message.objects.get(kind="parentwork.partnership_reminder")
    assert reminder.address == "b@example.org"


def test_contacts_are_forgotten_a_year_after_the_end(noted):
    Partnership.objects.update(start=today() - timedelta(days=800), end=today() - timedelta(days=365))
    assert partnerships.purge()["contacts at schools"] == 0
    Partnership.objects.update(end=today() - timedelta(days=366))
    assert partnerships.purge()["contacts at schools"] == 1
    noted.refresh_from_db()
    assert (noted.contact, noted.email) == ("", "")


def test_what_was_taken_off_the_list_is_deleted_again_after_a_restore(cast, noted):
    pk = noted.pk
    partnerships.delete(noted, by=cast.coordinator)
    assert Erasure.objects.filter(what="parentwork.partnership").get().ids == [pk]
    back = PartnershipFactory(pk=pk, organisation=cast.association)
    assert partnerships.erase_again([pk], before=back.created) == 0, "it was noted afterwards"
    assert partnerships.erase_again([pk], before=timezone.now() + timedelta(minutes=1)) == 1
    assert not Partnership.objects.exists()


def test_the_address_of_a_school_is_behind_a_secret(client):
    assert client.get(reverse("parentwork:partnership", args=["guessed"])).status_code == 404
