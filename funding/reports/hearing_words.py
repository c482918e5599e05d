"""What a hearing before the result of a check says: what was not accepted, and how the sum follows."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from funding.choices import Verdict
from funding.models import ProofCheck
from funding.reports.checking import Outcome, interest_on, lines_of


def words(checking: ProofCheck, outcome: Outcome) -> str:
    """In German like the letter, to be changed by the officer. The sums add up to what is intended."""
    points, interest = checking.proof.award.interest_points, None
    if outcome.recovery and points is not None:
        interest = interest_on(checking, outcome.recovery)
    context = {
        "outcome": outcome, "asks_back": outcome.recovery, "points": points, "interest": interest,
    }  # fmt: skip
    with translation.override("de"):
        sums = render_to_string("pdf/funding/parts/hearing_sums.txt", context).strip()
        return "\n\n".join(filter(None, ["\n".join(_reasons(checking)), sums]))


def _reasons(checking: ProofCheck) -> list[str]:
    found = [it.finding for it in lines_of(checking) if it.finding]
    return [
        _("No. %(number)s: %(reason)s") % {"number": it.number, "reason": it.reason}
        for it in found
        if it.verdict != Verdict.ACCEPTED
    ]
