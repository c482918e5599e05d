"""What an organisation may call up of an award: whether anything, for which costs, and how much of it."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import State
from funding.finance import Drawable
from funding.models import Award
from funding.reports.drawdowns import Standing, known_by_office, next_year_of, payable_by, planned_cash
from portal.lib import money
from portal.lib.dates import today


def obstacle(award: Award, standing: Standing | None = None) -> str:
    """Why nothing can be called up now, by how the award stands; empty if something can."""
    if award.request.state != State.FINAL:
        return _("You can call up money once the Office has recorded that the decision is final.")
    if award.drawdowns.open().exists():
        return _("A call for money is under way. The next one is possible once it is paid out.")
    if today() < (first := _begins(award) - timedelta(weeks=award.drawdown_weeks or 0)):
        text = _("The award period begins on %(start)s. You can call up money from %(day)s on.")
        said = {"start": _begins(award), "day": first}
        return text % {name: date_format(day, "DATE_FORMAT") for name, day in said.items()}
    if award.drawn >= award.amount:
        return _("The whole sum has been paid out.")
    if words := _later(award):
        return words
    known = standing or known_by_office(award)
    if known.rest <= 0:  # no call is open
        if known.is_proven:
            if known.is_checked:
                return _("By the proof of use, nothing more is due to you.")
            return _("By your proof of use, nothing more is due to you. The Office has not closed its check.")
        return _("With the money that came in later, nothing more is due to you.")
    return ""


def _later(award: Award) -> str:
    """That the calendar years bear no more of the award up to now; empty where they do."""
    by_now = payable_by(award, today())
    if by_now is None or award.drawn < by_now:
        return ""
    following = next_year_of(award, today().year)
    if following is None:
        return _("The award has no more money: what a year did not use has lapsed.")
    text = _("The award has no more money for %(year)s. You can call up the next sum from %(day)s on.")
    return text % {"year": today().year, "day": date_format(date(following, 1, 1), "DATE_FORMAT")}


def _begins(award: Award) -> date:
    """From when on costs may count: the award period, or the day from which an early start was allowed."""
    return min(award.start, award.request.early_start or award.start)


def refuse_unsound_costs(standing: Standing, paid: Decimal, due: Decimal) -> None:
    """ValidationError by field unless costs `paid` and soon `due` in EUR can be those of the award.

    Once the check of the proof is closed nobody asks for costs.
    """
    if standing.is_checked:
        return
    award = standing.award
    if paid and today() < (first := _begins(award)):
        text = _("The award period begins on %(day)s. What was paid before does not count.")
        raise ValidationError({"paid": text % {"day": date_format(first, "DATE_FORMAT")}})
    if paid + due > (planned := planned_cash(award)):
        text = _("The plan has costs of %(sum)s in all, volunteer work left out. Together no more, please.")
        raise ValidationError({"paid" if paid > planned else "due": text % {"sum": money.euros(planned)}})


def due_until(award: Award) -> date | None:
    """Until when costs are due soon: within the weeks of the award, and not after its period."""
    if award.drawdown_weeks is None:
        return None
    last, within = award.paying_period.last, today() + timedelta(weeks=award.drawdown_weeks)
    return min(within, last) if last >= today() else within


def refuse_too_much(wanted: Decimal, found: Drawable, *, is_checked: bool) -> None:
    """ValidationError by field unless `wanted` EUR can be called up; `is_checked`: whatever the costs."""
    if found.amount <= 0:
        raise ValidationError({"due": _("With these costs there is nothing to call up yet.")})
    if wanted > found.amount:
        text = _("With these costs you can call up at most %(sum)s.")
        if is_checked:
            text = _("You can call up at most %(sum)s.")
        if found.is_bound_by_year:
            text = _("Until the end of %(year)s you can call up at most %(sum)s.")
        said = {"sum": money.euros(found.amount), "year": today().year}
        raise ValidationError({"amount": text % said})
    if wanted <= 0:
        raise ValidationError({"amount": _("Write an amount above 0.")})
