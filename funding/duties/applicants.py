"""What waits for the organisation that asks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import workflow
from funding.choices import State
from funding.duties.shared import ABOUT_CHECKS, ABOUT_MONEY, MOST, day, is_heard, named
from funding.models import Amendment, Drawdown, FundingRequest, InterimProof, MadeKnown, ProofCheck
from funding.queries.requests import FundingRequestQuerySet
from organisations.models import Organisation
from portal.accounts.models import User
from portal.lib import money
from portal.lib.dates import today
from portal.lib.duties import Duty

_OWED = (
    "state", "recovery", "paid_back", "pay_back_by", "closed", "contested", "suspends", "settled", "remedied",
    "pay_anew_by", "entitled", "regranted", "interest", "interest_paid", "proof__award__drawn",
)  # fmt: skip


def of_applicant(user: User) -> Iterator[Duty]:
    """Drafts, questions, hearings, money and proofs of the organisations for which `user` asks."""
    own = list(Organisation.objects.asking_through(user).values_list("pk", flat=True))
    if not own:
        return
    # Named one by one: behind so many tables the database would look for them last, among all requests.
    rows = FundingRequest.objects.asked_by(user).filter(organisation__in=own)
    yield from _unread(rows)
    rows = rows.unfinished().with_hearing().with_question_about_proof()
    related = rows.select_related("organisation", "office", "programme", "award__proof")
    for row in related.order_by("state_since")[:MOST]:
        yield _proving(row) if row.state in workflow.ANNOUNCED else _asking(row)
    yield from _interims(user, own)
    yield from _called_up(user, own)
    yield from _owed(user, own)
    yield from _letters(FundingRequest.objects.asked_by(user).filter(organisation__in=own))


def _interims(user: User, own: list[int]) -> Iterator[Duty]:
    """Interim proofs whose time is over."""
    rows = InterimProof.objects.owed(today()).filter(award__request__in=FundingRequest.objects.asked_by(user))
    rows = rows.filter(award__request__organisation__in=own)
    for row in named(rows, ABOUT_MONEY, "number", "due").order_by("due")[:MOST]:
        request = row.award.request
        yield Duty(
            _("Send the interim proof for “%(title)s”") % {"title": request.title},
            reverse("funding:interim", args=[request.organisation.slug, request.public_id, row.number]),
            about=request.office.name,
            until=row.due,
        )


def _called_up(user: User, own: list[int]) -> Iterator[Duty]:
    """Money that the organisation waits for."""
    rows = Drawdown.objects.open().filter(award__request__in=FundingRequest.objects.asked_by(user))
    rows = rows.filter(award__request__organisation__in=own)
    for row in named(rows, ABOUT_MONEY, "requested").order_by("requested")[:MOST]:
        request = row.award.request
        yield Duty(
            _("Money for “%(title)s” is called up") % {"title": request.title},
            reverse("funding:drawdowns", args=[request.organisation.slug, request.public_id]),
            since=day(row.requested),
            who=request.office.name,
        )


def _letters(requests: FundingRequestQuerySet) -> Iterator[Duty]:
    """Letters on changes and results that wait to be retrieved in time."""
    ways, keeps = ("way", "known"), "office__retrieval_days"
    changes = Amendment.objects.to_be_retrieved().filter(award__request__in=requests)
    for change in named(changes, ABOUT_MONEY, *ways, "decided", f"{ABOUT_MONEY}__{keeps}")[:MOST]:
        yield from _to_be_retrieved(change, change.award.request, "amendments")
    checks = ProofCheck.objects.to_be_retrieved().filter(proof__award__request__in=requests)
    for check in named(checks, ABOUT_CHECKS, *ways, "closed", f"{ABOUT_CHECKS}__{keeps}")[:MOST]:
        yield from _to_be_retrieved(check, check.proof.award.request, "proof")


def _to_be_retrieved(letter: MadeKnown, request: FundingRequest, page: str) -> Iterator[Duty]:
    if letter.is_withdrawn(request.office):
        return
    yield Duty(
        _("Retrieve the letter on “%(title)s”") % {"title": request.title},
        reverse(f"funding:{page}", args=[request.organisation.slug, request.public_id]),
        about=request.office.name,
        until=letter.retrievable_until(request.office),
        since=day(letter.offered),
    )


def _owed(user: User, own: list[int]) -> Iterator[Duty]:
    """Money that an Office has asked back, or has to give back, and the rest of a grant once it is checked.

    While it is put off nothing is to be paid.
    """
    rows = ProofCheck.objects.asked_by(user).unsettled()
    rows = rows.filter(proof__award__request__organisation__in=own)
    for row in named(rows, ABOUT_CHECKS, *_OWED).order_by("pay_back_by")[:MOST]:
        request = row.proof.award.request
        said = {"sum": money.euros(row.owed or row.overpaid or row.still_due), "title": request.title}
        url = reverse("funding:proof", args=[request.organisation.slug, request.public_id])
        office = request.office.name
        if row.overpaid:
            title = _("%(sum)s for “%(title)s” are given back to you")
            yield Duty(title % said, url, since=row.settled, who=office)
        elif row.is_suspended:
            title = _("You have contested that %(sum)s are asked back for “%(title)s”")
            yield Duty(title % said, url, since=row.contested, who=office)
        elif not row.owed:
            title = _("Call up the last %(sum)s for “%(title)s”")
            url = reverse("funding:drawdowns", args=[request.organisation.slug, request.public_id])
            yield Duty(title % said, url, about=office, since=day(row.closed))
        else:
            title = _("Pay back %(sum)s for “%(title)s”")
            yield Duty(title % said, url, about=office, until=row.due_by, since=day(row.closed))


def _unread(rows: FundingRequestQuerySet) -> Iterator[Duty]:
    unread = rows.unread().with_announced()
    for row in unread.select_related("organisation", "office").order_by("state_since")[:MOST]:
        decision = row.announced_decisions[0]
        url, since = row.get_absolute_url(), decision.posted or day(row.state_since)
        if decision.is_withdrawn(row.office):
            title = _("The decision on “%(title)s” comes by post")
            yield Duty(title % {"title": row.title}, url, since=since, who=row.office.name)
            continue
        until = decision.retrievable_until(row.office)
        title = _("Retrieve the decision on “%(title)s”") if until else _("Read the decision on “%(title)s”")
        place = "retrieval" if until else "decision"
        yield Duty(
            title % {"title": row.title}, f"{url}#{place}", about=row.office.name, until=until, since=since
        )


# Before an Office has confirmed receipt nobody checks anything.
_WAITS = {
    State.SUBMITTED: gettext_lazy("Request “%(title)s” has been sent"),
    State.WAITING: gettext_lazy("Request “%(title)s” is on the waiting list"),
}
_IS_CHECKED = gettext_lazy("Request “%(title)s” is being checked")


def _asking(row: FundingRequest) -> Duty:
    until, who = row.due, ""
    if row.state == State.DRAFT:
        title, until = _("Finish and send the request “%(title)s”"), row.programme.next_deadline
    elif row.state == State.UNSIGNED:
        title = _("Sign the request “%(title)s”")
        until = row.programme.next_deadline if row.programme.wants_signature_in_time else None
    elif row.state == State.CLARIFICATION:
        title = _("Answer the question about “%(title)s”")
    elif is_heard(row):
        title = _("Say something to “%(title)s” before it is decided")
    elif row.is_to_be_signed:
        title, until = _("Sign the corrected request “%(title)s”"), None
    else:
        title, until, who = str(_WAITS.get(State(row.state), _IS_CHECKED)), None, row.office.name
    return Duty(
        title % {"title": row.title},
        row.get_absolute_url(),
        about=row.office.name,
        until=until,
        since=day(row.state_since),
        who=who,
    )


def _proving(row: FundingRequest) -> Duty:
    proof = getattr(row.award, "proof", None)
    address = [row.organisation.slug, row.public_id]
    url = reverse("funding:proof", args=address) if proof else row.get_absolute_url()
    if proof is not None and not proof.is_open:
        if row.asked_until is not None:  # type: ignore[attr-defined]  # annotated
            return Duty(
                _("Answer the question about the proof of use of “%(title)s”") % {"title": row.title},
                reverse("funding:explain", args=address),
                about=row.office.name,
                until=row.asked_until,  # type: ignore[attr-defined]
            )
        if is_heard(row):
            return Duty(
                _("Say something to “%(title)s” before it is decided") % {"title": row.title},
                row.get_absolute_url(),
                about=row.office.name,
                until=row.heard_until,  # type: ignore[attr-defined]
            )
        return Duty(
            _("The proof of use of “%(title)s” is being checked") % {"title": row.title},
            url,
            since=day(proof.submitted),
            who=row.office.name,
        )
    return Duty(
        _("Prove how the money for “%(title)s” was used") % {"title": row.title},
        url,
        about=row.office.name,
        until=row.award.proof_due,
        since=day(row.state_since),
    )
