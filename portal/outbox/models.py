from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.outbox.choices import FINISHED, Channel, State
from portal.outbox.queries import MessageManager


class Message(models.Model):
    """One message to one person.

    Address and name are kept to reach the person and are blanked `OUTBOX_KEEP_DAYS` after the message is
    finished; the row itself goes after `OUTBOX_FORGET_DAYS`. Until then `key` keeps it from being sent again.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    object_id = models.BigIntegerField(_("number of the object"))
    version = models.CharField(_("version"), max_length=80, default="0")
    channel = models.CharField(_("channel"), max_length=4, choices=Channel)
    address = models.CharField(_("address"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    # Who pays for it and sees it in the call list, such as "organisation:12"; empty is the portal.
    account = models.CharField(_("account"), max_length=80, blank=True)
    payload = models.JSONField(_("further data"), default=dict, blank=True)
    due = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=120, blank=True)
    created = models.DateTimeField(_("written"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    ticked_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("called by"), null=True, related_name="+"
    )

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(
                condition=Q(state=State.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=State.CLAIMED) & Q(claim__isnull=True, claimed_at__isnull=True)),
                name="message_claimed_with_token_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at__isnull=True)),
                name="message_finished_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.CALL) | Q(state__in=[State.DUE, State.DONE, State.DROPPED]),
                name="message_call_is_not_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(channel=Channel.CALL), name="message_done_is_a_call"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DUE, State.CLAIMED]) | Q(channel=Channel.CALL) | ~Q(address=""),
                name="message_open_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.DONE, State.DROPPED]) | Q(payload={}),
                name="message_payload_emptied",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due", "id"],
                condition=Q(state=State.DUE) & ~Q(channel=Channel.CALL),
                name="message_to_send",
            ),
            models.Index(
                fields=["account", "due"],
                condition=Q(state=State.DUE, channel=Channel.CALL),
                name="message_to_call",
            ),
            models.Index(fields=["claimed_at"], condition=Q(state=State.CLAIMED), name="message_claimed"),
            models.Index(fields=["kind", "object_id"], name="message_object"),
            models.Index(fields=["state", "finished_at"], name="message_finished"),
            models.Index(fields=["-created", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} · {self.get_channel_display()} · {self.get_state_display()}"

    @staticmethod
    def key_of(kind: str, object_id: int, version: str, channel: str, address: str) -> str:
        """What may exist once; hashed with the secret, so that the key tells no address."""
        parts = "\n".join([kind, str(object_id), version, channel, address])
        return salted_hmac("portal.outbox.Message", parts, algorithm="sha256").hexdigest()

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail sent twice can be recognised as one."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
        return f"<{self.key[:40]}@{domain}>"

    @property
    def masked_address(self) -> str:
        """Enough to recognise an address one knows, too little to learn it."""
        if "@" in self.address:
            local, _at, domain = self.address.rpartition("@")
            return f"{local[:1]}…@{domain}"
        return f"…{self.address[-3:]}" if self.address else "–"


class MonthlyCount(models.Model):
    """How many messages of a kind were sent for an account in a month; holds nobody's data."""

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=80)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel)
    account = models.CharField(_("account"), max_length=80, blank=True)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("monthly count")
        verbose_name_plural = _("monthly counts")
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "channel", "account"], name="one_count_per_month_and_kind"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="count_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.channel} {self.account}: {self.count}"


class SmsBudget(models.Model):
    """SMS parts that an account has used in a month, counted before sending."""

    month = models.DateField(_("month"))
    account = models.CharField(_("account"), max_length=80, blank=True)
    used = models.PositiveIntegerField(_("SMS parts used"), default=0)

    class Meta:
        verbose_name = _("SMS budget")
        verbose_name_plural = _("SMS budgets")
        ordering = ["-month", "account"]
        constraints = [
            models.UniqueConstraint(fields=["month", "account"], name="one_sms_budget_per_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="budget_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.account}: {self.used}"


class Heartbeat(models.Model):
    """When a process of the house was last seen alive: `beat`, `worker`; when the last `backup` was made."""

    name = models.CharField(_("process"), max_length=20, primary_key=True)
    seen = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.seen:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def seen_now(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"seen": timezone.now()})

    @property
    def lives(self) -> bool:
        """The tick comes every 30 seconds; two may be late."""
        return timezone.now() - self.seen < timedelta(seconds=100)
