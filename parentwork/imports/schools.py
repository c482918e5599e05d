"""The schools of a Land from its directory: all of them or none, unless bad rows are to be left out."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parentwork.imports.school_rows import DIRECTORIES, BadRow, Directory, SchoolRow
from parentwork.models import School
from portal.lib.sheets import Row, Table, read_table
from portal.lib.text import fold
from portal.places.models import Land, PostalCode

type Progress = Callable[[Iterable[Row], str], Iterable[Row]]
BATCH = 1000
MOST_NAMED = 50
_COLUMNS = {column.name: column for column in School._meta.fields}


@dataclass
class Report:
    """What became of the rows; `doubtful` and `bad` name the rows by their number in the file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    doubtful: dict[str, list[str]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)


def _silent(rows: Iterable[Row], label: str) -> Iterable[Row]:
    return rows


def import_schools(
    source: str | PathLike[str] | BinaryIO, *, skip_bad: bool = False, progress: Progress = _silent
) -> Report:
    """Create and update schools from a directory file; what is in the house and not in the file stays.

    Raises `ValidationError` when the file is no known directory, or, unless `skip_bad`, when a row is bad;
    the message names the rows and nothing is changed then.
    """
    table = read_table(source)
    directory = _directory(table)
    report = Report()
    schools = _read(table, directory, report, progress)
    if report.bad and not skip_bad:
        raise ValidationError(report.bad[:MOST_NAMED])
    _locate(schools, report)
    _save(schools, directory, report)
    return report


def _directory(table: Table) -> Directory:
    for directory in DIRECTORIES:
        if set(directory.headers) <= set(table.headers):
            table.require(*directory.headers)
            return directory
    closest = max(DIRECTORIES, key=lambda each: len(set(each.headers) & set(table.headers)))
    table.require(*closest.headers)
    raise ValidationError(_("This is no school directory that the portal knows."))


def _read(table: Table, directory: Directory, report: Report, progress: Progress) -> dict[int, SchoolRow]:
    """Schools by row number."""
    schools: dict[int, SchoolRow] = {}
    seen: dict[tuple[str, str], int] = {}
    lands = set(Land.objects.values_list("pk", flat=True))
    for row in progress(table.rows, "schools"):
        try:
            school = _row(row, directory, lands)
            if (first := seen.setdefault((school.land, school.number), row.number)) != row.number:
                raise BadRow(_("the school already stands in row %(row)s.") % {"row": first})
        except BadRow as error:
            report.bad.append(_("Row %(row)s: %(problem)s") % {"row": row.number, "problem": error})
            continue
        schools[row.number] = school
        report.repaired.update(school.repaired)
        for doubt in school.doubtful:
            report.doubtful.setdefault(doubt, []).append(f"row {row.number} ({school.number})")
    return schools


def _row(row: Row, directory: Directory, lands: set[str]) -> SchoolRow:
    if row.surplus:
        raise BadRow(_("there are more cells than columns."))
    school = directory.read(row)
    if school.land not in lands:
        raise BadRow(_("there is no Land %(code)s.") % {"code": school.land})
    for name, value in school.columns.items():
        column = _COLUMNS[name]
        limit = column.max_length
        if isinstance(value, str) and ((limit and len(value) > limit) or "\x00" in value):
            raise BadRow(_("“%(column)s” is too long or damaged.") % {"column": column.verbose_name})
    return school


def _locate(schools: dict[int, SchoolRow], report: Report) -> None:
    """Tie schools to postal codes; a code that nobody knows is kept as text and named."""
    known = {code.pk: code for code in PostalCode.objects.only("code", "place")}
    for number, school in schools.items():
        code = known.get(school.columns["postcode"])
        school.columns["postal_code_id"] = code.pk if code else None
        if code is None:
            school.columns["postcode"] = school.columns["postcode"][:5]
            report.doubtful.setdefault("unknown postal code", []).append(f"row {number} ({school.number})")
        place = school.columns.setdefault("place", code.place if code else "")
        school.columns["search_text"] = fold(f"{school.columns['name']} {place} {school.number}")


@transaction.atomic
def _save(schools: dict[int, SchoolRow], directory: Directory, report: Report) -> None:
    lands = {school.land for school in schools.values()}
    present = {
        (school.land_id, school.number): school
        for school in School.objects.select_for_update().filter(land__in=lands)
    }
    new: list[School] = []
    changed: list[School] = []
    for row in schools.values():
        school = present.get((row.land, row.number))
        columns = row.columns | {"source": directory.source}
        if school is None:
            new.append(School(land_id=row.land, number=row.number, **columns))
        elif _differs(school, columns):
            changed.append(school)
    names = sorted(
        {name.removesuffix("_id") for row in schools.values() for name in row.columns} | {"source"}
    )
    School.objects.bulk_create(new, batch_size=BATCH)
    if changed:
        School.objects.bulk_update(changed, names, batch_size=BATCH)
    report.created, report.changed = len(new), len(changed)
    report.unchanged = len(schools) - len(new) - len(changed)


def _differs(school: School, columns: dict[str, Any]) -> bool:
    """Put the columns on the school; True if that changed anything."""
    different = [name for name, value in columns.items() if getattr(school, name) != value]
    for name in different:
        setattr(school, name, columns[name])
    return bool(different)
