"""Questions of the Office about a proof of use while it is checked, and what the organisation answers."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.choices import State, Thread, Verb
from funding.models import Clarification, FundingRequest
from funding.services import hearings, notices, steps
from portal.accounts.models import User
from portal.lib.dates import today


def awaited(threads: Iterable[Clarification]) -> Clarification | None:
    """The question about a proof among the `threads` of a request whose day has not passed."""
    return next((it for it in threads if it.about == Thread.PROOF and it.is_open and not it.is_over), None)


@transaction.atomic
def ask(request: FundingRequest, text: str, deadline: date, *, by: User, version: int) -> FundingRequest:
    """Ask the organisation something about its proof, to be answered until `deadline`.

    PermissionDenied, ValidationError by field, `Stale`.
    """
    step = steps.take(request, Verb.QUERY, by=by, version=version)
    if step is None:
        return request
    row = step.request
    errors = {}
    if not text.strip():
        errors["text"] = _("Write what you want to know.")
    if deadline <= today():
        errors["deadline"] = _("The day must be in the future.")
    if errors:
        raise ValidationError(errors)
    if hearings.open_check(row) is None:
        raise ValidationError(_("No proof of use is being checked."), "state")
    if row.clarifications.about_proofs().open().exists():
        raise ValidationError(_("A question is open already. Wait for its answer."), "running")
    question = row.clarifications.create(
        about=Thread.PROOF, question=text.strip(), deadline=deadline, asked_by=by
    )
    step.write(State(row.state), note=text.strip())
    notices.tell_applicant("funding.query", row, version=f"{question.pk} {deadline}")
    return row


@transaction.atomic
def explain(request: FundingRequest, text: str, *, by: User, version: int) -> FundingRequest:
    """The organisation answers the question about its proof, also after the day, while it is checked."""
    step = steps.take(request, Verb.EXPLAIN, by=by, version=version)
    if step is None:
        return request
    row = step.request
    question = row.clarifications.about_proofs().open().first()
    if question is None:
        raise ValidationError(_("No question about the proof is open."), "state")
    if not text.strip():
        raise ValidationError({"answer": _("Write your answer.")})
    question.answer, question.answered_by, question.answered = text.strip(), by, timezone.now()
    question.save()
    step.write(State(row.state), note=question.answer)
    notices.tell_caseworker("funding.explained", row)
    return row
