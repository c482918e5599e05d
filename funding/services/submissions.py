"""What the organisation does with its request: send it, answer, withdraw."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import OfficeRole, PaperKind, State, Task, Verb
from funding.models import Clarification, FundingRequest
from funding.services import notices
from funding.services.drafts import is_complete
from funding.services.plans import error_of, plan_of, rules_of
from funding.services.snapshots import take_snapshot
from funding.services.steps import take
from portal.accounts.models import User


def gaps(request: FundingRequest) -> dict[str, list[ValidationError]]:
    """What is missing before the request can be sent, by page of the form; empty if nothing is."""
    found: dict[str, list[ValidationError]] = {}
    for task in (Task.PROJECT, Task.GOALS, Task.DECLARATIONS):
        if not is_complete(request, task):
            found[task] = [ValidationError(_("This page is not filled in completely."), "incomplete")]
    problems = finance.problems(plan_of(request), rules_of(request.programme))
    if problems:
        found[Task.PLAN] = [error_of(problem) for problem in problems]
    missing = set(request.programme.papers) - _kinds_of_papers(request)
    if missing:
        found[Task.PAPERS] = [
            ValidationError(_("A paper is missing: %(paper)s."), "paper", {"paper": _label(PaperKind, kind)})
            for kind in sorted(missing)
        ]
    return found


def _kinds_of_papers(request: FundingRequest) -> set[str]:
    return set(request.attachments.filter(removed__isnull=True).values_list("kind", flat=True))


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label)


@transaction.atomic
def submit(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Send the draft to its Office: frozen, logged, receipt by mail. A second click changes nothing."""
    step = take(request, Verb.SUBMIT, by=by, version=version)
    if step is None:
        return request
    row = step.request
    _refuse_gaps(row)
    row.submission = take_snapshot(row, by=by)
    row.submitted_at = timezone.now()
    row.due = row.programme.next_deadline
    step.write(State.SUBMITTED)
    row.drafts.all().delete()
    notices.tell_applicant("funding.receipt", row)
    notices.tell_officers("funding.arrived", row, OfficeRole.CASEWORKER)
    return row


def _refuse_gaps(request: FundingRequest) -> None:
    missing = [error for errors in gaps(request).values() for error in errors]
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def answer(request: FundingRequest, text: str, *, by: User, version: int) -> FundingRequest:
    """Answer the open question and send the corrected request as a new submission."""
    step = take(request, Verb.ANSWER, by=by, version=version)
    if step is None:
        return request
    row = step.request
    if not text.strip():
        raise ValidationError({"answer": _("Write what you have changed or added.")})
    _refuse_gaps(row)
    open_question = Clarification.objects.select_for_update().get(request=row, answered__isnull=True)
    open_question.answer, open_question.answered_by = text.strip(), by
    open_question.answered = timezone.now()
    open_question.save()
    row.submission = take_snapshot(row, by=by)
    row.due = row.programme.next_deadline
    step.write(State.IN_REVIEW, note=open_question.answer)
    row.drafts.all().delete()
    notices.tell_caseworker("funding.answered", row)
    return row


@transaction.atomic
def withdraw(request: FundingRequest, *, by: User, version: int, note: str = "") -> FundingRequest:
    """Take the request back before it is decided. A proposal of the Office is void with it."""
    step = take(request, Verb.WITHDRAW, by=by, version=version)
    if step is None:
        return request
    row = step.request
    row.decisions.filter(voided__isnull=True).update(voided=timezone.now())
    row.due = None
    was_draft = row.state == State.DRAFT
    step.write(State.WITHDRAWN, note=note.strip())
    row.drafts.all().delete()
    if not was_draft:
        notices.tell_caseworker("funding.withdrawn", row)
    return row
