"""A request that is fit for funding while there is no money for it waits."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import State, Verb
from funding.models import FundingRequest
from funding.services import notices
from funding.services.steps import take
from portal.accounts.models import User


@transaction.atomic
def put_on_list(request: FundingRequest, reason: str, *, by: User, version: int) -> FundingRequest:
    """Put the request on the waiting list; the organisation is told and reads the `reason`."""
    step = take(request, Verb.WAIT, by=by, version=version)
    if step is None:
        return request
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it waits, and what it waits for.")})
    row = step.write(State.WAITING, note=reason.strip())
    notices.tell_applicant("funding.waiting", row)
    return row


@transaction.atomic
def resume(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Take the request from the waiting list: its review goes on."""
    step = take(request, Verb.RESUME, by=by, version=version)
    return request if step is None else step.write(State.IN_REVIEW)
