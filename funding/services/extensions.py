"""The Office gives more time: for the answer to a question, in a hearing, or for the proof of use."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import State, Thread, Verb
from funding.models import Award, Clarification, FundingRequest, InterimProof
from funding.services import notices
from funding.services.steps import take
from portal.accounts.models import User
from portal.lib.dates import today

type Running = Clarification | Award | InterimProof


def running(request: FundingRequest) -> Running | None:
    """What the organisation still owes by a day: an answer to a question, in a hearing, or a proof."""
    threads = request.clarifications.all()
    if request.state == State.CLARIFICATION:
        correction: Clarification | None = threads.corrections().open().first()
        return correction
    answer: Clarification | None = (threads.awaited() | threads.about_proofs().open()).first()
    return answer or _proof(request)


def _proof(request: FundingRequest) -> InterimProof | Award | None:
    interims = InterimProof.objects.owed(today()).filter(award__request=request)
    interim: InterimProof | None = interims.order_by("due").first()
    return interim or Award.objects.unproven().filter(request=request).first()


def last_day(found: Running) -> date:
    """The day until which it is owed."""
    if isinstance(found, Clarification):
        return found.deadline
    if isinstance(found, InterimProof):
        return found.due
    assert found.proof_due is not None  # noqa: S101 - an award without a day is none that runs
    return found.proof_due


@transaction.atomic
def extend(request: FundingRequest, day: date, reason: str, *, by: User, version: int) -> FundingRequest:
    """Put off the day, also one that has passed; the organisation is told. ValidationError by field."""
    step = take(request, Verb.EXTEND, by=by, version=version)
    if step is None:
        return request
    row = step.request
    found = running(row)
    if found is None:
        raise ValidationError(_("Nothing is owed by a day that could be put off."), "state")
    before = last_day(found)
    _refuse_unsound(before, day, reason)
    _put_off(found, day)
    if isinstance(found, Clarification) and found.about in (Thread.CORRECTION, Thread.DECISION):
        row.due = day
    step.write(State(row.state), note=f"{before} → {day}\n{reason.strip()}")
    notices.tell_applicant("funding.extended", row, version=f"{row.version} {day}")
    return row


def _refuse_unsound(before: date, day: date, reason: str) -> None:
    errors = {}
    if day <= today():
        errors["day"] = _("The day must be in the future.")
    elif day <= before:
        errors["day"] = _("The day must lie after the present one.")
    if not reason.strip():
        errors["reason"] = _("Write why more time is given.")
    if errors:
        raise ValidationError(errors)


def _put_off(found: Running, day: date) -> None:
    if isinstance(found, Clarification):
        found.deadline = day
        found.save(update_fields=["deadline"])
    elif isinstance(found, InterimProof):
        found.due = day
        found.save(update_fields=["due"])
    else:
        found.proof_due = day
        found.save(update_fields=["proof_due"])
