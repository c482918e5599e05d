from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from funding.choices import AdviceState
from funding.models.offices import Office
from funding.models.requests import FundingRequest
from funding.queries.advice import AdviceManager
from organisations.models import Organisation
from portal.lib import codes


class AdviceRequest(models.Model):
    """A question to a contact point, by an organisation or by somebody without an account.

    Read by who asked and by the officers of that Office, nobody else. Deleted with its thread on `delete_on`,
    which moves with each message.
    """

    secret = models.CharField(max_length=32, unique=True, default=codes.secret, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=codes.short, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="advice_requests")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="advice_requests"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    subject = models.CharField(_("what it is about"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=AdviceState, default=AdviceState.OPEN)
    state_since = models.DateTimeField(_("since"))
    request = models.ForeignKey(
        FundingRequest, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)
    delete_on = models.DateField(_("deleted on"), editable=False)

    objects: ClassVar[AdviceManager] = AdviceManager()

    class Meta:
        verbose_name = _("advice request")
        verbose_name_plural = _("advice requests")
        ordering = ["state_since", "id"]
        indexes = [
            models.Index(fields=["office", "state", "state_since"], name="advice_by_office"),
            models.Index(fields=["delete_on"], name="advice_to_delete"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdviceState.values), name="known_state_of_advice"),
        ]

    def __str__(self) -> str:
        return codes.spaced(self.code)

    def get_absolute_url(self) -> str:
        if self.organisation:
            return reverse("funding:own_advice_one", args=[self.organisation.slug, self.pk])
        return reverse("funding:advice", args=[self.secret])

    # Whoever asks by a code is asked for a phone number too; none is kept here.
    number = ""

    @property
    def is_open(self) -> bool:
        return self.state == AdviceState.OPEN

    def whole_address(self, language: str) -> str:
        """The address of the asker's page in their language, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()


class AdviceMessage(models.Model):
    """One word in the thread, of the asker or of the Office."""

    # One form, one message: a double click brings the same token twice.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    advice = models.ForeignKey(AdviceRequest, models.CASCADE, related_name="messages")
    by_office = models.BooleanField(_("written by the Office"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.TextField(_("text"), max_length=4000)
    language = models.CharField(_("language"), max_length=12, default="de")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message of an advice request")
        verbose_name_plural = _("messages of advice requests")
        ordering = ["created", "id"]

    def __str__(self) -> str:
        return f"{self.advice} · {self.created:%Y-%m-%d %H:%M}"


def advice_path(file: AdviceFile, name: str) -> str:
    return f"advice/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class AdviceFile(models.Model):
    """A file that was sent with a message."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(AdviceMessage, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=advice_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of an advice request")
        verbose_name_plural = _("files of advice requests")
        ordering = ["uploaded", "id"]

    def __str__(self) -> str:
        return self.name
