"""What the organisation does with its request: send it, answer, withdraw."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import BooleanField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import OfficeRole, PaperKind, Party, State, Task, Verb
from funding.models import Clarification, FundingRequest
from funding.services import notices, signing
from funding.services.drafts import missing, pages_of
from funding.services.periods import errors_of_period
from funding.services.plans import error_of, errors_of_years, plan_of, rules_of
from funding.services.snapshots import take_snapshot
from funding.services.steps import Step, take
from portal.accounts.models import User


@dataclass(frozen=True)
class Gap:
    """What keeps a request from being sent: a sentence, and the field at fault if it is one."""

    text: str
    field: str = ""


def gaps(request: FundingRequest) -> dict[Task, list[Gap]]:
    """What is missing or wrong before the request can be sent, by page of the form; empty if nothing is.

    Of what came on paper the Office has written down the plan alone: nothing else is to be mended here.
    """
    pages = (Task.PLAN,) if request.on_paper else pages_of(request)
    found = {task: list(_gaps[task](request, task)) for task in pages if task in _gaps}
    return {task: gaps for task, gaps in found.items() if gaps}


def _fields(request: FundingRequest, task: Task) -> Iterator[Gap]:
    for name in missing(request, task):
        field = FundingRequest._meta.get_field(name)
        text = (
            _("Not confirmed: %(what)s") if isinstance(field, BooleanField) else _("Not filled in: %(what)s")
        )
        yield Gap(text % {"what": capfirst(field.verbose_name)}, name)  # type: ignore[union-attr]


def _project(request: FundingRequest, task: Task) -> Iterator[Gap]:
    yield from _fields(request, task)
    for name, error in errors_of_period(request).items():
        yield Gap(" ".join(error.messages), name)


def _plan(request: FundingRequest, task: Task) -> Iterator[Gap]:
    for problem in finance.problems(plan_of(request), rules_of(request.programme)):
        yield Gap(" ".join(error_of(problem).messages))
    for error in errors_of_years(request):
        yield Gap(" ".join(error.messages))


def _papers(request: FundingRequest, task: Task) -> Iterator[Gap]:
    for kind in sorted(set(request.programme.papers) - _kinds_of_papers(request)):
        yield Gap(_("A paper is missing: %(paper)s.") % {"paper": PaperKind(kind).label})


# Of the staff plan nothing is missing without posts: whether it fits, the plan is asked.
_gaps: dict[Task, Callable[[FundingRequest, Task], Iterator[Gap]]] = {
    Task.PROJECT: _project,
    Task.GOALS: _fields,
    Task.PLAN: _plan,
    Task.DECLARATIONS: _fields,
    Task.PAPERS: _papers,
}


def _kinds_of_papers(request: FundingRequest) -> set[str]:
    return set(request.attachments.filter(removed__isnull=True).values_list("kind", flat=True))


@transaction.atomic
def submit(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Send the draft to its Office: frozen, logged, receipt by mail. A second click changes nothing.

    Where the programme wants a signature, it is the organisation's turn until that has come.
    """
    step = take(request, Verb.SUBMIT, by=by, version=version)
    if step is None:
        return request
    row = step.request
    _refuse_gaps(row)
    row.submission = take_snapshot(row, by=by)
    row.submitted_at = timezone.now()
    row.due = row.programme.next_deadline
    step.write(State.UNSIGNED if row.programme.wants_signature else State.SUBMITTED)
    row.drafts.all().delete()
    notices.tell_applicant("funding.receipt", row)
    if row.state == State.SUBMITTED:
        notices.tell_officers("funding.arrived", row, OfficeRole.CASEWORKER)
    return row


def _refuse_gaps(request: FundingRequest) -> None:
    if gaps(request):
        raise ValidationError(_("The request is not complete yet. What is missing stands below."), "gaps")


@transaction.atomic
def answer(request: FundingRequest, text: str, *, by: User, version: int) -> FundingRequest:
    """Answer the open question and send the corrected request as a new submission."""
    step = take(request, Verb.ANSWER, by=by, version=version)
    if step is None:
        return request
    if step.party != Party.APPLICANT:
        raise PermissionDenied
    _refuse_gaps(step.request)
    row = send_again(step, text)
    notices.tell_caseworker("funding.answered", row)
    return row


def send_again(step: Step, text: str, *, paper: signing.Signed | None = None) -> FundingRequest:
    """Close the open question with this answer and freeze the request as its next submission.

    `paper` is what came by post, if that is how it was answered. ValidationError by field.
    """
    row = step.request
    if not text.strip():
        raise ValidationError({"answer": _("Write what you have changed or added.")})
    question = Clarification.objects.select_for_update().corrections().open().get(request=row)
    question.answer, question.answered_by, question.answered = text.strip(), step.by, timezone.now()
    question.save()
    row.submission = take_snapshot(row, by=step.by, on_paper=row.on_paper, is_written_down=paper is not None)
    if paper is not None and paper.received is not None:
        signing.keep_paper(row, row.submission, paper, received=paper.received, by=step.by)
    row.due = row.programme.next_deadline
    wants = row.programme.wants_signature and not signing.is_signed(row)
    row.to_sign_since = timezone.now() if wants else None
    step.write(State.IN_REVIEW, note=question.answer)
    row.drafts.all().delete()
    return row


@transaction.atomic
def withdraw(request: FundingRequest, *, by: User, version: int, note: str = "") -> FundingRequest:
    """Take the request back before its decision is announced. What the Office proposed or signed is void.

    A caseworker writes down what came by letter, and says what in `note`; ValidationError without it. The
    other side is told, and of the Office whoever proposed or signed.
    """
    step = take(request, Verb.WITHDRAW, by=by, version=version)
    if step is None:
        return request
    row = step.request
    if step.party != Party.APPLICANT and not note.strip():
        raise ValidationError({"note": _("Say how and when the organisation has withdrawn it.")})
    void = row.decisions.filter(voided__isnull=True).select_related("proposed_by", "countersigned_by").first()
    row.decisions.filter(voided__isnull=True).update(voided=timezone.now())
    row.due = None
    was_draft = row.state == State.DRAFT
    step.write(State.WITHDRAWN, note=note.strip())
    row.drafts.all().delete()
    if not was_draft:
        if row.caseworker != by:
            notices.tell_caseworker("funding.withdrawn", row)
        if step.party != Party.APPLICANT:
            notices.tell_applicant("funding.withdrawal_recorded", row)
        if void is not None:
            notices.tell_reviewers("funding.withdrawn", row, void.proposed_by, void.countersigned_by)
    return row
