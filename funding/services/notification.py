"""How a decision becomes known: by post, or retrieved after the sign-in where the organisation agreed.

The time for legal remedy begins with the day on which it counts as made known. A mail only says that there is
something to retrieve; what is not retrieved in time is withdrawn and sent anew by post.

Doubtful: the domain facts name no days. Four days after posting, the day after the retrieval and ten days to
retrieve are § 41 VwVfG from general knowledge, so that each Office sets them. Whether the last of the four
days moves from a Sunday to a working day is disputed; it is not moved here.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import Notice, State, Verb
from funding.models import Decision, FundingRequest, MadeKnown, Office
from funding.services.steps import locked, take
from portal.accounts.models import User
from portal.lib.dates import day_of, today


def ways(request: FundingRequest) -> list[Notice]:
    """How the decision on this request can be made known: the one that the Office has set stands first."""
    agreed = request.agrees_to_retrieval and request.office.notification == Notice.RETRIEVAL
    return [Notice.RETRIEVAL, Notice.POST] if agreed else [Notice.POST]


def settle(decision: Decision, request: FundingRequest, way: str, posted: date | None) -> None:
    """Write how the locked `decision` is made known. ValidationError by field."""
    if way not in ways(request):
        raise ValidationError({"way": _("The organisation has not agreed to this.")})
    decision.way = way
    if way == Notice.POST:
        post(decision, request, posted or today(), signed=decision.countersigned)


def offer(letter: MadeKnown, request: FundingRequest) -> None:
    """Let a letter that follows a decision be retrieved, where that is how the decision would be made known.

    Else it waits to be posted. Doubtful: whether the consent to retrieve "the decision" holds for what is
    decided on its award later is not said by the domain facts; what the applicant ticks says so now.
    """
    if ways(request)[0] == Notice.RETRIEVAL:
        letter.way = Notice.RETRIEVAL


def post(letter: MadeKnown, request: FundingRequest, posted: date, *, signed: datetime | None) -> None:
    """Write that the locked `letter` left the Office by post on `posted`. ValidationError by field."""
    if letter.known is not None and letter.posted is None:
        raise ValidationError(_("The letter has been retrieved and is known already."), "state")
    known = known_by_post(request.office, posted, signed=signed)
    letter.way, letter.posted, letter.known = Notice.POST, posted, known


def known_by_post(office: Office, posted: date, *, signed: datetime | None) -> date:
    """The day on which a letter that was sent by post on `posted` counts as made known.

    ValidationError by field.
    """
    if posted > today():
        raise ValidationError({"posted": _("The day cannot be in the future.")})
    if signed is None or posted < day_of(signed):
        raise ValidationError({"posted": _("The letter was not signed then.")})
    return posted + timedelta(days=office.post_days)


def known_on(decision: Decision) -> date | None:
    """The day from which the decision counts as made known; None while it does not."""
    if not decision.way and decision.announced:
        return day_of(decision.announced)
    return decision.known


@transaction.atomic
def retrieve(request: FundingRequest, *, by: User) -> Decision:
    """Somebody who makes the requests of the organisation retrieves its decision; the first time counts."""
    row = locked(request)
    decision = Decision.objects.select_for_update().get(
        request=row, voided__isnull=True, announced__isnull=False
    )
    if count_retrieval(decision, row, by=by):
        decision.save(update_fields=["opened", "known"])
    return decision


def count_retrieval(letter: MadeKnown, request: FundingRequest, *, by: User) -> bool:
    """Write into the locked `letter` that `by` retrieves it now; False where it does not wait for that.

    PermissionDenied, ValidationError once it is too late.
    """
    if not letter.waits_to_be_retrieved:
        return False
    if not rules.may_request(by, request.organisation):
        raise PermissionDenied
    if letter.is_withdrawn(request.office):
        raise ValidationError(_("The time to retrieve the decision is over. The Office sends it by post."))
    letter.opened = timezone.now()
    letter.known = day_of(letter.opened) + timedelta(days=request.office.retrieved_days)
    return True


@transaction.atomic
def send_anew(request: FundingRequest, posted: date, *, by: User, version: int) -> FundingRequest:
    """Record that a decision which nobody retrieved was sent by post on that day."""
    step = take(request, Verb.SEND_ANEW, by=by, version=version)
    if step is None:
        return request
    decision = Decision.objects.select_for_update().get(request=step.request, voided__isnull=True)
    if not decision.waits_to_be_retrieved:
        raise ValidationError(_("The decision is known already."), "state")
    post(decision, step.request, posted, signed=decision.countersigned)
    decision.save(update_fields=["way", "posted", "known"])
    return step.write(State.ANNOUNCED, note=posted.isoformat())
