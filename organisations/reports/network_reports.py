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
    AnnualPdf,
    AnnualReport,
    AnnualXlsx,
    Figure,
    Number,
    Part,
    number,
    resting_on,
)
from organisations.reports.figures import in_words
from portal.documents.kinds import register
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
    known = dict(in_words(before)) if before else {}
    work = (Figure(label, number(sum_), _from(known, label), resting) for label, sum_ in in_words(sums))
    yield Part(_("Work with parents"), _("Figure"), (members, *work))
    earlier = {question: dict(bands) for question, bands in before.questions} if before else {}
    for question, bands in sums.questions:
        there = earlier.get(question, {})
        figures = (Figure(band, number(count), _from(there, band), resting) for band, count in bands)
        yield Part(question, _("Answer"), tuple(figures))


def _from(known: dict[str, int | None], label: str) -> Number:
    return number(known[label]) if label in known else UNKNOWN


class _OfNetwork:
    """What the paper and the sheet of a network have in common."""

    def gather(self, params: dict[str, Any], language: str) -> AnnualReport:
        return network_report(NetworkSums.objects.select_related("umbrella").get(pk=params["sums"]))

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        sums = NetworkSums.objects.select_related("umbrella").filter(pk=params["sums"]).first()
        return sums is not None and rules.may_read_sums(user, sums.umbrella)


@register
class NetworkReportPdf(_OfNetwork, AnnualPdf):
    """The annual report of a network as a paper."""

    key = "organisations.network_report"
    label = gettext_lazy("annual report of the network")


@register
class NetworkReportXlsx(_OfNetwork, AnnualXlsx):
    """The same as a workbook."""

    key = "organisations.network_report_xlsx"
    label = gettext_lazy("annual report of the network")
