"""A request gets its signature: a scan that the organisation sends, or the paper that came to the Office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import OfficeRole, Party, State, Verb
from funding.models import FundingRequest, SignedPaper, Snapshot
from funding.services import notices
from funding.services.steps import take
from portal.accounts.models import User
from portal.lib import uploads
from portal.lib.dates import today

SCANS = uploads.PDF | uploads.PICTURES


@dataclass(frozen=True)
class Signed:
    """What was signed: the scan, who signed (as `Signatory.as_words` says it), and when the paper came."""

    file: UploadedFile | None = None
    signers: Sequence[dict[str, Any]] = ()
    received: date | None = None


@transaction.atomic
def sign(request: FundingRequest, paper: Signed, *, by: User, version: int) -> FundingRequest:
    """The signature has come: now it is the Office's turn. ValidationError by field.

    The organisation sends a scan, which counts on the day on which it is sent. The Office records when the
    paper came to it, with a scan or without.
    """
    step = take(request, Verb.SIGN, by=by, version=version)
    if step is None:
        return request
    row = step.request
    assert row.submission is not None  # noqa: S101 - a constraint of the table
    if step.party == Party.APPLICANT:
        if paper.file is None:
            raise ValidationError({"file": _("Please choose a file.")})
        keep_paper(row, row.submission, paper, received=today(), by=by)
        step.write(State.SUBMITTED)
    else:
        day = _received(paper)
        keep_paper(row, row.submission, paper, received=day, by=by)
        step.write(State.SUBMITTED, note=date_format(day, "SHORT_DATE_FORMAT"))
        notices.tell_applicant("funding.signed", row)
    notices.tell_officers("funding.arrived", row, OfficeRole.CASEWORKER, but=by)
    return row


def _received(paper: Signed) -> date:
    if paper.received is None:
        raise ValidationError({"received": _("Say when the paper came.")})
    if paper.received > today():
        raise ValidationError({"received": _("The day cannot be in the future.")})
    return paper.received


def keep_paper(
    request: FundingRequest, submission: Snapshot, paper: Signed, *, received: date, by: User
) -> SignedPaper:
    """The row of what was signed. ValidationError when the file is none that a scan can be."""
    row = SignedPaper(
        request=request,
        submission=submission,
        received=received,
        signers=list(paper.signers),
        recorded_by=by,
    )
    if paper.file is not None:
        try:
            checked = uploads.check(paper.file, SCANS)
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
        row.file, row.name, row.mime = paper.file, checked.name, checked.mime
        row.size, row.sha256 = checked.size, checked.sha256
    row.save()
    return row
