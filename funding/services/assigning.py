"""Who works on a request: handed over to a colleague, one by one or several at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from funding.choices import OfficeRole, State, Verb
from funding.models import FundingRequest, Office
from funding.services import notices
from funding.services.steps import take
from portal.accounts.models import User


def caseworkers(office: Office) -> QuerySet[User]:
    """Who works on requests of this Office, by name."""
    people = User.objects.filter(
        is_active=True, office_memberships__office=office, office_memberships__role=OfficeRole.CASEWORKER
    )
    return people.order_by("name", "pk")


def colleagues(request: FundingRequest) -> QuerySet[User]:
    """Whom a request can be handed over to: caseworkers without an interest in it.

    Neither do they belong to the organisation that asks, nor have they stepped back.
    """
    people = caseworkers(request.office).exclude(memberships__organisation=request.organisation_id)
    return people.exclude(recusals__request=request)


@transaction.atomic
def assign(request: FundingRequest, to: User, *, by: User, version: int) -> FundingRequest:
    """Put `to` in charge of a received request, whoever was before; `to` is told, unless it is `by`."""
    step = take(request, Verb.ASSIGN, by=by, version=version)
    if step is None:
        return request
    row = step.request
    if not colleagues(row).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("Please choose a caseworker of this Office.")})
    if row.caseworker_id == to.pk:
        raise ValidationError({"to": _("%(name)s is in charge already.") % {"name": to}})
    row.caseworker = to
    step.write(State(row.state))
    if to != by:
        notices.tell_caseworker("funding.assigned", row)
    return row


@dataclass
class Outcome:
    """What became of a step on several requests: those that went through, and the others with the reason."""

    done: list[FundingRequest] = field(default_factory=list)
    refused: list[tuple[FundingRequest, str]] = field(default_factory=list)


def each(rows: Iterable[FundingRequest], deed: Callable[[FundingRequest], FundingRequest]) -> Outcome:
    """Do `deed` to each row in a transaction of its own: one that is refused does not stop the others."""
    outcome = Outcome()
    for row in rows:
        try:
            outcome.done.append(deed(row))
        except ValidationError as error:
            outcome.refused.append((row, " ".join(error.messages)))
        except PermissionDenied:
            outcome.refused.append((row, _("You may not do this to this request.")))
    return outcome
