"""What a hearing before the result of a check says: what was not accepted, and how the sum follows."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from funding.choices import Thread, Verdict
from funding.models import ProofCheck
from funding.reports.checking import Outcome, interest_on, lines_of
from portal.lib import money

# The line of `pdf/funding/parts/hearing_sums.txt` that says what is intended.
_INTENDED = {
    Thread.RECOVERY: re.compile(r"^Zu erstatten:(.*)$", re.MULTILINE),
    Thread.RESULT: re.compile(r"^Zuwendung, die Ihnen danach zusteht:(.*)$", re.MULTILINE),
}


def contradiction(text: str, about: Thread, amount: Decimal) -> str:
    """That a line as `words` makes it says another sum than `amount` in EUR; empty if none does.

    An officer who changes the sum easily forgets the line, and the organisation would be heard on both.
    """
    for said in _INTENDED[about].findall(text) if about in _INTENDED else ():
        try:
            found = money.parse(said)
        except ValidationError:
            continue  # words of the officer's own
        if found != amount:
            words = _("The text says %(said)s, but the sum above is %(sum)s. Make both say the same.")
            return words % {"said": money.euros(found), "sum": money.euros(amount)}
    return ""


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
