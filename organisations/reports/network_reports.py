"""The report of a network on a closed year, from the sums of those members that had agreed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import rules
from organisations.models import NetworkSums
from organisations.reports.annual import (
    UNKNOWN,
    AnnualReport,
    Figure,
    Part,
    Source,
    register_report,
    resting_on,
)
from organisations.reports.figures import beside
from organisations.reports.structure import questions_of
from portal.lib.dates import day_of
from portal.lib.suppression import SMALLEST


def network_report(sums: NetworkSums) -> AnnualReport:
    """The kept sums beside those of the year before, in words. One query."""
    before = NetworkSums.objects.filter(umbrella=sums.umbrella_id, year=sums.year - 1).first()
    return AnnualReport(
        title=_("Annual report"),
        about=sums.umbrella.name,
        key=sums.umbrella.slug,
        year=sums.year,
        made=date_format(day_of(sums.made), "DATE_FORMAT"),
        sha256=sums.sha256,
        sha256_before=before.sha256 if before else "",
        parts=tuple(_parts(sums, before)),
        notes=tuple(_notes()),
    )


def _notes() -> Iterator[str]:
    yield _("The sums are of those members that had agreed and had answered the questions of the year.")
    yield _(
        "“Kept back” stands for a number below %(smallest)s, or for one from which the figures of a member "
        "could be guessed."
    ) % {"smallest": SMALLEST}


def _parts(sums: NetworkSums, before: NetworkSums | None) -> Iterator[Part]:
    resting = resting_on(sums.number)
    number_before = resting_on(before.number) if before else UNKNOWN
    members = Figure(_("Members whose figures count"), resting, number_before, resting)
    years = [before] if before else []
    work = (Figure(it.label, it.now, it.before, resting) for it in beside(sums, years))
    yield Part(_("Work with parents"), _("Figure"), (members, *work))
    for question in questions_of(sums, years):
        figures = (Figure(band, now, then, resting) for band, now, then in question.bands)
        yield Part(question.words, _("Answer"), tuple(figures), is_drawn=True)


def _gathered(params: dict[str, Any]) -> AnnualReport:
    return network_report(NetworkSums.objects.select_related("umbrella").get(pk=params["sums"]))


def _is_visible(user: Any, params: dict[str, Any]) -> bool:
    sums = NetworkSums.objects.select_related("umbrella").filter(pk=params["sums"]).first()
    return sums is not None and rules.may_read_sums(user, sums.umbrella)


# The kinds of document that the report is made as, by `pdf` and `xlsx`.
NETWORK_REPORT = register_report(
    Source(
        "organisations.network_report", gettext_lazy("annual report of the network"), _gathered, _is_visible
    )
)
