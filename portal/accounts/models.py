from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pgtrigger
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import InvitationManager

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
INVITATION_LASTS = timedelta(days=14)
RESETS_KEPT = timedelta(days=730)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def with_second_factor(self) -> models.QuerySet[User]:
        """People with the answer to `has_second_factor` read in the same query."""
        factors = Authenticator.objects.filter(user=models.OuterRef("pk"), type__in=SECOND_FACTORS)
        return self.annotate(known_second_factor=models.Exists(factors))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, known by mail address. Parents have no account."""

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    is_staff = models.BooleanField(_("portal staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_mail_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email

    @property
    def has_second_factor(self) -> bool:
        """An authenticator app or a passkey is set up; recovery codes alone do not count."""
        known = getattr(self, "known_second_factor", None)
        if known is None:
            known = Authenticator.objects.filter(user_id=self.pk, type__in=SECOND_FACTORS).exists()
        return known


def _end_of_invitation() -> Any:
    return timezone.now() + INVITATION_LASTS


class Invitation(models.Model):
    """Somebody is asked by mail to join; accepting it gives what its grant (portal.accounts.kinds) says.

    The secret of the link is kept only as a hash: a new mail needs a new secret.
    """

    # Empty only for the first administrator, whose link is handed over at the console.
    email = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    grant = models.CharField(_("what it gives"), max_length=60)
    object_id = models.BigIntegerField(null=True, blank=True)
    detail = models.CharField(_("role"), max_length=40, blank=True)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("invited by"), null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(_("invited on"), auto_now_add=True)
    # How often a link was made; part of the key of its message.
    links_made = models.PositiveSmallIntegerField(default=1, editable=False)
    last_link = models.DateTimeField(_("last sent"), default=timezone.now, editable=False)
    expires = models.DateTimeField(_("valid until"), default=_end_of_invitation)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("accepted by"), null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    objects: ClassVar[InvitationManager] = InvitationManager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["grant", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                "email",
                "grant",
                models.functions.Coalesce("object_id", -1),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_person_and_grant",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="no_invitation_accepted_and_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        """Names nobody: the log of the administration keeps it longer than the invitation."""
        return f"{self.grant} {self.pk}"

    @property
    def is_open(self) -> bool:
        """It can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires > timezone.now()


class SecondFactorReset(models.Model):
    """A line of the log: portal staff removed a lost second factor. Append only, deleted after two years.

    The line stays without the name when an account is closed.
    """

    at = models.DateTimeField(_("on"), auto_now_add=True)
    person = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("person"), null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=500)

    objects: ClassVar[models.Manager[SecondFactorReset]] = models.Manager()

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="reset_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(f"OLD.\"at\" > now() - interval '{RESETS_KEPT.days} days'"),
            ),
            pgtrigger.ReadOnly(name="reset_is_append_only", exclude=["person", "by"]),
            pgtrigger.Protect(
                name="reset_people_only_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    '((NEW."person_id" IS NOT NULL AND OLD."person_id" IS DISTINCT FROM NEW."person_id")'
                    ' OR (NEW."by_id" IS NOT NULL AND OLD."by_id" IS DISTINCT FROM NEW."by_id"))'
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
