"""A decision is contested: nothing becomes final until that is over."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import RemedyEnd, State, Verb
from funding.models import Decision, FundingRequest
from funding.services.steps import take
from portal.accounts.models import User
from portal.lib.dates import day_of, today


@transaction.atomic
def contest(request: FundingRequest, day: date, note: str, *, by: User, version: int) -> FundingRequest:
    """Record that the organisation contests the decision, which came in on `day`: the way to final is shut.

    ValidationError for a day before the announcement or in the future.
    """
    step = take(request, Verb.CONTEST, by=by, version=version)
    if step is None:
        return request
    decision = Decision.objects.select_for_update().get(request=step.request, voided__isnull=True)
    if decision.announced is None or day < day_of(decision.announced):
        raise ValidationError({"day": _("Nobody contests a decision before it is announced.")})
    if day > today():
        raise ValidationError({"day": _("The day cannot be in the future.")})
    decision.contested = day
    decision.save(update_fields=["contested"])
    return step.write(State.CONTESTED, note=note.strip())


@transaction.atomic
def settle(request: FundingRequest, end: RemedyEnd, note: str, *, by: User, version: int) -> FundingRequest:
    """Record how it ended: the decision is as announced as before and becomes final by the same rules.

    The first line of what the log says is the code of the end.
    """
    step = take(request, Verb.SETTLE, by=by, version=version)
    if step is None:
        return request
    return step.write(State.ANNOUNCED, note=f"{end}\n{note.strip()}".strip())
