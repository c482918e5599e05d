"""The inbox of an Office as a sheet: what its reader may see, as the filters stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import FundingRequest, Office
from funding.queries.inbox import chosen
from funding.workflow import officer_label
from portal.accounts.models import User
from portal.documents.choices import Variant
from portal.documents.kinds import Kind, register
from portal.lib.dates import day_of

_COLUMNS = (
    "file_number", "submission__title", "submission__applicant", "programme__name_de", "state",
    "caseworker__name", "submission__requested", "award__amount", "submitted_at", "due",
)  # fmt: skip


@dataclass(frozen=True)
class Inbox:
    """Head and rows, in the language of the reader."""

    office: str
    rows: tuple[tuple[Any, ...], ...]


@register
class InboxXlsx(Kind):
    """The requests of an Office as its reader filtered them, as a workbook."""

    key = "funding.inbox_xlsx"
    label = gettext_lazy("Requests as a table")
    variant = Variant.XLSX
    keep_days = 7

    def gather(self, params: dict[str, Any], language: str) -> Inbox:
        office, reader = Office.objects.get(pk=params["office"]), User.objects.get(pk=params["reader"])
        rows = FundingRequest.objects.of_offices(reader).filter(office=office)
        found = chosen(rows, params["filters"], office, reader).values_list(*_COLUMNS)
        return Inbox(office.slug, tuple(_lines(found.iterator())))

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        reader = user if user.pk == params["reader"] else AnonymousUser()
        return Office.objects.visible_to(reader).filter(pk=params["office"]).exists()

    def page_of(self, params: dict[str, Any], user: Any) -> str:
        address = reverse("funding:inbox", args=[Office.objects.get(pk=params["office"]).slug])
        return f"{address}?{urlencode(params['filters'])}" if params["filters"] else address

    def filename(self, data: Inbox) -> str:
        return f"{data.office}.{self.variant}"

    def rows(self, data: Inbox) -> Iterable[Sequence[Any]]:
        return data.rows


@register
class InboxCsv(InboxXlsx):
    """The same as CSV."""

    key = "funding.inbox_csv"
    variant = Variant.CSV


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield (
        _("File number"), _("Title"), _("Organisation"), _("Programme"), _("State"), _("Caseworker"),
        _("Asked for"), _("Awarded"), _("Submitted"), _("Deadline"),
    )  # fmt: skip
    for number, title, applicant, programme, state, worker, asked, awarded, submitted, due in rows:
        day = day_of(submitted) if submitted else None
        yield number, title, applicant, programme, str(officer_label(state)), worker, asked, awarded, day, due
