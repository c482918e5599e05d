"""Where less is eligible than was asked for: line by line, each cut with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from funding import finance
from funding.models import Cut, Snapshot
from portal.lib import money


@dataclass(frozen=True)
class Found:
    """What of a line of the costs is eligible in EUR, and why it is not all of it."""

    eligible: Decimal
    reason: str = ""


def cuts_of(submission: Snapshot, found: Mapping[int, Found]) -> list[Cut]:
    """The cuts that `found` makes, by place of the line in the submission; lines not named stay whole.

    ValidationError by field, such as `eligible_0` or `reason_0` of the first line.
    """
    costs = submission.data["costs"]
    errors = dict(error for line in sorted(found) for error in _errors(line, costs, found[line]))
    if errors:
        raise ValidationError(errors)
    return [
        Cut(
            line=line,
            category=costs[line]["category"],
            label=costs[line]["label"],
            asked=Decimal(costs[line]["amount"]),
            eligible=found[line].eligible,
            reason=found[line].reason.strip(),
        )
        for line in sorted(found)
        if found[line].eligible < Decimal(costs[line]["amount"])
    ]


def _errors(line: int, costs: list[dict[str, str]], found: Found) -> Iterator[tuple[str, str]]:
    if line >= len(costs):
        raise ValidationError(_("The submission has no such line."), "line")
    asked = Decimal(costs[line]["amount"])
    if not 0 <= found.eligible <= asked:
        yield f"eligible_{line}", _("Between nothing and %(sum)s, please.") % {"sum": money.euros(asked)}
    elif found.eligible < asked and not found.reason.strip():
        yield f"reason_{line}", _("Say why less is eligible.")


def eligible_sum(submission: Snapshot, cuts: list[Cut]) -> Decimal:
    """What these cuts leave of the costs asked for, in EUR."""
    return Decimal(submission.data["sums"]["costs"]) - sum((cut.taken for cut in cuts), finance.ZERO)


def cuts_in_force(submission: Snapshot) -> list[Cut]:
    """The cuts of the last check of the figures of this submission."""
    last = submission.checks.of_figures().first()
    return list(last.cuts.all()) if last else []


def reasons_of(cuts: list[Cut]) -> str:
    """The cuts as the letter may give its reasons, one a line, in the language of the letter."""
    with translation.override("de"):
        return "\n".join(_reason(cut) for cut in cuts)


def _reason(cut: Cut) -> str:
    text = _("%(line)s: %(eligible)s instead of %(asked)s. %(reason)s")
    return text % {
        "line": cut.label,
        "eligible": money.euros(cut.eligible),
        "asked": money.euros(cut.asked),
        "reason": cut.reason,
    }
