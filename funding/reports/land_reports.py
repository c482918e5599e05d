"""The annual report of a Land, from what was written down of a closed year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import LandReport, Office
from funding.reports.lands import Names, amount_labels, names_of_keys, parting_labels
from funding.reports.refusals import figures_of
from organisations.models import StructureSums
from organisations.reports.annual import (
    UNKNOWN,
    AnnualReport,
    Figure,
    Number,
    Part,
    Source,
    number,
    register_report,
    resting_on,
)
from parentwork.reports.lands import AMOUNTS
from portal.lib.dates import day_of
from portal.lib.suppression import SMALLEST
from portal.places.models import Land

type Kept = dict[str, Any]


def land_reports(land: Land) -> list[LandReport]:
    """The reports of `land`, the newest year first."""
    return list(LandReport.objects.filter(land=land).order_by("-year"))


def annual_report(report: LandReport) -> AnnualReport:
    """The kept figures beside those of the year before, in words. Four queries."""
    before = LandReport.objects.filter(land=report.land_id, year=report.year - 1).first()
    return AnnualReport(
        title=_("Annual report"),
        about=report.land.name,
        key=report.land.short.lower(),
        year=report.year,
        made=date_format(day_of(report.made), "DATE_FORMAT"),
        sha256=report.sha256,
        sha256_before=before.sha256 if before else "",
        parts=tuple(_parts(report.figures, before.figures if before else None)),
        notes=tuple(_notes()),
    )


def _notes() -> Iterator[str]:
    yield _("Offers that are not in the calendar are not known here.")
    yield _(
        "“Kept back” stands for a sum of fewer than %(smallest)s organisations or below %(smallest)s, for "
        "one that one organisation makes almost alone, or for one from which such a sum could be worked out."
    ) % {"smallest": SMALLEST}


def _parts(now: Kept, before: Kept | None) -> Iterator[Part]:
    names, offers = names_of_keys(), now["offers"]
    earlier = before["offers"] if before else None
    yield _whole(offers, earlier)
    for by, label in parting_labels().items():
        yield _offers(by, label, names[by], offers, earlier)
    for name, label in zip(AMOUNTS, amount_labels(), strict=True):
        yield _amounts(name, label, names["district"], offers, earlier)
    yield from _unmet(names, offers, earlier)
    yield _white(names["district"], offers, earlier)
    yield from _structure(now["structure"], before["structure"] if before else None)
    yield Part(
        _("Why requests were rejected"),
        _("Reason"),
        tuple(figures_of(now["refusals"], before["refusals"] if before else None)),
        _("Rejections of all Offices in the Land that were announced in the year and hold."),
    )


def _whole(offers: Kept, earlier: Kept | None) -> Part:
    resting = offers["organisations"]
    counted = {
        "offers": _("Offers"), "meetings": _("Meetings held"), "schools": _("Partner schools"),
        "organisations": _("Organisations with offers"),
    }  # fmt: skip
    figures = [
        Figure(label, offers[key], earlier[key] if earlier else UNKNOWN, resting)
        for key, label in counted.items()
    ]
    for name, label in zip(AMOUNTS, amount_labels(), strict=True):
        there = number(earlier["amounts"][name]["whole"]) if earlier else UNKNOWN
        figures.append(Figure(label, number(offers["amounts"][name]["whole"]), there, resting))
    return Part(_("The whole Land"), _("Figure"), tuple(figures))


def _offers(by: str, label: str, name: Callable[[str], str], offers: Kept, earlier: Kept | None) -> Part:
    now, there = _by_key(offers["by"][by]), _by_key(earlier["by"][by]) if earlier else {}
    figures = (
        Figure(
            name(key),
            now[key]["offers"] if key in now else 0,
            _before(earlier, there[key]["offers"] if key in there else 0),
            now[key]["organisations"] if key in now else 0,
        )
        for key in dict.fromkeys([*now, *there])
    )
    return Part(_("Offers by: %(label)s") % {"label": label}, label, tuple(figures), is_drawn=True)


def _amounts(amount: str, label: str, name: Callable[[str], str], offers: Kept, earlier: Kept | None) -> Part:
    """A district without an offer has nothing; whoever has one may have it kept back."""
    resting = {part["key"]: part["organisations"] for part in offers["by"]["district"]}
    now = offers["amounts"][amount]["districts"]
    there = earlier["amounts"][amount]["districts"] if earlier else {}
    figures = (
        Figure(
            name(key),
            number(now.get(key, 0)),
            _before(earlier, number(there.get(key, 0))),
            resting.get(key, 0),
        )
        for key in dict.fromkeys([*resting, *now, *there])
    )
    title = _("%(figure)s by district") % {"figure": label}
    return Part(title, _("District"), tuple(figures), is_drawn=True)


def _unmet(names: Names, offers: Kept, earlier: Kept | None) -> Iterator[Part]:
    """What nobody has answered rests on no organisation; a key that is not there was asked for by few."""
    now, there = offers["unmet"], earlier["unmet"] if earlier else None
    title, note = _("Unmet needs"), _("As they stood when the figures were written down.")
    sum_ = Figure(title, number(now["total"]), _before(there, number(there["total"]) if there else None), "")
    yield Part(title, _("Figure"), (sum_,), note)
    labels = parting_labels()
    for by in ("district", "language", "topic"):
        rows = {row["key"]: row["number"] for row in now["by"][by]}
        others = {row["key"]: row["number"] for row in there["by"][by]} if there else {}
        figures = tuple(
            Figure(
                names[by](key) if key else _("something else"),
                number(rows.get(key)),
                _before(there, number(others.get(key))),
                "",
            )
            for key in dict.fromkeys([*rows, *others])
        )
        if figures:
            title = _("Unmet needs by: %(label)s") % {"label": labels[by]}
            yield Part(title, labels[by], figures, is_drawn=True)


def _white(name: Callable[[str], str], offers: Kept, earlier: Kept | None) -> Part:
    now = {row["key"] for row in offers["white"]}
    there = {row["key"] for row in earlier["white"]} if earlier else set()
    rows = sorted((name(key), key) for key in now | there)
    number_ = Figure(_("Districts without an offer"), len(now), _before(earlier, len(there)), "")
    figures = (
        Figure(label, _is_white(key in now), _before(earlier, _is_white(key in there)), "")
        for label, key in rows
    )
    return Part(_("Districts without an offer"), _("District"), (number_, *figures))


def _is_white(is_white: bool) -> str:
    return _("no offer") if is_white else _("has offers")


def _structure(now: Kept | None, before: Kept | None) -> Iterator[Part]:
    """How organisations stand, of those that answered; nothing for a year in which nobody did."""
    if now is None:
        return
    resting = resting_on(now["number"])
    there = resting_on(before["number"]) if before else UNKNOWN
    answered = Figure(_("Organisations that answered"), resting, there, resting)
    yield Part(_("How organisations stand"), _("Figure"), (answered,))
    kept = StructureSums(**before).questions if before else []
    earlier = {question: dict(bands) for question, bands in kept}
    for question, bands in StructureSums(**now).questions:
        others = earlier.get(question, {})
        figures = (
            Figure(band, number(count), number(others[band]) if band in others else UNKNOWN, resting)
            for band, count in bands
        )
        yield Part(question, _("Answer"), tuple(figures), is_drawn=True)


def _by_key(parts: list[Kept]) -> dict[str, Kept]:
    return {part["key"]: part for part in parts}


def _before(earlier: Kept | None, found: Number | None) -> Number:
    return UNKNOWN if earlier is None or found is None else found


def _gathered(params: dict[str, Any]) -> AnnualReport:
    return annual_report(LandReport.objects.select_related("land").get(pk=params["report"]))


def _is_visible(user: Any, params: dict[str, Any]) -> bool:
    return Office.objects.visible_to(user).filter(land__annual_reports=params["report"]).exists()


# The kinds of document that the report is made as, by `pdf` and `xlsx`.
LAND_REPORT = register_report(
    Source("funding.land_report", gettext_lazy("annual report of the Land"), _gathered, _is_visible)
)
