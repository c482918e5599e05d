"""Families allow pictures and invitations of their own accord, take it back, and are invited once."""

from datetime import timedelta

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from parentwork.choices import CONSENT_TEXTS, ConsentPurpose, ContactWay, WorkshopState
from parentwork.models import Consent, ListOpening
from parentwork.services import consents, deletion
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.own_data import forget_now, kept_of
from portal.lib.dates import today
from portal.outbox import services as outbox
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import ConsentFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def workshop(cast):
    return WorkshopDateFactory(workshop__organisation=cast.association).workshop


@pytest.fixture
def next_workshop(cast):
    return WorkshopDateFactory(workshop__organisation=cast.association).workshop


@pytest.fixture
def booking(workshop, family):
    return book(workshop, family(way=ContactWay.MAIL, email="samira@example.org", language="ar"))


def say(client, booking, purpose, **more):
    return client.post(reverse("parentwork:allow", args=[booking.secret]), {"purpose": purpose} | more)


class TestOnTheFamilysPage:
    def test_nothing_is_agreed_before_somebody_agrees(self, client, booking):
        page = client.get(booking.get_absolute_url()).text
        assert "Your places do not depend on it" in page
        assert "agreed on" not in page
        assert not Consent.objects.exists()

    def test_each_thing_is_agreed_for_itself_with_text_language_and_time(self, client, booking):
        say(client, booking, "pictures")
        row = booking.consents.get()
        assert (row.purpose, row.version, row.language, row.name) == ("pictures", 1, "ar", "Samira")
        assert (row.way, row.email) == ("", ""), "pictures need no contact"
        assert timezone.now() - row.given < timedelta(minutes=1)
        assert client.get(booking.get_absolute_url()).text.count("agreed on") == 1

    def test_a_second_tap_changes_nothing(self, client, booking):
        for _tap in range(2):
            say(client, booking, "invitations")
        assert booking.consents.count() == 1

    def test_beside_the_day_of_the_booking_stands_how_long_it_is_kept(self, client, booking):
        def says_when() -> bool:
            page = client.get(booking.get_absolute_url()).text.partition("Who sees this?")[2]
            return date_format(later, "DATE_FORMAT") in page

        later = today() + relativedelta(months=24)
        assert not says_when()
        say(client, booking, "invitations")
        assert says_when()

    def test_it_is_taken_back_where_it_was_given(self, client, booking):
        say(client, booking, "pictures")
        say(client, booking, "pictures", no="1")
        assert "agreed on" not in client.get(booking.get_absolute_url()).text
        row = booking.consents.get()
        assert row.revoked
        assert row.delete_on == today() + timedelta(days=30), "so that the pictures are deleted"

    def test_it_is_taken_back_also_where_the_places_are_given_up(self, client, booking):
        say(client, booking, "pictures")
        cancel_booking(booking)
        page = client.get(booking.get_absolute_url()).text
        assert "I no longer agree" in page
        assert "Yes, I agree" not in page, "nothing new is asked"

    def test_the_link_of_what_was_agreed_outlives_the_page_of_the_booking(self, client, booking):
        say(client, booking, "pictures")
        row = booking.consents.get()
        assert f'href="{row.get_absolute_url()}"' in client.get(booking.get_absolute_url()).text
        deletion.forget(booking.workshop, type(booking).objects.filter(pk=booking.pk))
        assert client.get(booking.get_absolute_url()).status_code == 404
        assert date_format(row.delete_on, "DATE_FORMAT") in client.get(row.get_absolute_url()).text
        client.post(row.get_absolute_url())
        row.refresh_from_db()
        assert row.revoked

    def test_it_can_be_given_again(self, client, booking):
        for more in ({}, {"no": "1"}, {}):
            say(client, booking, "pictures", **more)
        assert booking.consents.get().revoked is None

    @pytest.mark.parametrize("nonsense", ["", "everything", "PICTURES"])
    def test_nonsense_changes_nothing(self, client, booking, nonsense):
        assert say(client, booking, nonsense).status_code == 302
        assert not Consent.objects.exists()

    def test_who_is_reached_through_the_association_is_not_asked_for_invitations(
        self, client, workshop, family
    ):
        booking = book(workshop, family())
        assert "Invitations to later meetings" not in client.get(booking.get_absolute_url()).text
        say(client, booking, "invitations")
        assert not Consent.objects.exists()

    def test_an_agreed_text_stays_when_a_newer_one_comes(self, client, booking, monkeypatch):
        say(client, booking, "pictures")
        monkeypatch.setitem(CONSENT_TEXTS[ConsentPurpose.PICTURES], 2, "The new text.")
        page = client.get(booking.get_absolute_url()).text
        assert "The new text." not in page
        assert "may take pictures of me" in page

    def test_the_family_reads_and_takes_along_what_it_allowed(self, client, booking):
        say(client, booking, "invitations")
        page = client.get(reverse("parentwork:own_data", args=[booking.secret])).text
        _booking, _mark, allowed = page.partition("Invitations to later meetings")
        assert date_format(booking.consents.get().delete_on, "DATE_FORMAT") in allowed
        assert kept_of(booking)["allowed"][0]["purpose"] == "invitations"


class TestForgetting:
    def test_a_consent_outlives_the_booking_and_ends_by_itself(self, client, booking):
        say(client, booking, "invitations")
        deletion.forget(booking.workshop, type(booking).objects.filter(pk=booking.pk))
        row = Consent.objects.get()
        assert (row.booking, row.email) == (None, "samira@example.org")
        with time_machine.travel(timezone.now() + timedelta(days=729)):
            assert consents.purge() == {"consents": 0}
        with time_machine.travel(timezone.now() + timedelta(days=732)):
            assert consents.purge() == {"consents": 1}

    def test_invitations_are_forgotten_as_soon_as_they_are_taken_back(self, booking, next_workshop, cast):
        row = consents.give(booking, ConsentPurpose.INVITATIONS)
        consents.invite(next_workshop, by=cast.coordinator)
        consents.take_back(row)
        assert not Consent.objects.exists()
        assert not Message.objects.filter(kind="parentwork.invitation", address="samira@example.org").exists()

    def test_who_wants_all_of_it_deleted_has_allowed_nothing_more(self, booking):
        consents.give(booking, ConsentPurpose.PICTURES)
        forget_now(booking)
        assert not Consent.objects.exists()

    def test_what_a_restore_brings_back_is_deleted_again(self):
        row = ConsentFactory()
        assert consents.erase_again([row.pk], before=timezone.now() + timedelta(minutes=1)) == 1
        assert not Consent.objects.exists()


class TestInviting:
    def invited(self) -> list[str]:
        rows = Message.objects.filter(kind="parentwork.invitation").order_by("pk")
        return [row.address for row in rows]

    def test_those_who_agreed_are_told_once_in_their_language(self, desk, booking, next_workshop):
        consents.give(booking, ConsentPurpose.INVITATIONS)
        page = desk.get("desk_ask_again", pk=next_workshop.pk).text
        assert "e-mail: 1" in page
        for _tap in range(2):
            desk.post("desk_ask_again", pk=next_workshop.pk)
        assert self.invited() == ["samira@example.org"]
        message = Message.objects.get(kind="parentwork.invitation")
        assert message.language == "ar"
        text = text_of(message, "en")
        assert next_workshop.whole_address("en") in text.body
        assert Consent.objects.get().whole_address("en") in text.body
        assert "Nobody is left to invite" in desk.get("desk_ask_again", pk=next_workshop.pk).text

    def test_who_has_booked_already_is_not(self, cast, workshop, booking):
        consents.give(booking, ConsentPurpose.INVITATIONS)
        assert consents.invite(workshop, by=cast.coordinator) == []

    def test_one_contact_is_told_once_whatever_it_agreed_to_twice(self, cast, workshop, next_workshop):
        for _time in range(2):
            ConsentFactory(booking=None, workshop=workshop, name="Samira", email="samira@example.org")
        consents.invite(next_workshop, by=cast.coordinator)
        assert self.invited() == ["samira@example.org"]

    def test_who_wants_a_call_is_named_to_call(self, desk, workshop, next_workshop):
        ConsentFactory(
            booking=None, workshop=workshop, name="Oleh", way=ContactWay.CALL, email="", phone="+492311234567"
        )
        page = desk.get("desk_ask_again", pk=next_workshop.pk).text
        assert "Oleh" in page
        assert "0231 1234567" in page
        assert ListOpening.objects.filter(kind="consents").exists()
        desk.post("desk_ask_again", pk=next_workshop.pk)
        assert self.invited() == []

    def test_where_no_sms_can_be_sent_who_wants_one_is_named_to_call(
        self, desk, workshop, next_workshop, settings
    ):
        settings.SMS_POSSIBLE = False
        ConsentFactory(
            booking=None, workshop=workshop, name="Oleh", way=ContactWay.SMS, email="", phone="+4915112345678"
        )
        page = desk.get("desk_ask_again", pk=next_workshop.pk).text
        assert "Oleh" in page.partition("Please call them")[2]
        desk.post("desk_ask_again", pk=next_workshop.pk)
        assert self.invited() == []

    def test_consents_of_other_organisations_and_for_pictures_invite_nobody(
        self, cast, booking, next_workshop
    ):
        consents.give(booking, ConsentPurpose.PICTURES)
        ConsentFactory()
        assert consents.invite(next_workshop, by=cast.coordinator) == []

    def test_a_message_that_waits_is_not_sent_once_it_is_taken_back_or_called_off(
        self, cast, booking, next_workshop
    ):
        row = consents.give(booking, ConsentPurpose.INVITATIONS)
        consents.invite(next_workshop, by=cast.coordinator)
        message = Message.objects.get(kind="parentwork.invitation")
        assert text_of(message, "en")
        next_workshop.state = WorkshopState.CANCELLED
        next_workshop.save()
        assert text_of(message, "en") is None
        next_workshop.state = WorkshopState.PUBLISHED
        next_workshop.save()
        Consent.objects.filter(pk=row.pk).update(delete_on=today())
        assert text_of(message, "en") is None

    def test_nor_to_a_family_that_has_booked_in_the_meantime(self, cast, booking, family, next_workshop):
        consents.give(booking, ConsentPurpose.INVITATIONS)
        consents.invite(next_workshop, by=cast.coordinator)
        book(next_workshop, family(way=ContactWay.MAIL, email=booking.email))
        assert text_of(Message.objects.get(kind="parentwork.invitation"), "en") is None

    def test_a_draft_invites_nobody(self, cast, desk, booking, next_workshop):
        consents.give(booking, ConsentPurpose.INVITATIONS)
        next_workshop.state = WorkshopState.DRAFT
        next_workshop.save()
        with pytest.raises(ValidationError):
            consents.invite(next_workshop, by=cast.coordinator)
        assert desk.post("desk_ask_again", pk=next_workshop.pk).status_code == 422

    def test_only_who_plans_invites(self, cast, next_workshop):
        with pytest.raises(PermissionDenied):
            consents.invite(next_workshop, by=cast.helper)

    def test_the_link_of_the_invitation_ends_it(self, client):
        row = ConsentFactory()
        assert "may invite me to later meetings" in client.get(row.get_absolute_url()).text
        assert Consent.objects.filter(pk=row.pk).exists(), "a link only shows"
        for _tap in range(2):
            assert "You have taken it back" in client.post(row.get_absolute_url()).text
        assert not Consent.objects.exists()
        page = client.get(row.get_absolute_url())
        assert page.status_code == 404
        assert "What you allowed here is over" in page.text


class TestTheList:
    def test_says_who_may_be_on_pictures_and_whose_have_to_go(self, desk, booking, workshop, family):
        other = book(workshop, family(name="Oleh"))
        consents.give(booking, ConsentPurpose.PICTURES)
        consents.take_back(consents.give(other, ConsentPurpose.PICTURES))
        page = desk.get("desk_allowed", pk=workshop.pk).text
        gone, _mark, kept = page.partition("Pictures of me</h2>")
        assert "Oleh" in gone
        assert "please delete these pictures" in gone
        assert "Samira" in kept
        assert "may take pictures of me" in kept, "what for"
        assert ListOpening.objects.filter(kind="consents").count() == 1

    def test_a_family_that_calls_is_taken_off_it(self, desk, booking, workshop):
        row = consents.give(booking, ConsentPurpose.PICTURES)
        assert desk.post("desk_taken_back", pk=workshop.pk, consent=row.pk).status_code == 302
        row.refresh_from_db()
        assert row.revoked
        assert "please delete these pictures" in desk.get("desk_allowed", pk=workshop.pk).text

    def test_nobody_else_takes_it_back(self, cast, desk, booking, workshop, next_workshop):
        row = consents.give(booking, ConsentPurpose.PICTURES)
        assert desk.post("desk_taken_back", pk=next_workshop.pk, consent=row.pk).status_code == 404
        with pytest.raises(PermissionDenied):
            consents.note_taken_back(row, by=cast.helper)
        assert not Consent.objects.get().revoked


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_texts_are_read_in_the_language_of_the_family(client, booking, language):
    with translation.override(language):
        page = client.get(booking.get_absolute_url()).text
        assert str(CONSENT_TEXTS[ConsentPurpose.PICTURES][1]) in page


def test_the_address_of_a_message_is_gone_with_the_consent():
    row = ConsentFactory()
    outbox.post(
        "parentwork.invitation", row.pk, to=outbox.Recipient("mail", row.email, "de", "Samira"),
        version=str(row.workshop_id),
    )  # fmt: skip
    consents.take_back(row)
    assert not Message.objects.exclude(address="").filter(kind="parentwork.invitation").exists()
