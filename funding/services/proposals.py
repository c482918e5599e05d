"""What a caseworker proposes, the plan that comes of it, and whether it is sound."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import finance
from funding.choices import IncomeSource, Outcome, ProofMode, Refusal
from funding.finance import AwardedPlan, Change, Plan
from funding.models import Award, Decision, FundingRequest, Snapshot
from funding.reports.balance import planned_incomes
from funding.services.cuts import cuts_in_force, reasons_of
from funding.services.departures import Said, departures
from funding.services.plans import rules_of
from funding.services.terms import Terms
from portal.lib import money


@dataclass(frozen=True)
class Proposal:
    """What a caseworker proposes; amounts in EUR, `costs` the eligible costs by category."""

    amount: Decimal
    costs: Mapping[str, Decimal]
    start: date
    end: date
    reasons: str = ""
    conditions: str = ""
    note: str = ""
    unheard: str = ""
    refusal: str = ""  # a code of `Refusal`, where nothing is given
    # Of the award; None: as the programme suggests.
    proof_mode: ProofMode | None = None
    proof_due: date | None = None
    retention_years: int | None = None
    interim_months: int | None = None
    terms: Terms = field(default_factory=dict)
    # What each calendar year bears in EUR; empty: in the proportions in which it was asked for.
    years: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def eligible(self) -> Decimal:
        return sum(self.costs.values(), finance.ZERO)

    @property
    def said(self) -> dict[str, Any]:
        """What it says of the award, by the name of its column."""
        names = ("proof_mode", "proof_due", "retention_years", "interim_months", "start", "end", "conditions")
        return {**self.terms, **{name: getattr(self, name) for name in names}}


_MOST_YEARS = 10


def asked_plan(submission: Snapshot) -> Plan:
    """The plan as it was submitted."""
    return Plan.sent(submission.data["costs"], submission.data["incomes"])


def years_of(submission: Snapshot) -> list[int]:
    """The calendar years that can bear a grant: those of the project, and those in which it is asked for."""
    project = submission.data["project"]
    found = {line["year"] for line in submission.data["incomes"] if line["source"] == IncomeSource.GRANT}
    if project["start"] and project["end"]:
        found |= _years(*(date.fromisoformat(project[name]) for name in ("start", "end")))
    return sorted(found)


def new_years_of(submission: Snapshot, start: date, end: date) -> list[int]:
    """The calendar years of a proposed period for which the request asks nothing."""
    return sorted(_years(start, end) - set(years_of(submission)))


def _years(start: date, end: date) -> set[int]:
    return set(range(start.year, min(end.year, start.year + _MOST_YEARS) + 1))


def plan_of_decision(decision: Decision) -> AwardedPlan:
    """The plan of a decision beside what its submission asked for."""
    return _beside_asked(decision, decision.plan)


def plan_in_force(decision: Decision, award: Award | None) -> AwardedPlan:
    """The plan that binds now, with the changes that were allowed, beside what was asked for."""
    if award is None:
        return plan_of_decision(decision)
    asked = asked_plan(decision.submission)
    return finance.compared(asked, _amounts(award.plan["costs"]), planned_incomes(award))


def _beside_asked(decision: Decision, plan: Mapping[str, Mapping[str, str]]) -> AwardedPlan:
    asked = asked_plan(decision.submission)
    return finance.compared(asked, _amounts(plan["costs"]), _amounts(plan["incomes"]))


def _amounts(side: Mapping[str, str]) -> dict[str, Decimal]:
    return {kind: Decimal(amount) for kind, amount in side.items()}


def stored(plan: AwardedPlan) -> dict[str, dict[str, str]]:
    """The awarded plan as decisions and awards keep it; what is nothing is left out."""
    return {"costs": _texts(plan.costs), "incomes": _texts(plan.incomes)}


def _texts(side: Iterable[Change]) -> dict[str, str]:
    return {change.kind: str(finance.cents(change.awarded)) for change in side if change.awarded}


TOO_MUCH = gettext_lazy("The amount cannot exceed what was asked for: %(limit_value)s.")
MORE_THAN_FOUND = gettext_lazy(
    "The check of the figures found %(found)s eligible. Say here why more is proposed."
)
OUTSIDE = gettext_lazy("This leaves the rules of the programme. Say here why it is proposed all the same.")
WHY = gettext_lazy("Say why less than asked for is given; the letter will show it.")
WHY_SO_LITTLE = gettext_lazy(
    "These costs allow a grant of %(most)s, and no cut explains why it is lower. "
    "Say why; the letter will show it."
)
SAY_YEARS = gettext_lazy(
    "The period goes into a year for which nothing was asked. Say what each year bears of the grant."
)
REFUSED = gettext_lazy("Choose why the request is rejected.")
_DOUBTS = {
    "grant": gettext_lazy("The programme gives at most %(limit)s for these costs; %(amount)s are proposed."),
    "minimum": gettext_lazy("The programme gives grants from %(limit)s; %(amount)s are proposed."),
    "own_share": gettext_lazy("The own part is %(amount)s. The programme wants at least %(limit)s."),
    "overhead": gettext_lazy(
        "The flat rate for administration is %(amount)s. At most %(limit)s are possible."
    ),
    "volunteers": gettext_lazy("Volunteer work is %(amount)s. At most %(limit)s are possible."),
}


def doubts(plan: AwardedPlan, request: FundingRequest, said: Said) -> list[str]:
    """Where the awarded plan, or what is `said` of the award, leaves the rules of the programme.

    It is said to officers, who may decide so.
    """
    if not plan.grant.awarded:
        return []
    return [*_sentences(plan, request), *departures(request.programme, said)]


def _sentences(plan: AwardedPlan, request: FundingRequest) -> Iterator[str]:
    for problem in finance.problems(plan.plan, rules_of(request.programme)):
        if problem.code in _DOUBTS:
            yield _DOUBTS[problem.code] % {
                "amount": money.euros(problem.amount),
                "limit": money.euros(problem.limit),
            }


def is_more_than_found(plan: AwardedPlan, found: Decimal | None) -> bool:
    """More costs are to be awarded as eligible than the check of the figures found."""
    return bool(plan.grant.awarded) and found is not None and plan.cost_sum.awarded > found


def note_wanted(plan: AwardedPlan, request: FundingRequest, said: Said, found: Decimal | None) -> str:
    """What the second officer has to be told, asked of the first; empty where nothing stands out.

    `found`: the costs in EUR that the check of the figures found eligible.
    """
    texts = []
    if is_more_than_found(plan, found):
        texts.append(str(MORE_THAN_FOUND) % {"found": money.euros(found or finance.ZERO)})
    if doubts(plan, request, said):
        texts.append(str(OUTSIDE))
    return " ".join(texts)


def outcome_of(proposal: Proposal, submission: Snapshot) -> Outcome:
    """Approved is what gives all that was asked for."""
    if proposal.amount == 0:
        return Outcome.REJECTED
    return Outcome.APPROVED if proposal.amount >= submission.requested else Outcome.PARTLY


def eligible_costs(submission: Snapshot) -> dict[str, Decimal]:
    """The costs in EUR by category: as asked for, less the cuts of the last check of the figures.

    What an older check found as one sum, without saying where, is taken from all paid costs in equal parts.
    """
    costs, found = asked_plan(submission).by_category, submission.checks.found_eligible()
    for cut in cuts_in_force(submission):
        costs[cut.category] -= cut.taken
    return costs if found is None else finance.costs_lowered_to(costs, found)


def most_for(costs: Mapping[str, Decimal], submission: Snapshot) -> Decimal:
    """The grant in EUR that these eligible costs allow, of what was asked for and the programme gives."""
    asked = asked_plan(submission)
    plan = finance.awarded_plan(asked, costs, asked.requested)
    rules = rules_of(submission.request.programme)
    limits = [asked.requested - plan.surplus, finance.expected_grant(plan.plan, rules)]
    if (most := finance.most_beside_own(plan.plan, rules)) is not None:
        limits.append(most)
    return max(finance.ZERO, min(limits))


def is_unexplained(proposal: Proposal, submission: Snapshot) -> bool:
    """Less is to be given than the costs allow, and the reasons say nothing but what was cut of the costs."""
    cuts = set(reasons_of(cuts_in_force(submission)).splitlines())
    said = {line.strip() for line in proposal.reasons.splitlines() if line.strip()}
    return proposal.amount < most_for(proposal.costs, submission) and said <= cuts


def refuse_unsound(proposal: Proposal, submission: Snapshot) -> None:
    """ValidationError by field if this cannot be proposed on `submission`."""
    plan = finance.awarded_plan(asked_plan(submission), proposal.costs, proposal.amount)
    errors = {**dict(_amount_errors(proposal, submission, plan)), **_period_errors(proposal, submission)}
    if plan.is_changed and not proposal.reasons.strip():
        errors["reasons"] = str(WHY)
    elif is_unexplained(proposal, submission):
        most = most_for(proposal.costs, submission)
        errors["reasons"] = str(WHY_SO_LITTLE) % {"most": money.euros(most)}
    if proposal.amount == 0 and proposal.refusal not in Refusal:
        errors["refusal"] = str(REFUSED)
    elif proposal.amount > 0 and proposal.refusal:
        errors["refusal"] = _("It is not rejected: leave this empty, or give nothing.")
    if "amount" not in errors:
        errors |= dict(_note_errors(proposal, submission, plan))
    if errors:
        raise ValidationError(errors)


def _period_errors(proposal: Proposal, submission: Snapshot) -> dict[str, str]:
    start, end = proposal.start, proposal.end
    if end < start:
        return {"end": _("The end lies before the start.")}
    if not proposal.amount:
        return {}
    if submission.request.programme.leaves_its_year(start, end):
        text = _("This money is given a year at a time. Choose an end in %(year)s.")
        return {"end": text % {"year": start.year}}
    if not proposal.years and new_years_of(submission, start, end):
        return {"end": str(SAY_YEARS)}
    return {}


def _note_errors(proposal: Proposal, submission: Snapshot, plan: AwardedPlan) -> Iterator[tuple[str, str]]:
    found = submission.checks.found_eligible()
    wanted = note_wanted(plan, submission.request, proposal.said, found)
    if wanted and not proposal.note.strip():
        yield "note", wanted


def _amount_errors(proposal: Proposal, submission: Snapshot, plan: AwardedPlan) -> Iterator[tuple[str, str]]:
    if not 0 <= proposal.amount <= submission.requested:
        yield "amount", str(TOO_MUCH) % {"limit_value": money.euros(submission.requested)}
        return
    if proposal.amount > proposal.eligible:
        text, sum_ = _("The amount cannot exceed the eligible costs: %(sum)s."), proposal.eligible
    elif proposal.amount and plan.surplus:
        text = _("The income would exceed the eligible costs by %(sum)s. Lower the grant by this sum.")
        sum_ = plan.surplus
    else:
        return
    yield "amount", text % {"sum": money.euros(sum_)}
