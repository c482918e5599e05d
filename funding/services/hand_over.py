"""Everything of an Office that leaves the portal: a file for each case, and tables of the rest.

The operator gives it to the Office. It is in German, as the records of an Office are; what belongs to
organisations and was never sent to the Office is not in it.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation

from funding import workflow
from funding.choices import Party
from funding.models import Budget, ForgottenCases, ForgottenMoney, FundingRequest, Office, PastGrant
from funding.services.case_file import archive_of, note_handed_out
from portal.lib.dates import day_of
from portal.lib.sheets import write_csv
from portal.lib.text import file_stem

type Table = list[Sequence[Any]]
type Through = Callable[[Iterable[FundingRequest], str], Iterable[FundingRequest]]


@dataclass
class HandedOver:
    """How many cases are written, and which wait for a paper or lack a file: names and reasons."""

    written: int = 0
    waiting: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def hand_over(office: Office, folder: Path, *, through: Through = lambda rows, _label: rows) -> HandedOver:
    """Write all of `office` into `folder`; that it was handed over stands in the log of each case.

    Cases whose letters or report are still being made are named: run it again once they are ready.
    """
    (folder / "faelle").mkdir(parents=True, exist_ok=True)
    report, index = HandedOver(), list[Sequence[Any]]()
    rows = FundingRequest.objects.filter(office=office, submission__isnull=False)
    cases = list(rows.select_related("submission", "organisation", "office", "programme").order_by("pk"))
    for row in through(cases, office.name):
        name = file_stem(row.file_number) or str(row.public_id)
        try:
            size, sha256 = _write_case(row, folder / "faelle" / f"{name}.zip")
        except ValidationError as error:
            if error.code == "waiting":
                report.waiting.append(name)
            else:
                report.broken.append((name, " ".join(error.messages)))
            continue
        report.written += 1
        index.append((*_of_case(row), f"faelle/{name}.zip", size, sha256))
    for file, table in _tables(office, index):
        (folder / file).write_bytes(write_csv(table))
    return report


def _write_case(row: FundingRequest, path: Path) -> tuple[int, str]:
    with archive_of(row, by=None) as archive, path.open("wb") as target:
        shutil.copyfileobj(archive, target)
    note_handed_out(row, by=None, party=Party.CASEWORKER)
    with path.open("rb") as written:
        return path.stat().st_size, hashlib.file_digest(written, "sha256").hexdigest()


_HEAD = ("Aktenzeichen", "Titel", "Organisation", "Programm", "Stand", "Eingereicht", "Beantragt (EUR)")


def _of_case(row: FundingRequest) -> Sequence[Any]:
    submission = row.submission
    assert submission is not None  # noqa: S101 - asked for above
    with translation.override("de"):
        state = str(workflow.officer_label(row.state))
    sent = day_of(row.submitted_at) if row.submitted_at else ""
    asked = submission.requested
    return row.file_number, submission.title, submission.applicant, row.programme.slug, state, sent, asked


def _tables(office: Office, index: Table) -> Iterator[tuple[str, Table]]:
    yield "faelle.csv", [(*_HEAD, "Datei", "Bytes", "SHA-256"), *index]
    blocks = office.text_blocks.values_list("title", "text")
    yield "textbausteine.csv", [("Titel", "Text"), *blocks]
    budgets = Budget.objects.filter(line__office=office).order_by("line__code", "year")
    lines = budgets.values_list("line__code", "line__name", "year", "amount")
    yield "haushalt.csv", [("Haushaltsstelle", "Name", "Jahr", "Betrag (EUR)"), *lines]
    kept = ForgottenCases.objects.filter(office=office).order_by("year", "programme", "pk")
    sums = kept.values_list("year", "programme", "state", "number", "asked", "granted", "paid")
    head = ("Jahr", "Programm", "Stand", "Zahl", "Beantragt (EUR)", "Bewilligt (EUR)", "Ausgezahlt (EUR)")
    yield "geloeschte-faelle.csv", [head, *sums]
    money = ForgottenMoney.objects.filter(office=office).order_by("year", "programme")
    taken = money.values_list("year", "programme", "committed", "paid")
    of_money = ("Jahr", "Programm", "Gebunden (EUR)", "Ausgezahlt (EUR)")
    yield "haushalt-geloeschter-faelle.csv", [of_money, *taken]
    past = PastGrant.objects.filter(list__office=office).order_by("list__name", "year", "pk")
    grants = past.values_list("list__name", "year", "recipient__name", "purpose", "amount")
    yield "fruehere-zuwendungen.csv", [("Liste", "Jahr", "Empfänger", "Zweck", "Betrag (EUR)"), *grants]
