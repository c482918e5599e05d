from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from phonenumber_field.modelfields import PhoneNumberField

from parentwork.choices import DESK_WAYS, ContactWay, InterpreterWish, SeatState, SignUp
from parentwork.models.dates import WorkshopDate
from parentwork.models.workshops import Workshop
from parentwork.queries.bookings import BookingManager, SeatManager
from portal.lib import codes
from portal.lib.dates import today

_CHILDREN = [MaxValueValidator(10)]


class Booking(models.Model):
    """A family that wants to come. One family is one booking.

    Purpose: to keep seats and to tell the family what changes; read by the organisation alone.
    Deleted on `delete_on`. No history is kept of it on purpose: an event row would outlive the family's name.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="bookings")
    secret = models.CharField(max_length=32, unique=True, default=codes.secret, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=codes.short, editable=False)
    # One form, one booking: a double tap brings the same token twice.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("first name or another name"), max_length=60)
    language = models.CharField(_("language"), max_length=12, default="de")
    way = models.CharField(_("how we reach you"), max_length=12, choices=ContactWay)
    email = models.EmailField(_("mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    adults = models.PositiveSmallIntegerField(
        _("adults"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    children_0_2 = models.PositiveSmallIntegerField(_("0 to 2 years"), default=0, validators=_CHILDREN)
    children_3_5 = models.PositiveSmallIntegerField(_("3 to 5 years"), default=0, validators=_CHILDREN)
    children_6_9 = models.PositiveSmallIntegerField(_("6 to 9 years"), default=0, validators=_CHILDREN)
    children_10 = models.PositiveSmallIntegerField(_("10 years and older"), default=0, validators=_CHILDREN)
    # Places asked for; all children of the bands, unless some only come along.
    childcare = models.PositiveSmallIntegerField(_("childcare places"), default=0)
    # Which language somebody is to interpret into, and whether a woman or a man.
    interpreter = models.CharField(_("interpreter"), max_length=12, blank=True)
    interpreter_wish = models.CharField(
        _("a woman or a man"), max_length=5, choices=InterpreterWish, blank=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(_("deleted on"), editable=False)
    # Whether the family read, before it booked, that the award asks for a list with names and signatures.
    read_of_list = models.BooleanField(default=False, db_default=False, editable=False)
    # Since then it reads that no list is kept any more, which holds though the award asks for one anew.
    list_ended = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar[BookingManager] = BookingManager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["delete_on"], name="bookings_to_delete"),
            models.Index(fields=["workshop", "phone"], condition=~Q(phone=""), name="booking_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(adults__gte=1), name="a_family_has_an_adult"),
            models.CheckConstraint(
                condition=Q(
                    childcare__lte=F("children_0_2")
                    + F("children_3_5")
                    + F("children_6_9")
                    + F("children_10")
                ),
                name="childcare_only_for_children_who_come",
            ),
            models.CheckConstraint(
                condition=~Q(way=ContactWay.MAIL) | ~Q(email=""), name="mail_needs_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(way__in=[ContactWay.SMS, ContactWay.CALL]) | ~Q(phone=""),
                name="call_and_sms_need_a_number",
            ),
        ]

    def __str__(self) -> str:
        return codes.spaced(self.code)

    def get_absolute_url(self) -> str:
        return reverse("parentwork:booking", args=[self.secret])

    @property
    def number(self) -> str:
        """The phone number in E.164, as it is dialled and compared; empty without one."""
        return str(self.phone.as_e164) if self.phone else ""

    @property
    def desk_way(self) -> str:
        """How the family is reached, as the organisation speaks of it."""
        return str(DESK_WAYS[ContactWay(self.way)])

    @property
    def is_forgotten_next(self) -> bool:
        """The next purge, which runs at night, deletes it: before the day is over that the family reads."""
        return self.delete_on <= today() + timedelta(days=1)

    @cached_property
    def others(self) -> list[Booking]:
        """Further bookings of this workshop under the same contact; a mail in two languages asks once."""
        return Booking.objects.beside([self])[self.pk]

    def is_like(self, booking: Booking) -> bool:
        """Of the same workshop and under the same contact as `booking`, which has one."""
        if self.workshop_id != booking.workshop_id:
            return False
        if booking.email:
            return self.email == booking.email
        return bool(booking.phone) and self.phone == booking.phone

    def whole_address(self, language: str) -> str:
        """The address of the family's page in its language, for messages, QR codes and paper."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()

    @property
    def children(self) -> int:
        """Children who come along, of all ages."""
        return self.children_0_2 + self.children_3_5 + self.children_6_9 + self.children_10


class Seat(models.Model):
    """A booking on a date: places for its adults and for its children in childcare, together."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="seats")
    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="taken")
    state = models.CharField(_("state"), max_length=10, choices=SeatState)
    adults = models.PositiveSmallIntegerField(_("adults"))
    childcare = models.PositiveSmallIntegerField(_("childcare places"), default=0)
    # The place in the date's waiting list, smallest first; kept so that a family sees where it stands.
    queue = models.PositiveIntegerField(_("place in the waiting list"), null=True, blank=True)
    since = models.DateTimeField(_("since"))
    # Places that became free are kept for the family until then, and go on to the next without an answer.
    answer_by = models.DateTimeField(_("answer until"), null=True, blank=True)
    lapsed = models.PositiveSmallIntegerField(_("offers without an answer"), default=0)

    # With one tap, before a date near; taken back when the date moves.
    promised = models.DateTimeField(_("said that it comes"), null=True, blank=True)
    # A family of a fixed group misses this one date; its place stays its own. Taken back when the time is
    # another one.
    excused = models.DateTimeField(_("said that it does not come"), null=True, blank=True)
    # When its date began as far as the family knew, until it was moved; of several moves the family may have
    # been told of the last alone.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    # The family waited for places and wants them no more; it never had any to give back.
    left_the_line = models.BooleanField(default=False, db_default=False, editable=False)
    # Given up by the organisation, since the family did not say whether it comes.
    is_released = models.BooleanField(_("released without an answer"), default=False)

    objects: ClassVar[SeatManager] = SeatManager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["date_id", "id"]
        indexes = [
            models.Index(
                fields=["date", "state"], include=["adults", "childcare"], name="seats_taken_on_a_date"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["booking", "date"], name="one_seat_per_booking_and_date"),
            models.CheckConstraint(condition=Q(adults__gte=1), name="seat_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(state=SeatState.WAITING, queue__isnull=False)
                | (~Q(state=SeatState.WAITING) & Q(queue__isnull=True)),
                name="who_waits_has_a_place_in_line",
            ),
            models.CheckConstraint(
                condition=Q(state=SeatState.OFFERED, answer_by__isnull=False)
                | (~Q(state=SeatState.OFFERED) & Q(answer_by__isnull=True)),
                name="an_offer_waits_for_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(promised__isnull=True) | Q(excused__isnull=True),
                name="who_is_excused_does_not_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking} · {self.get_state_display()}"

    @property
    def is_given(self) -> bool:
        """The family has its places; it neither waits for them nor still has to say that it takes them."""
        return self.state == SeatState.CONFIRMED

    @property
    def is_offered(self) -> bool:
        """Places are kept for the family until it answers."""
        return self.state == SeatState.OFFERED

    @property
    def says_it_comes(self) -> bool:
        """The family said so, or got its places when the others had been asked already."""
        asked = self.date.asked_from
        return bool(self.promised) or (asked is not None and self.since >= asked)

    @property
    def is_asked(self) -> bool:
        """It is time to say whether one comes, and the family has not."""
        return self.is_given and self.date.asks_who_comes and not (self.says_it_comes or self.excused)

    @property
    def is_coming(self) -> bool:
        """The family has or waits for a place on a date that takes place and is not over."""
        return self.state != SeatState.CANCELLED and not self.date.is_cancelled and not self.date.is_over

    @property
    def can_be_given_up(self) -> bool:
        """Until the date begins: then nobody else could come instead."""
        return self.is_coming and self.date.starts > timezone.now()

    @property
    def opinion_code(self) -> str:
        """Tells the family's own link to the questions from others; no answer is kept beside it."""
        return codes.derived("opinion", str(self.pk), 8)

    def feedback_path(self) -> str:
        """Where the family says how it was, once for each of its adults, on whichever phones."""
        own = [self.date_id, self.date.feedback_code, self.opinion_code]
        return reverse("parentwork:feedback_of_family", args=own)

    def feedback_address(self, language: str) -> str:
        """The whole address in a language, for messages."""
        with override(language):
            return settings.SITE_URL + self.feedback_path()

    def whole_address(self, language: str) -> str:
        """Where the date stands on the family's page."""
        return f"{self.booking.whole_address(language)}#d{self.date_id}"

    def away_address(self, language: str) -> str:
        """Where the family is asked about this date alone; its page where it only waits for a fixed group."""
        if self.booking.workshop.sign_up == SignUp.SERIES and not self.is_given:
            return self.whole_address(language)
        with override(language):
            cancel = reverse("parentwork:cancel", args=[self.booking.secret])
        return f"{settings.SITE_URL}{cancel}?dates={self.date_id}"
