"""A kind of document for the tests, with a switch for each thing that can happen to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind, register
from portal.lib.sheets import write_csv


@dataclass(frozen=True)
class Data:
    title: str
    words: str
    figures: tuple[tuple[str, int], ...]
    markup: str = ""


class World:
    """What the kinds gather, and what happens while they do."""

    words = "Eltern und Schule"
    figures: tuple[tuple[str, int], ...] = (("24.11.2026", 12), ("01.12.2026", 9))
    markup = ""
    gathered = 0
    meanwhile: Callable[[], None] | None = None

    @classmethod
    def reset(cls) -> None:
        cls.words, cls.markup, cls.gathered, cls.meanwhile = "Eltern und Schule", "", 0, None
        cls.figures = (("24.11.2026", 12), ("01.12.2026", 9))


@register
class Report(Kind):
    key = "tests.report"
    label = "Report"
    template = "pdf/tests/report.html"

    def gather(self, params: dict[str, Any], language: str) -> Data:
        World.gathered += 1
        return Data(params.get("title", "Bericht"), World.words, World.figures, World.markup)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return bool(user.is_authenticated and user.email.endswith("@verein.example"))

    def filename(self, data: Data) -> str:
        if World.meanwhile:
            World.meanwhile()
        return f"{data.title}.pdf"


@register
class Proof(Report):
    key = "tests.proof"
    variant = Variant.A3A

    def attachments(self, data: Data) -> list[Attachment]:
        figures = write_csv([("day", "people"), *data.figures])
        return [Attachment("figures.csv", figures, description="Figures")]


@register
class BrokenReport(Report):
    key = "tests.broken"

    def filename(self, data: Data) -> str:
        raise ZeroDivisionError("the name of a family")


class _Sheet(Report):
    def rows(self, data: Data) -> list[tuple[Any, ...]]:
        return [("day", "people"), *data.figures, ("=1+1", -3)]

    def filename(self, data: Data) -> str:
        return f"{data.title}.{self.variant.value}"


@register
class Workbook(_Sheet):
    key = "tests.workbook"
    variant = Variant.XLSX


@register
class Table(_Sheet):
    key = "tests.table"
    variant = Variant.CSV


@register
class OfCertainPeople(Report):
    key = "tests.matrix"

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return user.pk in params["people"]
