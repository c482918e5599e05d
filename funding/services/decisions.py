"""Proposal, countersignature and announcement of a decision."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import Financing, OfficeRole, Outcome, State, Verb
from funding.models import Award, Decision, FundingRequest, Transition
from funding.services import budgets, letters, notices, notification
from funding.services.interims import plan_interims
from funding.services.proposals import Proposal, asked_plan, outcome_of, stored
from funding.services.proposing import refuse_faults, submission_of, terms_said
from funding.services.steps import last_note, refuse_unread, take
from funding.services.terms import terms_of
from portal.accounts.models import User
from portal.lib.dates import day_of, today
from portal.lib.freezing import frozen
from portal.lib.holidays import working_day_from

__all__ = [
    "Proposal",
    "announce",
    "contestable_until",
    "countersign",
    "finalise",
    "propose",
    "reconsider",
    "send_back",
]

_STATE = {
    Outcome.APPROVED: State.APPROVED,
    Outcome.PARTLY: State.PARTLY,
    Outcome.REJECTED: State.REJECTED,
}


@transaction.atomic
def propose(request: FundingRequest, proposal: Proposal, *, by: User, version: int) -> FundingRequest:
    """Propose a decision on the present submission, to be countersigned by somebody else.

    ValidationError by field, also where it takes more of the budget than is free.
    """
    step = take(request, Verb.PROPOSE, by=by, version=version)
    if step is None:
        return request
    row = step.request
    years = refuse_faults(row, proposal)
    submission = submission_of(row)
    outcome = outcome_of(proposal, submission)
    plan = finance.awarded_plan(asked_plan(submission), proposal.costs, proposal.amount)
    decision = Decision.objects.create(
        request=row,
        submission=submission,
        outcome=outcome,
        refusal=proposal.refusal if outcome == Outcome.REJECTED else "",
        financing=submission.data["programme"]["financing"],
        plan=stored(plan),
        eligible=proposal.eligible,
        amount=proposal.amount,
        period_start=proposal.start,
        period_end=proposal.end,
        reasons=proposal.reasons.strip(),
        conditions=proposal.conditions.strip(),
        note=proposal.note.strip(),
        unheard=proposal.unheard.strip(),
        proposed_by=by,
        **terms_said(row, proposal),
    )
    budgets.keep_parts(decision, years)
    step.write(State.PROPOSED, note=str(outcome))
    notices.tell_officers("funding.proposed", row, OfficeRole.COUNTERSIGNER, but=by)
    return row


@transaction.atomic
def reconsider(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Whoever proposed takes the proposal back before it is signed: it is void, the review goes on."""
    step = take(request, Verb.RECONSIDER, by=by, version=version)
    if step is None:
        return request
    step.request.decisions.filter(voided__isnull=True).update(voided=timezone.now())
    return step.write(State.IN_REVIEW)


@transaction.atomic
def send_back(request: FundingRequest, note: str, *, by: User, version: int) -> FundingRequest:
    """The second officer does not sign: the proposal is void, the caseworker goes on."""
    step = take(request, Verb.SEND_BACK, by=by, version=version)
    if step is None:
        return request
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be changed.")})
    row = step.request
    row.decisions.filter(voided__isnull=True).update(voided=timezone.now())
    step.write(State.IN_REVIEW, note=note.strip())
    notices.tell_caseworker("funding.sent_back", row)
    return row


def wanted_otherwise(log: Iterable[Transition]) -> str:
    """What the second officer said when the proposal was sent back; empty once another one is made.

    `log`: all lines of the request, the newest last.
    """
    return last_note(log, Verb.SEND_BACK, over_by=(Verb.PROPOSE,))


@transaction.atomic
def countersign(
    request: FundingRequest, *, by: User, version: int, read: str | None = None
) -> FundingRequest:
    """The second officer signs: the decision is frozen as the letter will say it.

    `read` is the hash of the letter that the officer has read; if it says something else by now, nobody
    has signed it. ValidationError, also where the budget does not allow any more what was proposed.
    """
    step = take(request, Verb.COUNTERSIGN, by=by, version=version)
    if step is None:
        return request
    row = step.request
    decision = Decision.objects.select_for_update().get(request=row, voided__isnull=True)
    budgets.refuse_unpaid(decision)
    decision.countersigned_by, decision.countersigned = by, timezone.now()
    content = letters.content(row, decision, day_of(decision.countersigned))
    decision.frozen, decision.sha256 = frozen(content)
    refuse_unread(read, decision.sha256)
    decision.save()
    step.write(_STATE[Outcome(decision.outcome)])
    notices.tell_caseworker("funding.countersigned", row)
    return row


@transaction.atomic
def announce(
    request: FundingRequest, *, by: User, version: int, way: str = "", posted: date | None = None
) -> FundingRequest:
    """Make the countersigned decision known: letter queued, applicant told, award opened.

    `way` is one of `notification.ways`, the first of them if left out; `posted` the day of a letter by post,
    else today. ValidationError by field.
    """
    step = take(request, Verb.ANNOUNCE, by=by, version=version)
    if step is None:
        return request
    row = step.request
    decision = Decision.objects.select_for_update().get(request=row, voided__isnull=True)
    decision.announced = timezone.now()
    notification.settle(decision, row, way or notification.ways(row)[0], posted)
    decision.save(update_fields=["announced", "way", "posted", "known"])
    if decision.amount > 0:
        _open_award(row, decision)
    row.due = None
    step.write(State.ANNOUNCED)
    letters.letter(decision, by=by)
    notices.tell_applicant("funding.announced", row)
    return row


def _open_award(request: FundingRequest, decision: Decision) -> Award:
    programme = request.programme
    award = Award.objects.create(
        request=request,
        decision=decision,
        amount=decision.amount,
        financing=Financing(decision.financing),
        start=decision.period_start,
        end=decision.period_end,
        plan=decision.plan,
        other_income_reduces=programme.other_income_reduces,
        proof_mode=decision.proof_mode,
        proof_due=decision.proof_due,
        retention_years=decision.retention_years,
        interim_months=decision.interim_months,
        interest_points=programme.interest_points,
        unused_lapses=programme.unused_lapses,
        **terms_of(programme, decision.terms),
    )
    plan_interims(award)
    return award


@transaction.atomic
def finalise(
    request: FundingRequest, *, by: User, version: int, waived: date | None = None, had_it: bool = False
) -> FundingRequest:
    """Record that the decision can no longer be contested: after the time for remedy, or once it is waived.

    `waived` is the day of the applicant's letter; `had_it` says that the decision had reached the applicant
    then, where it counts as made known only later. Source: funding.md section 3 (final one month after
    notification, or earlier by waiver).
    """
    step = take(request, Verb.FINALISE, by=by, version=version)
    if step is None:
        return request
    decision = Decision.objects.select_for_update().get(request=step.request, voided__isnull=True)
    if waived is None:
        _refuse_while_contestable(step.request, decision)
    else:
        _waive(decision, waived, had_it=had_it)
    return step.write(State.FINAL)


def contestable_until(request: FundingRequest, decision: Decision) -> date | None:
    """The last day for legal remedy, by the request's programme; None before the decision is known."""
    known = notification.known_on(decision)
    return known and last_day_for_remedy(request, known)


def last_day_for_remedy(request: FundingRequest, known: date) -> date:
    """The last day for legal remedy against what counts as made known on that day.

    Where the months end on a Saturday, a Sunday or a public holiday of the Office's Land, the last day is the
    next working day. Doubtful: funding.md does not say so; § 31 VwVfG, § 193 BGB and § 222 ZPO are from
    general knowledge, and the holidays of a court in another Land are not looked at.
    """
    last = known + relativedelta(months=request.programme.remedy_months)
    return working_day_from(last, request.office.land_id or "")


def is_contestable(request: FundingRequest, decision: Decision) -> bool:
    """The time for legal remedy is running, and nobody has given it up."""
    last = contestable_until(request, decision)
    return decision.waived is None and last is not None and last >= today()


def _refuse_while_contestable(request: FundingRequest, decision: Decision) -> None:
    last = contestable_until(request, decision)
    if last is None or last >= today():
        day = date_format(last, "DATE_FORMAT") if last else "–"
        text = _(
            "The decision can be contested until %(day)s. Before that it is final only with a "
            "waiver: write the day of the letter."
        )
        raise ValidationError({"waived": text % {"day": day}})


def _waive(decision: Decision, day: date, *, had_it: bool) -> None:
    """Write the waiver down.

    Doubtful: the domain facts do not say whether one from before the day on which a letter by post counts as
    made known holds, where the letter had really come. The officer has to say that it had.
    """
    known = notification.known_on(decision)
    if known is None:
        raise ValidationError({"waived": _("Nobody can waive what is not known yet.")})
    if decision.announced is None or day < day_of(decision.announced):
        raise ValidationError({"waived": _("The waiver cannot be older than the announcement.")})
    if day > today():
        raise ValidationError({"waived": _("The day cannot be in the future.")})
    if day < known and not had_it:
        text = _(
            "The decision counts as made known only on %(day)s. "
            "A waiver from before holds only if it had come."
        )
        raise ValidationError({"had_it": text % {"day": date_format(known, "DATE_FORMAT")}})
    decision.waived = day
    decision.save(update_fields=["waived"])
