from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from phonenumber_field.modelfields import PhoneNumberField

from organisations.models import Organisation
from parentwork.choices import Asker, ContactWay, NeedAnswer, NeedEnd, SuitingTime
from parentwork.models.workshops import Workshop
from parentwork.queries.needs import NeedManager
from portal.guides.models import Topic
from portal.lib import codes
from portal.places.models import District, PostalCode

MOST_FAMILIES = 100
# The ways to be told of an answer; without one the person looks at the page.
NEED_WAYS = (ContactWay.MAIL, ContactWay.CALL)


class Need(models.Model):
    """What a family or a school looks for and has not found.

    Purpose: that an organisation near can offer it and tell who asked; read by organisations near alone.
    Deleted on `delete_on`, or at once when it is taken back. No history is kept of it, as of bookings.
    """

    secret = models.CharField(max_length=32, unique=True, default=codes.secret, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=codes.short, editable=False)
    # One form, one need: a double tap brings the same token twice.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asker = models.CharField(_("who asks"), max_length=8, choices=Asker, default=Asker.PARENTS)
    name = models.CharField(_("first name or another name"), max_length=60)
    language = models.CharField(_("language"), max_length=12, default="de")
    place = models.ForeignKey(PostalCode, models.PROTECT, verbose_name=_("place"), related_name="+")
    topic = models.ForeignKey(
        Topic, models.PROTECT, verbose_name=_("topic"), null=True, blank=True, related_name="+"
    )
    words = models.CharField(_("in a sentence"), max_length=300, blank=True)
    spoken = models.CharField(_("language spoken"), max_length=12)
    times = ArrayField(
        models.CharField(max_length=10, choices=SuitingTime),
        verbose_name=_("days and times that suit"),
        default=list,
        blank=True,
    )
    childcare = models.BooleanField(_("with childcare"), default=False)
    families = models.PositiveSmallIntegerField(
        _("families"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_FAMILIES)]
    )
    way = models.CharField(
        _("how we tell you"), max_length=12, blank=True, choices=[(way, way.label) for way in NEED_WAYS]
    )
    email = models.EmailField(_("mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    shows_contact = models.BooleanField(_("organisations near may see the contact"), default=False)
    answer = models.CharField(_("answer"), max_length=10, choices=NeedAnswer, blank=True)
    answered = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    workshop = models.ForeignKey(Workshop, models.SET_NULL, null=True, blank=True, related_name="needs")
    created = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(_("deleted on"), editable=False)

    objects: ClassVar[NeedManager] = NeedManager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["delete_on"], name="needs_to_delete"),
            models.Index(fields=["place", "delete_on"], condition=Q(answer=""), name="open_needs"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(families__gte=1), name="need_is_of_somebody"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | ~Q(words=""), name="need_says_what_is_needed"
            ),
            models.CheckConstraint(
                condition=Q(way="", email="", phone="", shows_contact=False)
                | (Q(way=ContactWay.MAIL, phone="") & ~Q(email=""))
                | (Q(way=ContactWay.CALL, email="") & ~Q(phone="")),
                name="need_keeps_the_contact_of_its_way",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered__isnull=True)
                | Q(answer__in=NeedAnswer.values, answered__isnull=False),
                name="need_is_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return codes.spaced(self.code)

    def get_absolute_url(self) -> str:
        return reverse("parentwork:need", args=[self.secret])

    @property
    def number(self) -> str:
        """The phone number in E.164, as it is dialled and compared; empty without one."""
        return str(self.phone.as_e164) if self.phone else ""

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)

    @property
    def time_words(self) -> list[str]:
        """The times that suit, in words and in the order of the week; empty when all do."""
        return [str(time.label) for time in SuitingTime if time in self.times]

    def whole_address(self, language: str) -> str:
        """The address of the person's own page in their language, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()


class NeedCount(models.Model):
    """What stays of deleted needs: how many there were, by place, language, topic and what became of them."""

    month = models.DateField(_("month"))
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("district"), related_name="+")
    spoken = models.CharField(_("language spoken"), max_length=12)
    topic = models.ForeignKey(Topic, models.PROTECT, verbose_name=_("topic"), null=True, related_name="+")
    end = models.CharField(_("end"), max_length=10, choices=NeedEnd)
    needs = models.PositiveIntegerField(_("needs"), default=0)
    families = models.PositiveIntegerField(_("families"), default=0)

    objects: ClassVar[models.Manager[NeedCount]] = models.Manager()

    class Meta:
        verbose_name = _("count of needs")
        verbose_name_plural = _("counts of needs")
        ordering = ["-month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "district", "spoken", "topic", "end"],
                nulls_distinct=False,
                name="one_count_of_needs_per_cell",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="month_of_needs_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.district} {self.spoken}: {self.needs}"
