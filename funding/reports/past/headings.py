"""Which column of a list of grants is which, told by its headings."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from funding.choices import PastColumn
from portal.lib.sheets import Table, columns

NEEDED = (PastColumn.RECIPIENT, PastColumn.AMOUNT)
# As the Länder head their lists, and as 360Giving does.
_USUAL: dict[str, Sequence[str]] = {
    PastColumn.KEY: ("inez nummer", "id", "identifier", "aktenzeichen", "bewilligungsnummer", "file number"),
    PastColumn.YEAR: ("jahr", "haushaltsjahr", "year"),
    PastColumn.START: ("zeitraum von", "beginn", "von", "start", "planned dates start date"),
    PastColumn.END: ("zeitraum bis", "ende", "bis", "end", "planned dates end date"),
    PastColumn.RECIPIENT: (
        "name", "zuwendungsempfaenger", "zuwendungsempfaengerin", "empfaenger", "empfaengername", "recipient",
        "recipient org name",
    ),
    PastColumn.REGISTER: ("empfaengertyp", "register", "registerart"),
    PastColumn.REGISTER_NUMBER: ("empfaengerid", "registernummer", "register nr", "vr nummer"),
    PastColumn.POSTAL_CODE: ("plz", "postleitzahl", "postal code", "recipient org postal code"),
    PastColumn.GRANTED_BY: ("geber", "behoerde", "bewilligungsbehoerde", "dienststelle", "granted by"),
    PastColumn.POLICY_AREA: ("politikbereich", "foerderbereich", "policy area"),
    PastColumn.PURPOSE: (
        "zweck", "zuwendungszweck", "zuwendung fuer ggf gekuerzt", "zuwendung fuer", "purpose", "title",
        "description",
    ),
    PastColumn.KIND: ("foerderungsart", "art der foerderung", "art", "kind"),
    PastColumn.AMOUNT: (
        "betrag", "gesamtzuwendung", "zuwendung", "bewilligt", "foerdersumme", "amount", "amount awarded",
    ),
}  # fmt: skip


def guess(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """The heading of each column that is told by its name, or that a person has named the last time."""
    usual = {column.value: [*_USUAL[column], *columns.names_of(column)] for column in PastColumn}
    return columns.guess(headers, usual, remembered)


def missing_in(named: Mapping[str, str]) -> list[PastColumn]:
    """The columns without which no row can be read; the year also stands in the begin of the period."""
    missing = [it for it in NEEDED if it not in named]
    if PastColumn.YEAR not in named and PastColumn.START not in named:
        missing.append(PastColumn.YEAR)
    return missing


def columns_of(table: Table) -> dict[str, str]:
    """The heading of each column. Raises `ValidationError` where those are missing that every row needs."""
    found = guess(table.headers)
    if missing := missing_in(found):
        raise ValidationError(
            _("These columns are missing: %(missing)s. The file has: %(present)s.")
            % {
                "missing": ", ".join(str(it.label) for it in missing),
                "present": ", ".join(table.headers[:20]),
            }
        )
    table.require(*found.values())
    return found
