"""What an organisation wants to change of its award, and what keeps it from being asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from funding.models import Award
from funding.reports.drawdowns import paid_by_year, parts_of
from portal.lib import money
from portal.lib.dates import today


@dataclass(frozen=True)
class Wish:
    """What an organisation wants to change; `costs`: the whole plan by category in EUR, None if it stays."""

    reason: str
    use: str = ""
    end: date | None = None
    costs: Mapping[str, Decimal] | None = None
    years: Mapping[int, Decimal] | None = None  # what each calendar year is to bear, None if that stays
    income: Decimal = Decimal(0)
    payer: str = ""
    source: str = ""
    received: date | None = None
    alike: str = ""  # whether it is money that was entered already, where it looks like that


def shifted(award: Award, costs: Mapping[str, Decimal] | None) -> dict[str, str] | None:
    """The costs as they are kept; None where nothing of the plan changes."""
    if costs is None:
        return None
    kept = {kind: f"{amount:.2f}" for kind, amount in costs.items() if amount}
    stored = {
        kind: f"{Decimal(amount):.2f}" for kind, amount in award.plan["costs"].items() if Decimal(amount)
    }
    return None if kept == stored else kept


def carried(award: Award, years: Mapping[int, Decimal] | None) -> dict[str, str] | None:
    """What each year is to bear, as it is kept; None where no money moves from one year to another."""
    if years is None:
        return None
    kept = {year: amount for year, amount in sorted(years.items()) if amount}
    return None if kept == parts_of(award) else {str(year): f"{amount:.2f}" for year, amount in kept.items()}


def refuse_faulty(award: Award, said: Mapping[str, Any]) -> None:
    """ValidationError by field where what was `said` cannot be asked for."""
    errors: dict[str, Any] = {}
    if not said["reason"]:
        errors["reason"] = _("Say why the change is needed.")
    if said["end"] is not None and said["end"] <= award.end:
        errors["end"] = _("Choose a day after the present end of the project.")
    elif said["end"] is not None and award.request.programme.leaves_its_year(award.end, said["end"]):
        errors["end"] = _("This money is given a year at a time. Ask for the next year in a new request.")
    if said["costs"] is not None:
        before = sum(map(Decimal, award.plan["costs"].values()), Decimal(0))
        after = sum(map(Decimal, said["costs"].values()), Decimal(0))
        if after != before:
            text = _("All costs together must stay %(before)s. Now they are %(after)s: %(gap)s too much.")
            if after < before:
                text = _(
                    "All costs together must stay %(before)s. Now they are %(after)s: %(gap)s too little."
                )
            sums = {"before": before, "after": after, "gap": abs(after - before)}
            errors["costs"] = text % {name: money.euros(amount) for name, amount in sums.items()}
    errors |= _faults_of_income(said) | _faults_of_years(award, said["years"])
    if not any(said[name] for name in ("use", "end", "costs", "income", "years")):
        errors.setdefault("use", _("Say what is to change: the use, the period, the plan or the income."))
    if errors:
        raise ValidationError(errors)


def _faults_of_years(award: Award, years: Mapping[str, str] | None) -> dict[str, str]:
    if years is None:
        return {}
    together = sum(map(Decimal, years.values()), Decimal(0))
    if together != award.amount:
        text = _("The calendar years have %(sum)s together, but the grant is %(amount)s.")
        return {"years": text % {"sum": money.euros(together), "amount": money.euros(award.amount)}}
    now = parts_of(award)
    for year, paid in sorted(paid_by_year(award).items()):
        if paid > Decimal(years.get(str(year), 0)) and year in now:
            text = _("%(sum)s were paid out in %(year)s. That much has to stay there.")
            return {"years": text % {"sum": money.euros(paid), "year": year}}
    return {}


def _faults_of_income(said: Mapping[str, Any]) -> dict[str, str]:
    if not said["income"]:
        is_said = any(said[name] for name in _of_income())
        return {"income": _("Say how much money came in.")} if is_said else {}
    faults = {name: text for name, text in _of_income().items() if not said[name]}
    if said["received"] and said["received"] > today():
        faults["received"] = _("This day is still to come.")
    return faults


def _of_income() -> dict[str, str]:
    """What has to be known of money that came in besides the plan."""
    return {
        "payer": _("Say who has given the money."),
        "source": _("Say what kind of money it is."),
        "received": _("Say on which day it came in."),
    }
