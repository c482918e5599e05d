"""A request gets its signature: a scan that the organisation sends, or the paper that came to the Office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import OfficeRole, Party, State, Verb
from funding.models import FundingRequest, SignedPaper, Snapshot
from funding.services import notices
from funding.services.steps import Step, take
from portal.accounts.models import User
from portal.lib import uploads
from portal.lib.dates import today

SCANS = uploads.PDF | uploads.PICTURES


@dataclass(frozen=True)
class Signed:
    """What was signed: the scan, who signed (as `Signatory.as_words` says it), and when the paper came.

    `number` is that of the submission that was signed; the last one if left out.
    """

    file: UploadedFile | None = None
    signers: Sequence[dict[str, Any]] = ()
    received: date | None = None
    number: int | None = None


def add(request: FundingRequest, paper: Signed, *, by: User, version: int) -> FundingRequest:
    """The first signature under `request`, or one more; a second click is about the same as the first one."""
    last = request.transitions.order_by("-at", "-id").values_list("verb", flat=True).first()
    is_first = request.state == State.UNSIGNED or (version < request.version and last == Verb.SIGN)
    return (sign if is_first else sign_again)(request, paper, by=by, version=version)


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
    step.write(State.SUBMITTED, note=_kept(step, paper))
    notices.tell_officers("funding.arrived", row, OfficeRole.CASEWORKER, but=by)
    return row


@transaction.atomic
def sign_again(request: FundingRequest, paper: Signed, *, by: User, version: int) -> FundingRequest:
    """One more signed paper has come: under a corrected request, or the original behind a scan.

    The organisation sends one only where it is asked to. ValidationError by field.
    """
    # Two papers on one day are two, where they are about two submissions.
    note = _note(paper) if paper.number is not None else None
    step = take(request, Verb.SIGN_AGAIN, by=by, version=version, note=note)
    if step is None:
        return request
    row = step.request
    if step.party == Party.APPLICANT and row.to_sign_since is None:
        raise ValidationError(_("What you have sent is signed already."), "state")
    kept = _kept(step, paper)
    if is_signed(row):
        row.to_sign_since = None
    step.write(State(row.state), note=kept)
    if step.party == Party.APPLICANT:
        notices.tell_caseworker("funding.signed_again", row)
    return row


def is_signed(request: FundingRequest) -> bool:
    """Somebody has signed what the Office reads now: this submission, or an earlier one that says the same.

    Doubtful: the domain facts do not say whether a correction wants a new signature. Here it does where it
    changes the text or a figure; a paper that was only added does not. The Office is told and decides.
    """
    papers = request.signed_papers.select_related("submission")
    signed = [_words_and_figures(paper.submission) for paper in papers]
    return request.submission is not None and _words_and_figures(request.submission) in signed


def _words_and_figures(submission: Snapshot) -> list[Any]:
    said = submission.data
    return [said["project"], said["costs"], said["incomes"], said.get("staff", [])]


def _kept(step: Step, paper: Signed) -> str:
    """Keep what was signed; the words of the log on it."""
    row = step.request
    if step.party == Party.APPLICANT:
        if paper.file is None:
            raise ValidationError({"file": _("Please choose a file.")})
        keep_paper(row, _submission(row, None), paper, received=today(), by=step.by)
        return ""
    day = _received(paper)
    keep_paper(row, _submission(row, paper.number), paper, received=day, by=step.by)
    notices.tell_applicant("funding.signed", row)
    return _note(replace(paper, received=day))


def _note(paper: Signed) -> str:
    """When the paper came, and the number of what was signed where that was asked."""
    day = paper.received.isoformat() if paper.received else ""
    number = str(paper.number) if paper.number is not None else ""
    return ", ".join(filter(None, (day, number)))


def _submission(request: FundingRequest, number: int | None) -> Snapshot:
    assert request.submission is not None  # noqa: S101 - a constraint of the table
    return request.submission if number is None else request.snapshots.get(number=number)


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
