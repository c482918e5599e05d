"""What waits for the officers of an Office about requests and awards."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import workflow
from funding.choices import AmendmentState, CheckState, DrawdownState, Party, Remedy, State
from funding.duties.shared import (
    ABOUT_CHECKS,
    ABOUT_MONEY,
    MOST,
    Parties,
    day,
    is_heard,
    named,
    submission_of,
)
from funding.models import (
    Amendment,
    Decision,
    Drawdown,
    FundingRequest,
    InterimProof,
    ProofCheck,
    ProofOfUse,
)
from funding.queries.drawdowns import unreleased
from funding.queries.offices import ones_own
from portal.accounts.models import User
from portal.lib import money
from portal.lib.duties import Duty


def of_officer(user: User, parties: Parties) -> Iterator[Duty]:
    """Cases, proofs, calls for money and changes that wait for `user` in the Offices of `parties`."""
    if not parties:
        return
    offices = [office for office, mine in parties.items() if Party.CASEWORKER in mine]
    signing = [office for office, mine in parties.items() if Party.COUNTERSIGNER in mine]
    yield from _requests(user, offices, signing)
    yield from _unretrieved(user, offices)
    yield from _proofs(user, offices)
    yield from _interims(user, offices)
    yield from _results(user, offices, signing)
    yield from _drawdowns(user, offices, signing)
    yield from _changes(user, offices, signing)


def _requests(user: User, offices: list[int], signing: list[int]) -> Iterator[Duty]:
    """What is not announced yet, also where the organisation has to do or to say something first."""
    # The Offices are named one by one: of a single one the index has the rows in their order.
    rows = FundingRequest.objects.of_offices(user).filter(office__in={*offices, *signing}).undecided()
    rows = rows.waiting_for(user, working=offices, signing=signing).with_hearing()
    related = rows.select_related("office", "submission").defer("submission__data")
    for row in related.order_by("due", "submitted_at", "pk")[:MOST]:
        match workflow.turn(row.state):
            case Party.APPLICANT:
                yield _case(row, who=submission_of(row).applicant)
            case Party.CASEWORKER if is_heard(row):
                yield _case(row, who=submission_of(row).applicant)
            case _:
                yield _case(row)


def _unretrieved(user: User, offices: list[int]) -> Iterator[Duty]:
    """Decisions that nobody retrieved in time."""
    rows = Decision.objects.waiting_to_be_retrieved().filter(
        request__in=FundingRequest.objects.of_offices(user), request__office__in=offices
    )
    related = rows.select_related("request__office", "request__submission")
    related = related.defer("plan", "frozen", "request__submission__data")
    for decision in related.order_by("announced"):
        row = decision.request
        if decision.is_withdrawn(row.office) and row.caseworker_id in (None, user.pk):
            yield Duty(
                _("Send the decision on “%(title)s” by post: nobody has retrieved it")
                % {"title": submission_of(row).title},
                reverse("funding:send_anew", args=[row.office.slug, row.public_id]),
                about=submission_of(row).applicant,
                since=decision.retrievable_until(row.office),
            )


def _worked_on[Rows: QuerySet[Any]](rows: Rows, user: User, offices: list[int]) -> Rows:
    """What hangs on awards of these Offices, as far as `user` works on it or nobody yet."""
    return rows.filter(ones_own(user, "award__request__"), award__request__office__in=offices)


def _proofs(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = _worked_on(ProofOfUse.objects.of_offices(user).to_check().with_answers_awaited(), user, offices)
    for proof in named(rows, ABOUT_MONEY, "submitted").order_by("submitted")[:MOST]:
        row = proof.award.request
        until, who, title = _awaited(proof)
        yield Duty(
            title % {"title": submission_of(row).title},
            reverse("funding:case_proof", args=[row.office.slug, row.public_id]),
            about=submission_of(row).applicant,
            until=until,
            since=day(proof.submitted),
            who=who,
        )


def _awaited(proof: Any) -> tuple[date | None, str, str]:
    """While the organisation can answer it is its turn: until when, who, and what it is about."""
    applicant = submission_of(proof.award.request).applicant
    if proof.heard_until is not None:
        return proof.heard_until, applicant, _("The hearing about “%(title)s” runs")
    if proof.asked_until is not None:
        return proof.asked_until, applicant, _("Question about “%(title)s” is open")
    return None, "", _("Check the proof of use of “%(title)s”")


def _interims(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = _worked_on(InterimProof.objects.of_offices(user).unnoted(), user, offices)
    for interim in named(rows, ABOUT_MONEY, "number", "submitted").order_by("submitted")[:MOST]:
        row = interim.award.request
        yield Duty(
            _("Read the interim proof of “%(title)s”") % {"title": submission_of(row).title},
            reverse("funding:case_interim", args=[row.office.slug, row.public_id, interim.number]),
            about=submission_of(row).applicant,
            since=day(interim.submitted),
        )


def _results(user: User, offices: list[int], signing: list[int]) -> Iterator[Duty]:
    """What checks of proofs have come to: to be signed or posted, contested, or to be given back."""
    to_sign = Q(state=CheckState.PROPOSED, proof__award__request__office__in=signing) & ~Q(proposed_by=user)
    to_sign |= Q(raise_to__isnull=False, proof__award__request__office__in=signing) & ~Q(raise_by=user)
    own = Q(proof__award__request__office__in=offices) & ones_own(user, f"{ABOUT_CHECKS}__")
    checks = ProofCheck.objects
    waiting = Q(pk__in=checks.waiting_for_office()) | Q(pk__in=checks.to_be_posted())
    rows = ProofCheck.objects.filter(proof__in=ProofOfUse.objects.of_offices(user))
    rows = rows.filter(to_sign | waiting & own)
    fields = (
        "state", "proposed", "closed", "known", "remedy", "contested", "settled", "recovery", "remedied",
        "paid_back", "interest", "interest_paid", "raise_to", "raise_by",
    )  # fmt: skip
    for row in named(rows, ABOUT_CHECKS, *fields).order_by("proposed")[:MOST]:
        request = row.proof.award.request
        said = {"title": submission_of(request).title, "sum": money.euros(row.overpaid)}
        yield Duty(
            _of_result(row, user) % said,
            reverse("funding:checking", args=[request.office.slug, request.public_id]),
            about=submission_of(request).applicant,
            since=row.settled or row.contested or day(row.closed or row.proposed),
        )


def _of_result(row: ProofCheck, user: User) -> str:
    if not row.is_closed:
        return _("Sign what the check of the proof of “%(title)s” comes to")
    if row.raise_to is not None and row.raise_by_id != user.pk:
        return _("Confirm the higher grant for “%(title)s”")
    if row.is_contested and row.remedy == Remedy.OBJECTION:
        return _("See to the objection against the result of the check of “%(title)s”")
    if not row.overpaid:
        return _("Post the letter on the result of “%(title)s” and record the day")
    return _("Give %(sum)s back for “%(title)s”")


def _drawdowns(user: User, offices: list[int], signing: list[int]) -> Iterator[Duty]:
    """Calls for money: the caseworker decides and pays; where two are wanted, a second officer releases."""
    own = ones_own(user, "award__request__") & Q(award__request__office__in=offices) & ~unreleased()
    to_release = unreleased() & Q(award__request__office__in=signing) & ~Q(decided_by=user)
    rows = Drawdown.objects.of_offices(user).open().filter(own | to_release)
    rows = rows.annotate(to_release=ExpressionWrapper(to_release, BooleanField()))
    for row in named(rows, ABOUT_MONEY, "state", "requested", "decided").order_by("requested")[:MOST]:
        request, approved = row.award.request, row.state == DrawdownState.APPROVED
        title = _("Pay the money for “%(title)s”") if approved else _("Check the call for “%(title)s”")
        if row.to_release:  # annotated
            title = _("Release the payment for “%(title)s”")
        yield Duty(
            title % {"title": submission_of(request).title},
            reverse("funding:payments", args=[request.office.slug, request.public_id]),
            about=submission_of(request).applicant,
            since=day(row.decided if approved else row.requested),
        )


def _changes(user: User, offices: list[int], signing: list[int]) -> Iterator[Duty]:
    """Changes of awards: one officer proposes an answer, a second one signs it, its letter is posted."""
    to_post = Q(pk__in=Amendment.objects.to_be_posted())
    to_answer = (Q(state=AmendmentState.ASKED) | to_post) & Q(award__request__office__in=offices)
    to_sign = Q(state=AmendmentState.PROPOSED, award__request__office__in=signing) & ~Q(proposed_by=user)
    rows = Amendment.objects.of_offices(user)
    rows = rows.filter(to_answer & ones_own(user, "award__request__") | to_sign)
    for row in named(rows, ABOUT_MONEY, "state", "asked", "proposed", "decided").order_by("asked")[:MOST]:
        request, proposed = row.award.request, row.state == AmendmentState.PROPOSED
        if proposed:
            title = _("Sign the answer to the change of “%(title)s”")
        elif row.decided:
            title = _("Post the letter on the change of “%(title)s” and record the day")
        else:
            title = _("Propose an answer to the change of “%(title)s”")
        yield Duty(
            title % {"title": submission_of(request).title},
            reverse("funding:case_amendments", args=[request.office.slug, request.public_id]),
            about=submission_of(request).applicant,
            since=day(row.decided or row.proposed or row.asked),
        )


_STEPS = {
    State.UNSIGNED: gettext_lazy("“%(title)s” is not signed yet"),
    State.SUBMITTED: gettext_lazy("Confirm receipt of “%(title)s”"),
    State.RECEIVED: gettext_lazy("Check “%(title)s” and propose a decision"),
    State.IN_REVIEW: gettext_lazy("Check “%(title)s” and propose a decision"),
    State.CLARIFICATION: gettext_lazy("Question about “%(title)s” is open"),
    State.PROPOSED: gettext_lazy("Sign the proposal on “%(title)s” or send it back"),
    **dict.fromkeys(workflow.DECIDED, gettext_lazy("Announce the decision on “%(title)s”")),
}


def _step(row: FundingRequest) -> Promise:
    if is_heard(row):
        return gettext_lazy("The hearing about “%(title)s” runs")
    return _STEPS[State(row.state)]


def _case(row: FundingRequest, who: str = "") -> Duty:
    return Duty(
        str(_step(row)) % {"title": submission_of(row).title},
        reverse("funding:case", args=[row.office.slug, row.public_id]),
        about=submission_of(row).applicant,
        until=row.due,
        since=day(row.state_since),
        who=who,
    )
