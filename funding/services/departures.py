"""Where the rules of an award are not those of its programme: said to both officers who sign for it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import ProofMode
from funding.finance import InterimPeriod
from funding.models import Award, Decision, FundingRequest, Programme
from funding.services.terms import TERMS, terms_of
from funding.services.wording import gaps, unknown
from portal.lib import money

# What is said of an award, by the name of its column; None and what is left out is as the programme says.
type Said = Mapping[str, Any]

# A suggestion alone: the officer may say otherwise. Source: funding.md section 4, four months after the year.
USUAL_INTERIM_MONTHS = 4

_MODES = ("proof_mode", "retention_years", "interim_months")
_WORDS: dict[str, Callable[[Any], str]] = {
    "deviation_rate": money.percent,
    "minor_change": money.euros,
    "volunteer_rate": money.euros,
    "volunteer_cap": money.percent,
    "proof_mode": lambda mode: str(ProofMode(mode).label),
}


def kept_in(decision: Decision, programme: Programme) -> dict[str, Any]:
    """What a decision says of the award."""
    return {
        **terms_of(programme, decision.terms),
        **{name: getattr(decision, name) for name in (*_MODES, "proof_due", "conditions")},
        "start": decision.period_start, "end": decision.period_end,
    }  # fmt: skip


def departures(programme: Programme, said: Said) -> list[str]:
    """Each rule of `programme` that is `said` otherwise, with both; what it leaves open is none."""
    return [
        _("%(rule)s: here %(here)s instead of %(usual)s in the programme.") % words
        for words in _departures(programme, said)
    ]


def _departures(programme: Programme, said: Said) -> Iterator[dict[str, str]]:
    for name in (*TERMS, *_MODES):
        usual, here = getattr(programme, name), said.get(name)
        if usual in (None, "") or here in (None, "") or here == usual:
            continue
        words = _WORDS.get(name, str)
        rule = capfirst(str(Award._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        yield {"rule": rule, "here": words(here), "usual": words(usual)}
    yield from _of_days(programme, said)


def _of_days(programme: Programme, said: Said) -> Iterator[dict[str, str]]:
    start, end, due = said.get("start"), said.get("end"), said.get("proof_due")
    most, months = programme.max_months, programme.proof_months
    if start and end and most and end >= start + relativedelta(months=most):
        last = start + relativedelta(months=most, days=-1)
        yield {"rule": _("Period until"), "here": _day(end), "usual": _day(last)}
    if end and due and months is not None and due != (usual := end + relativedelta(months=months)):
        yield {"rule": _("Proof of use until"), "here": _day(due), "usual": _day(usual)}


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def interims(programme: Programme, said: Said) -> list[InterimPeriod]:
    """The interim proofs that the award would want."""
    start, end, months = said.get("start"), said.get("end"), _in_force(programme, said)["interim_months"]
    return finance.interim_periods(start, end, months) if start and end else []


def usual_interim_months(programme: Programme, start: date | None, end: date | None) -> int | None:
    """What to suggest for a period over the end of a year, where the programme says nothing.

    None where no interim proof is wanted, or where it would be due after the proof of use.
    """
    if programme.interim_months is not None or start is None or end is None:
        return programme.interim_months
    periods = finance.interim_periods(start, end, USUAL_INTERIM_MONTHS)
    months = programme.proof_months
    if not periods or (months is not None and periods[-1].due > end + relativedelta(months=months)):
        return None
    return USUAL_INTERIM_MONTHS


def hints(request: FundingRequest, said: Said) -> list[str]:
    """What both officers should know of the award, though no rule of the programme forbids it."""
    programme, found = request.programme, list(_beyond(request, said))
    start, end = said.get("start"), said.get("end")
    if start and end and finance.interim_periods(start, end, 1) and not interims(programme, said):
        found.append(
            _("The period goes over the end of a year, and no interim proof is wanted. One a year is usual.")
        )
    texts = f"{said.get('conditions', '')}\n{programme.calling_up}"
    if names := gaps(texts, _in_force(programme, said)):
        text = _("The letter names %(names)s, but this award says nothing of it.")
        found.append(text % {"names": ", ".join(names)})
    if names := unknown(texts):
        found.append(
            _("The letter would say %(names)s just so: no number has this name.")
            % {"names": ", ".join(names)}
        )
    return found


def _in_force(programme: Programme, said: Said) -> dict[str, Any]:
    """What binds the award: as it is `said`, else as the programme says."""
    due, end, months = said.get("proof_due"), said.get("end"), programme.proof_months
    if due is None and end and months is not None:
        due = end + relativedelta(months=months)
    found = {
        name: getattr(programme, name) if said.get(name) in (None, "") else said[name]
        for name in (*TERMS, *_MODES)
    }
    return found | {"proof_due": due}


def _beyond(request: FundingRequest, said: Said) -> Iterator[str]:
    """A period that begins before, or ends after, the one that was asked for."""
    assert request.submission is not None  # noqa: S101 - the desk shows nothing else
    project = request.submission.data["project"]
    start, end = said.get("start"), said.get("end")
    if not (start and end and project["start"] and project["end"]):
        return
    first, last = date.fromisoformat(project["start"]), date.fromisoformat(project["end"])
    if start < first or end > last:
        days = [date_format(day, "SHORT_DATE_FORMAT") for day in (start, end, first, last)]
        yield _("The period is %(here)s; asked for was %(asked)s.") % {
            "here": f"{days[0]} – {days[1]}",
            "asked": f"{days[2]} – {days[3]}",
        }
