"""Where those who look after an entry can not be reached, somebody else asks with a register extract."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.choices import ClaimKind, ClaimState
from organisations.messages import ClaimAsked, RecoveryAsked
from organisations.models import Claim, Organisation
from organisations.models.joining import OBJECTION_LASTS, RECOVERY_LASTS
from organisations.rules import may_manage_members
from organisations.services.joining import (
    asked_before,
    close_claim,
    locked_claim,
    refuse_when_asked,
    tell_the_network,
)
from portal.accounts.models import User
from portal.erasures.services import note
from portal.lib import uploads
from portal.lib.dates import today
from portal.lib.storage import delete_on_commit
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post

ALLOWED = uploads.PDF | uploads.PICTURES
MAX_BYTES = 5 * 1024 * 1024
ERASED = "organisations.extract"  # in `settings.ERASERS`


@transaction.atomic
def recover(
    organisation: Organisation,
    key: UUID,
    *,
    name: str,
    email: str,
    language: str,
    extract: UploadedFile,
    umbrella: Organisation | None = None,
) -> Claim:
    """`email` asks to coordinate an entry whose coordinators can not be reached; these hear of it first.

    `umbrella`, one of its networks, is to confirm it, else portal staff. A double click asks once. Raises
    `ValidationError`, for a faulty file by field.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if asked := asked_before(organisation, key):
        return asked
    if umbrella and umbrella not in networks_to_ask(organisation):
        raise ValidationError({"umbrella": _("Please choose one of the answers offered here.")})
    refuse_when_asked(organisation)
    now = timezone.now()
    claim = Claim(
        kind=ClaimKind.RECOVERY, organisation=organisation, key=key, name=name, email=email,
        language=language, umbrella=umbrella,
        objection_until=now + OBJECTION_LASTS, ends=now + RECOVERY_LASTS,
    )  # fmt: skip
    claim.extract = _clean(extract)
    claim.save()
    _tell(claim)
    return claim


def networks_to_ask(organisation: Organisation) -> QuerySet[Organisation]:
    """Networks that the entry belongs to today and that somebody can answer for."""
    rows = Organisation.objects.networks().coordinated()
    return rows.umbrellas_of(organisation, today())


@transaction.atomic
def object_to_recovery(claim: Claim, *, by: User) -> Claim:
    """A coordinator is there after all: the recovery ends. A second click changes nothing.

    Raises `PermissionDenied`, and `ValidationError` for one that is over.
    """
    current = locked_claim(claim)
    if not current.is_recovery or not may_manage_members(by, current.organisation):
        raise PermissionDenied
    if current.state == ClaimState.REFUSED:
        return current
    if not current.is_open:
        raise ValidationError(_("This claim is over."), code="over")
    return close_claim(current, ClaimState.REFUSED)


def forget_extracts() -> int:
    """Delete the register extracts of what was answered some time ago; how many."""
    before = timezone.now() - timedelta(days=settings.EXTRACTS_KEPT_DAYS)
    return _forget(Claim.objects.filter(answered__lt=before))


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete extracts that a restored database has brought back; how many."""
    return _forget(Claim.objects.filter(pk__in=ids, created__lt=before))


@transaction.atomic
def _forget(claims: QuerySet[Claim]) -> int:
    rows = list(claims.exclude(extract=""))
    for claim in rows:
        delete_on_commit(claim.extract)
        claim.extract = ""
        claim.save(update_fields=["extract"])
    note(ERASED, [claim.pk for claim in rows])
    return len(rows)


def _clean(extract: UploadedFile) -> File[bytes]:
    """A PDF as it is, a picture drawn anew."""
    try:
        checked = uploads.check(extract, ALLOWED, max_bytes=MAX_BYTES)
        return extract if checked.mime == "application/pdf" else uploads.cleaned_picture(extract)
    except ValidationError as error:
        raise ValidationError({"extract": error}) from error


def _tell(claim: Claim) -> None:
    """Those who look after the entry, and whoever is to decide."""
    for membership in claim.organisation.memberships.coordinating().select_related("user"):
        post(RecoveryAsked.key, claim.pk, to=Recipient.by_mail(membership.user))
    if claim.umbrella:
        tell_the_network(claim, claim.umbrella)
    elif mail := settings.OPERATOR["mail"]:
        post(ClaimAsked.key, claim.pk, to=Recipient(Channel.MAIL, mail))
