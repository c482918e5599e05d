"""An officer who has an interest in a request steps back from it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import OfficeRole, State, Verb
from funding.models import FundingRequest, Recusal
from funding.services import decisions, notices
from funding.services.steps import locked, take
from portal.accounts.models import User


@transaction.atomic
def step_back(request: FundingRequest, reason: str, *, by: User, version: int) -> FundingRequest:
    """`by` declares an interest: from now on he or she neither sees the request nor acts on it.

    A proposal that `by` made and nobody has signed yet is taken back. Nobody is in charge any more if it was
    `by`; the other officers who review for the Office are told. ValidationError without a reason.
    """
    row = locked(request)
    if row.recusals.filter(officer=by).exists():
        return row  # a double click
    if has_open_proposal(row, by):
        row = decisions.reconsider(row, by=by, version=version)
        version = row.version
    step = take(row, Verb.STEP_BACK, by=by, version=version)
    if step is None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("Say what ties you to this request or to who asks for it.")})
    row = step.request
    Recusal.objects.create(request=row, officer=by)
    if row.caseworker_id == by.pk:
        row.caseworker = None
    step.write(State(row.state), note=reason.strip())
    notices.tell_officers("funding.stepped_back", row, OfficeRole.CASEWORKER, OfficeRole.COUNTERSIGNER)
    return row


def has_open_proposal(request: FundingRequest, user: User) -> bool:
    """What `user` proposed waits for the second signature."""
    return request.state == State.PROPOSED and rules.acting_as(user, request, Verb.RECONSIDER) is not None
