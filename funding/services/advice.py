"""Questions to contact points: asking, answering, going on to a request, forgetting."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.choices import AdviceState, OfficeRole
from funding.models import (
    AdviceFile,
    AdviceMessage,
    AdviceRequest,
    FundingRequest,
    Office,
    OfficeMember,
    Programme,
)
from funding.services import drafts
from organisations.models import Organisation
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib import codes, uploads
from portal.lib.dates import today
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post

ALLOWED = uploads.PDF | uploads.PICTURES | uploads.OFFICE


@dataclass(frozen=True)
class Words:
    """What somebody writes, in which language, with at most one file. `token`: one per form shown."""

    body: str
    language: str = "de"
    file: UploadedFile | None = None
    token: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Asker:
    """Who asks: a name, and a mail address to be told of the answer or none."""

    name: str
    email: str = ""
    organisation: Organisation | None = None
    user: User | None = None


@transaction.atomic
def ask(office: Office, subject: str, words: Words, asker: Asker) -> AdviceRequest:
    """Ask a contact point; the same token again returns the same question. PermissionDenied, ValidationError.

    Without an organisation whoever has the address of its page reads and writes on.
    """
    # The row is the lock: of two clicks at once the second one finds the question of the first.
    if not Office.objects.advising().select_for_update(no_key=True).filter(pk=office.pk).exists():
        raise PermissionDenied
    if asker.organisation and not (asker.user and rules.may_request(asker.user, asker.organisation)):
        raise PermissionDenied
    known = AdviceMessage.objects.filter(token=words.token).select_related("advice").first()
    if known is not None:
        return known.advice
    advice = AdviceRequest.objects.create(
        office=office,
        organisation=asker.organisation,
        created_by=asker.user,
        code=_free_code(),
        name=asker.name.strip(),
        email=asker.email.strip().lower(),
        language=words.language,
        subject=subject.strip(),
        state_since=timezone.now(),
        delete_on=_kept_until(),
    )
    message = _write(advice, words, by_office=False, author=asker.user)
    if to := _asker(advice):
        post("funding.advice_received", advice.pk, to=to)
    _tell_office(advice, message)
    return advice


@transaction.atomic
def write_on(advice: AdviceRequest, words: Words, *, by: User | None = None) -> AdviceMessage:
    """The asker writes again. `by` is a member of the asking organisation; nobody for who has the secret."""
    locked = _locked(advice)
    if locked.organisation and not (by and rules.may_request(by, locked.organisation)):
        raise PermissionDenied
    if known := _known(locked, words):
        return known
    message = _write(locked, words, by_office=False, author=by)
    _turn(locked, AdviceState.OPEN)
    _tell_office(locked, message)
    return message


@transaction.atomic
def answer(advice: AdviceRequest, words: Words, *, by: User) -> AdviceMessage:
    """The Office answers; who asked is told by mail where there is an address. PermissionDenied."""
    locked = _locked(advice)
    if not rules.may_advise(by, locked):
        raise PermissionDenied
    if known := _known(locked, words):
        return known
    message = _write(locked, words, by_office=True, author=by)
    _turn(locked, AdviceState.ANSWERED)
    if to := _asker(locked):
        post("funding.advice_answered", locked.pk, to=to, version=str(message.pk))
    return message


@transaction.atomic
def begin_request(advice: AdviceRequest, programme: Programme, *, by: User) -> FundingRequest:
    """Make a draft from what was asked; a second time it is the same. PermissionDenied, ValidationError."""
    locked = _locked(advice)
    if locked.organisation is None or not rules.may_request(by, locked.organisation):
        raise PermissionDenied
    if locked.request is not None:
        return locked.request
    if programme.office_id != locked.office_id:
        raise PermissionDenied
    row = drafts.start(locked.organisation, programme, locked.subject, by=by)
    row.need = locked.messages.filter(by_office=False).order_by("created", "pk")[0].body
    row.save(update_fields=["need"])
    locked.request = row
    locked.save(update_fields=["request"])
    return row


@transaction.atomic
def take_back(advice: AdviceRequest) -> int:
    """Delete a question with its thread and files at once; how many."""
    return _forget([advice.pk])


def purge() -> dict[str, int]:
    """Delete the questions whose day has come."""
    with transaction.atomic():
        rows = AdviceRequest.objects.to_be_deleted(today())
        return {"advice requests": _forget(list(rows.values_list("pk", flat=True)))}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete questions that a restored database has brought back; how many."""
    with transaction.atomic():
        rows = AdviceRequest.objects.filter(pk__in=ids, created__lt=before)
        return _forget(list(rows.values_list("pk", flat=True)))


def erase_files_again(ids: list[int], *, before: datetime) -> int:
    """Delete files that a restored database has brought back; how many."""
    return erase(AdviceFile.objects.filter(pk__in=ids, uploaded__lt=before))


def _forget(ids: Sequence[int]) -> int:
    erase(AdviceFile.objects.filter(message__advice__in=ids))
    return erase(AdviceRequest.objects.filter(pk__in=ids))


def _kept_until() -> date:
    return today() + relativedelta(months=settings.ADVICE_KEPT_MONTHS)


def _free_code() -> str:
    code = codes.short()
    while AdviceRequest.objects.filter(code=code).exists():
        code = codes.short()
    return code


def _locked(advice: AdviceRequest) -> AdviceRequest:
    rows = AdviceRequest.objects.select_for_update(of=("self",)).select_related("office", "organisation")
    found: AdviceRequest = rows.get(pk=advice.pk)
    return found


def _known(advice: AdviceRequest, words: Words) -> AdviceMessage | None:
    return AdviceMessage.objects.filter(advice=advice, token=words.token).first()


def _write(advice: AdviceRequest, words: Words, *, by_office: bool, author: User | None) -> AdviceMessage:
    checked = _checked(words.file)
    message = AdviceMessage.objects.create(
        advice=advice,
        token=words.token,
        by_office=by_office,
        author=author,
        body=words.body.strip(),
        language=words.language,
    )
    if words.file is not None and checked is not None:
        AdviceFile.objects.create(
            message=message,
            file=words.file,
            name=checked.name,
            mime=checked.mime,
            size=checked.size,
            sha256=checked.sha256,
        )
    return message


def _checked(file: UploadedFile | None) -> uploads.Checked | None:
    if file is None:
        return None
    try:
        return uploads.check(file, ALLOWED)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def _turn(advice: AdviceRequest, state: AdviceState) -> None:
    """Whose turn it is from now on; where it stays the same, so does since when."""
    if advice.state != state:
        advice.state, advice.state_since = state, timezone.now()
    advice.delete_on = _kept_until()
    advice.save(update_fields=["state", "state_since", "delete_on"])


def _asker(advice: AdviceRequest) -> Recipient | None:
    if advice.created_by and advice.created_by.is_active:
        return Recipient.by_mail(advice.created_by)
    if advice.email:
        return Recipient(Channel.MAIL, advice.email, advice.language, advice.name)
    return None


def _tell_office(advice: AdviceRequest, message: AdviceMessage) -> None:
    members = OfficeMember.objects.filter(
        office=advice.office_id, role=OfficeRole.CASEWORKER, user__is_active=True
    )
    if advice.organisation_id:
        members = members.exclude(user__memberships__organisation=advice.organisation_id)
    for member in members.select_related("user"):
        to = Recipient.by_mail(member.user)
        post("funding.advice_written", advice.pk, to=to, version=str(message.pk))
