"""Which column of a list is which, guessed from its headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import translation

from organisations.choices.lists import ListColumn
from portal.lib.sheets import columns

# Headings as fold() leaves them. A running number is no key: it is another one in the next edition.
_USUAL: dict[ListColumn, tuple[str, ...]] = {
    ListColumn.UUID: ("uuid",),
    ListColumn.KEY: ("id", "key", "kennung", "mitgliedsnummer", "mitglieds nr", "mitgl nr", "member number"),
    ListColumn.NAME: (
        "name", "vereinsname", "verein", "organisation", "organization", "organisationsname", "traeger",
        "name des vereins", "name der organisation", "name of the organisation", "association", "bezeichnung",
    ),
    ListColumn.LEGAL_FORM: ("rechtsform", "legal form"),
    ListColumn.REGISTER: ("register", "registerart", "register type"),
    ListColumn.REGISTER_NUMBER: (
        "registernummer", "register nr", "register no", "register number", "reg nr", "vereinsregisternummer",
        "vereinsregister", "vr nr", "vr nummer", "vr", "registerblatt",
    ),
    ListColumn.REGISTER_COURT: ("registergericht", "amtsgericht", "register court", "court"),
    ListColumn.POSTAL_CODE: ("plz", "postleitzahl", "postal code", "postcode", "zip", "zip code"),
    ListColumn.PLACE: ("ort", "stadt", "gemeinde", "wohnort", "sitz", "place", "town", "city"),
    ListColumn.STREET: ("strasse", "strasse und hausnummer", "strasse nr", "anschrift", "street", "address"),
    ListColumn.EMAIL: ("e mail", "email", "mail", "e mail adresse", "mailadresse", "email address"),
    ListColumn.PHONE: ("telefon", "telefonnummer", "tel", "rufnummer", "phone", "telephone"),
    ListColumn.WEBSITE: ("website", "webseite", "internet", "internetseite", "homepage", "url", "web", "www"),
    ListColumn.FOUNDED: (
        "gegruendet", "gegr", "gruendungsjahr", "gegruendet im jahr", "founded", "founded in",
    ),
}  # fmt: skip
# In these our own export is headed.
_OURS = ("de", "en")


def guess(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """The heading of each column that is told by its name, or that a person has named the last time."""
    return columns.guess(headers, _usual(), remembered)


def _usual() -> dict[str, list[str]]:
    """The usual names of each column, and those of our own export."""
    names = {column.value: list(usual) for column, usual in _USUAL.items()}
    for language in _OURS:
        with translation.override(language):
            for column in ListColumn:
                names[column.value].append(str(column.label))
    return names
