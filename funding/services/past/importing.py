"""A list of earlier grants taken in: all its rows or none, and the second time nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import GrantList, Office, PastGrant, Recipient
from funding.reports.past.headings import columns_of
from funding.reports.past.rows import Faulty, GrantRow, Personal, Reader
from funding.services.past.matching import Matched, match
from portal.lib.sheets import Row, Table

AT_ONCE = 2000
# What a row says of its grant, besides who got it.
_SAID = ("year", "start", "end", "granted_by", "policy_area", "purpose", "kind", "amount")
type Through = Callable[[Sequence[Row], str], Iterable[Row]]


@dataclass
class Tally:
    """How many rows had one outcome, what they come to in EUR, and what is to be said of single ones."""

    rows: int = 0
    amount: Decimal = Decimal("0.00")
    notes: dict[int, str] = field(default_factory=dict)  # by the number of the row

    def count(self, amount: Decimal, number: int = 0, note: str = "") -> None:
        self.rows += 1
        self.amount += amount
        if note:
            self.notes[number] = note


@dataclass
class Report:
    """What became of each row."""

    new: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    same: Tally = field(default_factory=Tally)
    doubled: Tally = field(default_factory=Tally)
    persons: Tally = field(default_factory=Tally)
    faulty: Tally = field(default_factory=Tally)
    gone: int = 0  # stand here from an earlier edition, and no longer in the list
    matched: Matched = field(default_factory=Matched)

    @property
    def whole(self) -> Tally:
        """All rows of the file."""
        parts = (self.new, self.changed, self.same, self.doubled, self.persons, self.faulty)
        notes = {number: note for part in parts for number, note in part.notes.items()}
        amount = sum((part.amount for part in parts), Decimal("0.00"))
        return Tally(sum(part.rows for part in parts), amount, dict(sorted(notes.items())))


def import_grants(
    table: Table,
    office: Office,
    name: str,
    *,
    columns: Mapping[str, str] | None = None,
    skip_bad: bool = False,
    through: Through = lambda rows, label: rows,
) -> Report:
    """Take in the grants of `table` as the list `name` of `office`, and match who got them.

    Rows whose recipient may be a natural person are left out. `columns` says which heading is which where
    somebody has named them; they are remembered. `through` draws how far it is.
    Raises `ValidationError`, and nothing is changed, when the table has no such columns, or has rows that
    can not be read and `skip_bad` does not leave them out.
    """
    report = Report()
    named = columns or columns_of(table)
    rows = _read(table, named, report, through)
    if report.faulty.rows and not skip_bad:
        raise ValidationError([f"{number}: {note}" for number, note in report.faulty.notes.items()])
    with transaction.atomic():
        source, _is_new = GrantList.objects.get_or_create(office=office, name=name)
        # Two imports come one by one; the row of the Office is the lock of its file numbers and stays free.
        GrantList.objects.select_for_update(no_key=True).get(pk=source.pk)
        source.brought, source.columns = timezone.now(), dict(named)
        source.save(update_fields=["brought", "columns"])
        _take(rows, source, report)
        report.matched = match(source)
    return report


def _read(table: Table, columns: Mapping[str, str], report: Report, through: Through) -> list[GrantRow]:
    reader = Reader(table, columns)
    taken: dict[str, GrantRow] = {}
    for row in through(table.rows, "grants"):
        try:
            grant = reader.read(row)
        except Personal:
            report.persons.count(_amount(reader, row), row.number, _("perhaps a natural person"))
        except Faulty as error:
            report.faulty.count(_amount(reader, row), row.number, str(error))
        else:
            _keep(grant, taken, report)
    return list(taken.values())


def _amount(reader: Reader, row: Row) -> Decimal:
    """What a row that is left out comes to; nothing where not even that can be read."""
    try:
        return reader.amount(row)
    except Faulty:
        return Decimal("0.00")


def _keep(grant: GrantRow, taken: dict[str, GrantRow], report: Report) -> None:
    """A row that stands twice is taken once; one with the number of another and other words is bad."""
    first = taken.setdefault(grant.key, grant)
    if first is grant:
        return
    if replace(grant, number=first.number) == first:
        words = _("the same as row %(row)s, taken once.") % {"row": first.number}
        report.doubled.count(grant.amount, grant.number, words)
    else:
        words = _("its number stands in row %(row)s, too.") % {"row": first.number}
        report.faulty.count(grant.amount, grant.number, words)


def _take(rows: Sequence[GrantRow], source: GrantList, report: Report) -> None:
    recipients = _recipients(rows, source)
    known = {grant.key: grant for grant in source.grants.all()}
    new, changed = [], []
    for row in rows:
        said = {"recipient_id": recipients[row.recipient_key], **{name: getattr(row, name) for name in _SAID}}
        grant = known.pop(row.key, None)
        if grant is None:
            new.append(PastGrant(list=source, key=row.key, **said))
            report.new.count(row.amount)
        elif _differs(grant, said):
            changed.append(grant)
            report.changed.count(row.amount)
        else:
            report.same.count(row.amount)
    report.gone = len(known)
    PastGrant.objects.bulk_create(new, batch_size=AT_ONCE)
    PastGrant.objects.bulk_update(changed, ["recipient", *_SAID], batch_size=AT_ONCE)
    if changed:
        source.recipients.without_grants().delete()  # as no row writes them any more


def _differs(grant: PastGrant, said: dict[str, Any]) -> bool:
    """Whether the row says something else than `grant`, which then says it, too."""
    differing = {name: value for name, value in said.items() if getattr(grant, name) != value}
    for name, value in differing.items():
        setattr(grant, name, value)
    return bool(differing)


def _recipients(rows: Sequence[GrantRow], source: GrantList) -> dict[str, int]:
    """The ids of the recipients by their key; those that are not known yet are made."""
    known = set(source.recipients.values_list("key", flat=True))
    new = {row.recipient_key: row for row in rows if row.recipient_key not in known}
    Recipient.objects.bulk_create(
        [
            Recipient(
                list=source, key=key, name=row.recipient, register=row.register,
                register_number=row.register_number, postal_code=row.postal_code,
            )
            for key, row in new.items()
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return dict(source.recipients.values_list("key", "pk"))
