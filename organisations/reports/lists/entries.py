"""What the rows of a list say about organisations, and what is doubtful, repaired or bad about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from organisations.choices import LegalForm
from organisations.choices.lists import ListColumn
from organisations.models import Organisation
from portal.lib.sheets import Row, plain_cell
from portal.lib.text import fold
from portal.places.models import PostalCode

# Registers by their German abbreviation; public bodies and cooperatives are "other".
_LEGAL_FORMS = {
    "vr": LegalForm.REGISTERED,
    "hrb": LegalForm.COMPANY,
    "spr": LegalForm.FOUNDATION,
    "sör": LegalForm.FOUNDATION,
}
# A name that says its legal form itself: Elternbund e. V., Bildung gGmbH.
_IN_NAMES = (
    (re.compile(r"\be\. ?V\.?(?!\w)|\beV$"), LegalForm.REGISTERED),
    (re.compile(r"\b(gGmbH|gUG)\b"), LegalForm.COMPANY),
)
# A number that says its register itself: VR 15289, HRB24440 B.
_NUMBER = re.compile(r"([^\W\d_]{2,8})\.?\s*(\d.*)")
_LONGEST_REGISTER, _LONGEST_NUMBER, _LONGEST_KEY = 8, 30, 100
_YEARS = range(1800, 2101)


@dataclass
class Entry:
    """What one row says; `data` by field of the profile, of a postal code its five digits.

    `key` is how the row is called in its list. A row with a `problem` can not be taken over.
    """

    key: str = ""
    uuid: UUID | None = None
    data: dict[str, str | int] = field(default_factory=dict)
    postal_code_as_written: str = ""
    place: str = ""  # where no postal code says it
    is_whole: bool = True  # everything in it could be read
    problem: str = ""
    notes: list[str] = field(default_factory=list)


class _Bad(Exception):  # noqa: N818 - an answer, not a fault
    pass


class Reader:
    """Reads rows of one list; knows the postal codes that they name."""

    def __init__(self, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        self.columns = columns
        self.codes = _known_codes(self._cell(row, ListColumn.POSTAL_CODE) for row in rows)
        self.legal_forms = _legal_forms_by_name()

    def entry(self, row: Row) -> Entry:
        """What `row` says. Never raises: what is wrong stands in the entry's `problem`."""
        entry = Entry()
        try:
            self._refuse_broken(row)
            self._name(row, entry)
        except _Bad as error:  # what cannot be called by a name is not read further
            entry.problem = str(error)[:300]
            return entry
        entry.problem = " ".join(self._problems(row, entry))[:300]
        return entry

    def _problems(self, row: Row, entry: Entry) -> Iterator[str]:
        """Read the rest into `entry`; all that is wrong is told, so that a row is mended once."""
        for read in (
            self._register, self._legal_form, self._place, self._contact, self._founded, self._uuid, self._key
        ):  # fmt: skip
            try:
                read(row, entry)
            except _Bad as error:
                yield str(error)

    def _cell(self, row: Row, column: ListColumn) -> str:
        return " ".join(self._written(row, column).split())

    def _written(self, row: Row, column: ListColumn) -> str:
        return plain_cell(row.get(self.columns.get(column, ""), ""))

    def _refuse_broken(self, row: Row) -> None:
        if row.surplus:
            raise _Bad(_("there are more cells than columns."))
        if any(ord(letter) < 32 for column in self.columns for letter in self._cell(row, ListColumn(column))):
            name = self._cell(row, ListColumn.NAME)
            raise _Bad(_("%(name)s: there are control characters.") % {"name": name[:80]})

    def _name(self, row: Row, entry: Entry) -> None:
        name = self._cell(row, ListColumn.NAME)
        if not fold(name):
            raise _Bad(_("there is no name."))
        _refuse_long(name, "name")
        if name != self._written(row, ListColumn.NAME):
            entry.notes.append(_("%(name)s: superfluous spaces removed.") % {"name": name})
        entry.data["name"] = name

    def _register(self, row: Row, entry: Entry) -> None:
        register = self._cell(row, ListColumn.REGISTER).lower()
        number = self._cell(row, ListColumn.REGISTER_NUMBER)
        if not register and (whole := _NUMBER.fullmatch(number)):
            register, number = whole[1].lower(), whole[2]
        if not (register or number):
            return
        values = {"name": entry.data["name"]}
        if not register and ListColumn.REGISTER not in self.columns:
            register = "vr"
        if not (register and number):
            raise _Bad(_("%(name)s: the register or its number is missing.") % values)
        if len(register) > _LONGEST_REGISTER or len(number) > _LONGEST_NUMBER:
            raise _Bad(_("%(name)s: this is no register number.") % values)
        entry.key = f"{register} {number}"
        entry.data["legal_form"] = _LEGAL_FORMS.get(register, LegalForm.OTHER).value
        entry.data["register_number"] = f"{register.upper()} {number.lstrip('0')}"

    def _legal_form(self, row: Row, entry: Entry) -> None:
        if court := self._cell(row, ListColumn.REGISTER_COURT):
            _refuse_long(court, "register_court")
            entry.data["register_court"] = court
        written = self._cell(row, ListColumn.LEGAL_FORM)
        if not written:
            self._form_in_name(entry)
        elif form := self.legal_forms.get(fold(written)):
            entry.data["legal_form"] = form
        else:
            self._left_out(entry, ListColumn.LEGAL_FORM, written)

    def _form_in_name(self, entry: Entry) -> None:
        """What the register says goes before the name; where neither says it, it stays unknown."""
        name = str(entry.data["name"])
        for pattern, form in _IN_NAMES:
            if pattern.search(name):
                entry.data.setdefault("legal_form", form.value)

    def _place(self, row: Row, entry: Entry) -> None:
        written = self._cell(row, ListColumn.POSTAL_CODE)
        code, values = _five_digits(written), {"name": entry.data["name"], "written": written[:20]}
        if code in self.codes:
            entry.data["postal_code"] = code
            if code != written:
                entry.notes.append(
                    _("%(name)s: postal code %(written)s completed to %(code)s.") % (values | {"code": code})
                )
            return
        entry.place = self._cell(row, ListColumn.PLACE)
        _refuse_long(entry.place, "place")
        if written:
            entry.postal_code_as_written, entry.is_whole = written[:20], False
            entry.notes.append(_unknown_code(entry))

    def _contact(self, row: Row, entry: Entry) -> None:
        if street := self._cell(row, ListColumn.STREET):
            _refuse_long(street, "street")
            entry.data["street"] = street
        for column, read in (
            (ListColumn.EMAIL, _email), (ListColumn.PHONE, _phone), (ListColumn.WEBSITE, _website)
        ):  # fmt: skip
            written = self._cell(row, column)
            if written and (value := read(written)):
                entry.data[column.value] = value
            elif written:
                self._left_out(entry, column, written)

    def _founded(self, row: Row, entry: Entry) -> None:
        written = self._cell(row, ListColumn.FOUNDED)
        year = int(written[:4]) if written[:4].isascii() and written[:4].isdigit() else 0
        if year in _YEARS:
            entry.data["founded"] = year
        elif written:
            self._left_out(entry, ListColumn.FOUNDED, written)

    def _uuid(self, row: Row, entry: Entry) -> None:
        written = self._cell(row, ListColumn.UUID)
        try:
            entry.uuid = UUID(written) if written else None
        except ValueError:
            raise _Bad(_("“%(text)s” is no identifier of the portal.") % {"text": written[:40]}) from None

    def _key(self, row: Row, entry: Entry) -> None:
        entry.key = self._key_of(row, entry)

    def _key_of(self, row: Row, entry: Entry) -> str:
        """How the list calls the row: its own number, else that of the register, else name and place."""
        if number := self._cell(row, ListColumn.KEY):
            if len(number) > _LONGEST_KEY:
                raise _Bad(_("“%(text)s” is too long for a number.") % {"text": number[:40]})
            return f"no {number}"
        if entry.uuid:
            return f"uuid {entry.uuid}"
        place = entry.data.get("postal_code") or entry.postal_code_as_written or entry.place
        return entry.key or f"name {fold(str(entry.data['name']))[:_LONGEST_KEY]} {place}".strip()

    def _left_out(self, entry: Entry, column: ListColumn, written: str) -> None:
        values = {"name": entry.data["name"], "column": column.label, "text": written[:80]}
        entry.is_whole = False
        entry.notes.append(_("%(name)s: %(column)s “%(text)s” can not be read; left out.") % values)


def _unknown_code(entry: Entry) -> str:
    values = {"name": entry.data["name"], "code": entry.postal_code_as_written, "place": entry.place}
    if entry.place:
        words = _("%(name)s: postal code “%(code)s” is unknown; kept with the place %(place)s, without Land.")
    else:
        words = _("%(name)s: postal code “%(code)s” is unknown; kept without place and Land.")
    return words % values


def _refuse_long(text: str, field: str) -> None:
    limit = Organisation._meta.get_field(field).max_length  # type: ignore[union-attr]
    if limit is None or len(text) <= limit:
        return
    if field == "name":
        raise _Bad(_("the name has more than %(limit)s characters.") % {"limit": limit})
    raise _Bad(
        _("“%(text)s” has more than %(limit)s characters.") % {"text": text[:40] + " …", "limit": limit}
    )


def _email(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError:
        return ""
    return written if len(written) <= 254 else ""


def _phone(written: str) -> str:
    number = to_python(written, region="DE")
    return number.as_e164 if number and number.is_valid() else ""


def _website(written: str) -> str:
    address = written if "://" in written else f"https://{written}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address if len(address) <= 200 else ""


def _legal_forms_by_name() -> dict[str, str]:
    names = {fold(form.value): form.value for form in LegalForm}
    names |= {"e v": LegalForm.REGISTERED.value, "gmbh": LegalForm.COMPANY.value}
    names |= {"eingetragener verein": LegalForm.REGISTERED.value, "stiftung": LegalForm.FOUNDATION.value}
    for language in ("de", "en"):
        with translation.override(language):
            names |= {fold(str(form.label)): form.value for form in LegalForm}
    return names


def _known_codes(written: Iterable[str]) -> set[str]:
    wanted = {code for text in written if (code := _five_digits(text))}
    return set(PostalCode.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def _five_digits(written: str) -> str:
    """A spreadsheet loses the zero of Saxony's and Thuringia's codes: `4315` is 04315."""
    return written.zfill(5) if written.isascii() and written.isdigit() and 4 <= len(written) <= 5 else ""
