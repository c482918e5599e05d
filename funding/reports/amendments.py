"""The letter about a change of an award (Änderungsbescheid), and the change as both sides read it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.choices import CostCategory
from funding.models import Amendment
from portal.documents.kinds import Kind, register
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Shift:
    """A kind of cost with its sum before and after; EUR."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def shifts(before: dict[str, str], after: dict[str, str]) -> list[Shift]:
    """The plan line by line, in the order of the plan."""
    return [
        Shift(str(kind.label), Decimal(before.get(kind, 0)), Decimal(after.get(kind, 0)))
        for kind in CostCategory
        if kind in before or kind in after
    ]


def shifts_of(amendment: Amendment) -> list[Shift]:
    """What a change does to the plan; nothing where the plan stays."""
    return shifts(amendment.before["costs"], amendment.costs) if amendment.costs is not None else []


@dataclass(frozen=True)
class AmendmentData:
    """What the letter says, frozen when it was countersigned."""

    letter: dict[str, Any]
    costs: list[Shift]
    sha256: str

    @property
    def is_longer(self) -> bool:
        return bool(self.letter["after"]["end"] != self.letter["before"]["end"])

    @property
    def income(self) -> Decimal:
        return Decimal(self.letter["income"])

    @property
    def is_shifted(self) -> bool:
        return any(line.difference for line in self.costs)


@register
class AmendmentLetter(Kind):
    """The answer to a change that was asked for, in German."""

    key = "funding.amendment_letter"
    label = _("letter about a change")
    template = "pdf/funding/amendment_letter.html"
    keep_days = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> AmendmentData:
        row = Amendment.objects.get(pk=params["amendment"])
        if row.frozen is None:
            raise ValueError("only a countersigned answer becomes a letter")
        said = row.frozen
        return AmendmentData(said, shifts(said["before"]["costs"], said["after"]["costs"]), row.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = Amendment.objects.select_related("award__request__organisation", "award__request__office")
        row = rows.filter(pk=params["amendment"]).first()
        return row is not None and rules.may_read_amendment(user, row)

    def filename(self, data: AmendmentData) -> str:
        number = file_stem(data.letter["file_number"])
        return f"aenderung-{number}-{data.letter['number']}.pdf"
