"""All tables of a proof of use, for one workbook in the language of the reader.

They are made of the figures that the page shows and of the annexes of its report.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import ProofOfUse
from funding.reports.annexes import ANNEXES, Annex
from funding.reports.figures import collect
from funding.reports.proofs import named
from portal.lib.dates import day_of

type Table = list[list[Any]]

_SHEETS: Mapping[str, Promise] = {
    "kosten.csv": gettext_lazy("Costs"),
    "finanzierung.csv": gettext_lazy("Income"),
    "belegliste.csv": gettext_lazy("List of vouchers"),
    "einnahmen.csv": gettext_lazy("Other income"),
    "termine.csv": gettext_lazy("Each date"),
}
_HEADINGS: Mapping[str, Promise] = {
    "adults": gettext_lazy("Adults"),
    "amount": gettext_lazy("Amount"),
    "actual": gettext_lazy("Actual"),
    "children": gettext_lazy("Children"),
    "day": gettext_lazy("Day"),
    "difference": gettext_lazy("Difference"),
    "eligible": gettext_lazy("For the project"),
    "elsewhere": gettext_lazy("Counted by other awards"),
    "families": gettext_lazy("Families"),
    "files": gettext_lazy("Files"),
    "hours": gettext_lazy("Hours"),
    "invoiced": gettext_lazy("Date of the bill"),
    "label": gettext_lazy("Kind"),
    "number": gettext_lazy("No."),
    "outside_reason": gettext_lazy("Why it belongs to the project all the same"),
    "paid": gettext_lazy("Paid on"),
    "payee": gettext_lazy("To whom"),
    "payer": gettext_lazy("From whom"),
    "plan": gettext_lazy("Plan"),
    "reason": gettext_lazy("What for"),
    "share": gettext_lazy("Share in %"),
    "received": gettext_lazy("Received on"),
    "title": gettext_lazy("Workshop"),
    "voucher": gettext_lazy("Voucher"),
}
_CODES = frozenset({"category", "source"})  # said in words by `label`
_DAYS = frozenset({"paid", "invoiced", "received", "day"})
_SUMS: Mapping[str, Promise] = {
    "plan": gettext_lazy("Costs, plan"),
    "actual": gettext_lazy("Costs, actual"),
    "uncounted": gettext_lazy("Without consent: not counted yet"),
    "counted": gettext_lazy("Eligible costs"),
    "awarded": gettext_lazy("Awarded"),
    "drawn": gettext_lazy("Paid out so far"),
    "entitled": gettext_lazy("Expected entitlement"),
    "open": gettext_lazy("Still to be paid out"),
    "outside": gettext_lazy("Paid outside the award period"),
    "entitled_within": gettext_lazy("Expected entitlement without that"),
    "recovery": gettext_lazy("To be paid back"),
}
_TOTALS: Mapping[str, Promise] = {
    "cost_difference": gettext_lazy("Costs, difference"),
    "income_plan": gettext_lazy("Income, plan"),
    "income_actual": gettext_lazy("Income, actual"),
    "income_difference": gettext_lazy("Income, difference"),
    "amount": gettext_lazy("List of vouchers, amount"),
    "eligible": gettext_lazy("List of vouchers, for the project"),
    "received": gettext_lazy("Other income"),
}
COUNTED: Mapping[str, Promise] = {
    "dates_held": gettext_lazy("Dates held"),
    "dates_cancelled": gettext_lazy("Dates cancelled"),
    "participations_adults": gettext_lazy("Participations of adults"),
    "participations_children": gettext_lazy("Participations of children"),
    "children_cared_for": gettext_lazy("Children in childcare"),
    "families": gettext_lazy("Families (once per series)"),
    "volunteer_hours": gettext_lazy("Volunteer hours"),
}
# What the page says beside these, where there is any of it.
_COUNTED_BESIDE: Mapping[str, Promise] = {
    "unrecorded": gettext_lazy("Dates for which nobody has typed in who came"),
    "own_hours": gettext_lazy("Volunteer hours that the helpers confirmed themselves"),
    "helper_hours": gettext_lazy("Volunteer hours of people who are linked themselves"),
    "other_hours": gettext_lazy("Volunteer hours without a date"),
}


def tables_of(proof: ProofOfUse) -> list[tuple[str, Table]]:
    """The tables with their names: sums, the annexes, payments, what was counted, and what goes with it."""
    figures = named(collect(proof))
    annexes = [(str(_SHEETS[annex.name]), _annex(annex, figures)) for annex in ANNEXES]
    return [
        (_("Sums"), [[_("Sum"), _("Amount")], *_sums(figures)]),
        *annexes,
        (_("Calls and payments"), _payments(proof)),
        (_("What was counted"), [[_("Counted"), _("Number")], *_counted(figures)]),
        (_("Workshops"), [[_("Workshop")], *([title] for title in figures["workshops"])]),
        *((name, table) for name, table in _beside(figures) if len(table) > 1),
    ]


def _beside(figures: dict[str, Any]) -> Iterator[tuple[str, Table]]:
    """Tables that not every proof has."""
    consents = [
        [row["label"], Decimal(row["limit"]), _day(row["day"]), row["words"]] for row in figures["consents"]
    ]
    yield _("Consents of the Office"), [[_("Kind"), _("Up to"), _("Day"), _("Words")], *consents]
    answers = [[str(row.question.label), *row.counts] for row in figures["opinions"]]
    head = [_("Question"), _("good, yes"), _("so-so, partly"), _("not good, no")]
    yield _("What families said"), [head, *answers]
    areas = figures["evaluation"]
    years = [year for year, _mean in areas[0]["means"]] if areas else []
    means = [
        [row["label"], *(Decimal(mean) if mean else "" for _year, mean in row["means"])] for row in areas
    ]
    yield _("Self-evaluation"), [[_("Area"), *years], *means]


def _sums(figures: dict[str, Any]) -> Iterator[list[Any]]:
    """A proof that was frozen long ago may lack a sum."""
    for values, labels in ((figures["sums"], _SUMS), (figures["totals"], _TOTALS)):
        for name, label in labels.items():
            if name in values:
                yield [str(label), Decimal(values[name])]


def _annex(annex: Annex, figures: dict[str, Any]) -> Table:
    shown = [name for name in annex.columns if name not in _CODES]
    rows = [dict(zip(annex.columns, cells, strict=True)) for cells in annex.cells(figures)]
    return [
        [str(_HEADINGS[name]) for name in shown],
        *([_day(row[name]) if name in _DAYS else row[name] for name in shown] for row in rows),
    ]


def _day(text: str) -> Any:
    return date.fromisoformat(text) if text else ""


def _payments(proof: ProofOfUse) -> Table:
    head = [_("No."), _("State"), _("Called up on"), _("Asked for"), _("Amount"), _("Paid out on")]
    rows = [
        [
            row.number, str(row.get_state_display()), day_of(row.requested) if row.requested else "",
            row.asked, row.amount, row.paid_on,
        ]
        for row in proof.award.drawdowns.order_by("number")
    ]  # fmt: skip
    return [head, *rows]


def _counted(figures: dict[str, Any]) -> Iterator[list[Any]]:
    for name, label in COUNTED.items():
        yield [str(label), Decimal(figures["evidence"][name])]
    known = figures["totals"] | figures["evidence"]
    for name, label in _COUNTED_BESIDE.items():
        if known.get(name):
            yield [str(label), Decimal(known[name])]
