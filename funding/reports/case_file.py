"""A whole case for the records of an Office: every submission, paper, check, letter, payment and the log.

Only what was submitted to the Office or made by it: no voucher but those that were drawn, no family, nothing
of a calendar but the sums of a proof. In German, as the records of an Office are.
"""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any

from django.core.files import File
from django.utils import timezone

from funding import workflow
from funding.choices import Notice, Party
from funding.models import (
    Amendment,
    Attachment,
    Check,
    Clarification,
    Cut,
    Decision,
    Drawdown,
    FundingRequest,
    HearingPaper,
    Note,
    Point,
    ProofCheck,
    Snapshot,
    Transition,
    VoucherFinding,
)
from funding.reports.case_changes import asked_for
from funding.reports.case_results import moment_of as _moment
from funding.reports.case_results import repaid, result_of
from funding.reports.figures import in_order_of_the_list
from funding.reports.log import note_in_words, office_log
from funding.reports.submission_words import in_words
from portal.lib.dates import BERLIN
from portal.lib.sheets import write_csv

INDEX = "00-inhalt.csv"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


@dataclass(frozen=True)
class Entry:
    """One file of the case: where it lies in the archive, what it is, since when, and its bytes."""

    path: str
    title: str
    moment: datetime | None
    content: "bytes | File[Any]"


def entries(row: FundingRequest, papers_made: Sequence[Entry]) -> Iterator[Entry]:
    """Everything of the case in the order of its folders; `papers_made` are what the house has printed."""
    return iter(sorted(_entries(row, papers_made), key=lambda entry: entry.path.partition("/")[0]))


def _entries(row: FundingRequest, papers_made: Sequence[Entry]) -> Iterator[Entry]:
    for snapshot in row.snapshots.order_by("number"):
        yield from _submission(row, snapshot)
    yield from _papers(row)
    yield from _signature(row)
    yield _table("2-pruefung/pruefungen.csv", "Prüfungen", _checks(row))
    yield _table("2-pruefung/kuerzungen.csv", "Kürzungen nach Positionen", _cuts(row))
    yield _table("2-pruefung/formale-pruefung.csv", "Punkte der formalen Prüfung", _points(row))
    yield _table("2-pruefung/vermerke.csv", "Vermerke", _notes(row))
    yield _table("2-pruefung/nachforderungen.csv", "Nachforderungen und Anhörungen", _questions(row))
    yield from _heard(row)
    yield _table("2-pruefung/nachweispruefung.csv", "Feststellungen zum Verwendungsnachweis", _findings(row))
    signed = row.decisions.filter(countersigned__isnull=False).order_by("pk")
    if signed:
        yield _table("3-bescheid/bekanntgabe.csv", "Bekanntgabe und Rechtsbehelf", _made_known(row, signed))
    changes = Amendment.objects.filter(award__request=row).select_related("award").order_by("number")
    if changes:
        yield _table("3-bescheid/aenderungsantraege.csv", "Anträge auf Änderung", asked_for(changes))
    yield from papers_made
    yield _table("4-auszahlung/auszahlungen.csv", "Mittelabrufe und Auszahlungen", _payments(row))
    for checking in ProofCheck.objects.filter(proof__award__request=row).select_related("proof"):
        yield _table("5-verwendungsnachweis/bekanntgabe.csv", "Prüfung und Bekanntgabe", result_of(checking))
        if checking.recovery:
            yield _table("5-verwendungsnachweis/erstattungen.csv", "Erstattungen", repaid(checking))
        yield from _drawn(checking)
    yield _table("protokoll.csv", "Protokoll", _log(row))


def write(found: Iterator[Entry], target: IO[bytes]) -> None:
    """Write the archive, the index of all files with their checksums at its end."""
    index: list[Sequence[Any]] = [("Datei", "Was", "Vom", "Bytes", "SHA-256")]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in found:
            size, sha256 = _add(archive, entry)
            index.append((entry.path, entry.title, _moment(entry.moment), size, sha256))
        _add(archive, Entry(INDEX, "Inhalt", None, write_csv(index)))


def _add(archive: zipfile.ZipFile, entry: Entry) -> tuple[int, str]:
    """Put one file into the archive piece by piece; its size and checksum."""
    when = (entry.moment or timezone.now()).astimezone(BERLIN)
    info = zipfile.ZipInfo(entry.path, when.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w") as inside:
        if isinstance(entry.content, bytes):
            inside.write(entry.content)
            return len(entry.content), hashlib.sha256(entry.content).hexdigest()
        with entry.content.open("rb") as source:
            shutil.copyfileobj(source, inside)
        with entry.content.open("rb") as source:
            return entry.content.size, hashlib.file_digest(source, "sha256").hexdigest()


def _submission(row: FundingRequest, snapshot: Snapshot) -> Iterator[Entry]:
    name, title = f"1-antrag/einreichung-{snapshot.number}", f"Einreichung {snapshot.number}"
    text = json.dumps(snapshot.data, ensure_ascii=False, indent=1).encode()
    yield Entry(f"{name}.txt", title, snapshot.created, in_words(snapshot).encode())
    yield Entry(f"{name}.json", f"{title}, für Programme", snapshot.created, text)


def _papers(row: FundingRequest) -> Iterator[Entry]:
    """The papers of all submissions; of one that a later one no longer has the index says so.

    What was before the Office stays in its records. What the organisation is about to take away, or took away
    before it sent anything, is none of its business.
    """
    numbers, sent = list[int](), dict[str, int]()
    for number, data in row.snapshots.order_by("number").values_list("number", "data"):
        numbers.append(number)
        sent |= {paper["id"]: number for paper in data["papers"]}
    for nth, paper in enumerate(row.attachments.filter(public_id__in=sent), start=1):
        without = next((it for it in numbers if it > sent[str(paper.public_id)]), None)
        title = str(paper.get_kind_display())
        if without is not None:
            title = f"{title}, zurückgezogen mit Einreichung {without}"
        yield Entry(f"1-antrag/unterlagen/{_named(nth, paper)}", title, paper.uploaded, paper.file)


def _signature(row: FundingRequest) -> Iterator[Entry]:
    for number, paper in enumerate(row.signed_papers.exclude(file=""), start=1):
        which = f"-{number}" if number > 1 else ""
        path = f"1-antrag/unterschrieben{which}{PurePath(paper.name).suffix}"
        yield Entry(path, "Unterschriebener Antrag", paper.recorded, paper.file)


def _named(number: int, paper: Attachment | HearingPaper) -> str:
    """Its own name without what a file system may not like, told apart by a number."""
    return f"{number:02}-{_NOT_IN_NAMES.sub('_', paper.name).strip('. ') or 'unterlage'}"


def _table(path: str, title: str, rows: list[Sequence[Any]]) -> Entry:
    return Entry(path, title, None, write_csv(rows))


def _checks(row: FundingRequest) -> list[Sequence[Any]]:
    def line(check: Check) -> Sequence[Any]:
        result, kind = check.get_result_display(), check.get_kind_display()
        by = str(check.checked_by or "")
        return _moment(check.checked), check.submission.number, kind, result, check.amount, check.note, by

    head = ("Wann", "Einreichung", "Prüfung", "Ergebnis", "Zuwendungsfähig", "Gründe", "Durch")
    return [head, *map(line, row.checks.select_related("submission", "checked_by").order_by("checked", "pk"))]


def _cuts(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: Cut) -> Sequence[Any]:
        return _moment(it.found_in.checked), it.line + 1, it.label, it.asked, it.eligible, it.reason

    head = ("Geprüft", "Position", "Wofür", "Beantragt", "Zuwendungsfähig", "Grund")
    rows = Cut.objects.filter(found_in__request=row).select_related("found_in")
    return [head, *map(line, rows.order_by("found_in__checked", "found_in_id", "line"))]


def _points(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: Point) -> Sequence[Any]:
        return _moment(it.found_in.checked), it.text, _moment(it.ticked), str(it.ticked_by or "")

    head = ("Geprüft", "Punkt", "Abgehakt am", "Durch")
    rows = Point.objects.filter(found_in__request=row).select_related("found_in", "ticked_by")
    return [head, *map(line, rows.order_by("found_in__checked", "found_in_id", "number"))]


def _notes(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: Note) -> Sequence[Any]:
        readers = "Behörde und Organisation" if it.visible else "nur Behörde"
        return _moment(it.written), str(it.written_by or ""), readers, it.text

    head = ("Wann", "Wer", "Wer es liest", "Vermerk")
    return [head, *map(line, row.notes.select_related("written_by").order_by("written", "pk"))]


def _questions(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: Clarification) -> Sequence[Any]:
        asked = _moment(it.asked), it.get_about_display(), it.amount, it.question, it.deadline
        taken_back = _moment(it.called_off), it.called_off_because
        return *asked, _moment(it.answered), it.answer, *taken_back

    head = ("Gefragt", "Art", "Beabsichtigt (EUR)", "Frage", "Frist", "Beantwortet", "Antwort")
    more = ("Zurückgenommen", "Warum zurückgenommen")
    return [(*head, *more), *map(line, row.clarifications.order_by("asked", "pk"))]


def _heard(row: FundingRequest) -> Iterator[Entry]:
    """What the organisation sent with its answers in hearings."""
    for number, paper in enumerate(
        HearingPaper.objects.filter(hearing__request=row).select_related("hearing"), start=1
    ):
        title = f"{paper.hearing.get_about_display()}: Antwort"
        yield Entry(f"2-pruefung/anhoerung/{_named(number, paper)}", title, paper.uploaded, paper.file)


def _findings(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: VoucherFinding) -> Sequence[Any]:
        verdict, by = it.get_verdict_display(), str(it.found_by or "")
        return _moment(it.found), it.number, verdict, it.claimed, it.accepted, it.reason, by

    head = ("Wann", "Nr.", "Ergebnis", "Nachgewiesen", "Anerkannt", "Grund", "Durch")
    rows = VoucherFinding.objects.filter(checking__proof__award__request=row).select_related("found_by")
    return [head, *map(line, rows.order_by("number"))]


def _payments(row: FundingRequest) -> list[Sequence[Any]]:
    def line(it: Drawdown) -> Sequence[Any]:
        state, requested = it.get_state_display(), _moment(it.requested)
        sums, reason = (it.paid, it.due, it.asked, it.amount), it.reason or it.upheld_reason
        return it.number, state, requested, *sums, reason, it.paid_on, it.iban, it.holder

    head = ("Nr.", "Stand", "Abgerufen am", "Bezahlt", "Bald fällig", "Abgerufen", "Bewilligt", "Grund")
    rows = Drawdown.objects.filter(award__request=row).order_by("number")
    return [(*head, "Ausgezahlt am", "IBAN", "Kontoinhaber"), *map(line, rows)]


def _made_known(row: FundingRequest, decisions: Iterable[Decision]) -> list[Sequence[Any]]:
    """How each decision became known, what of it can be contested, why nobody was heard, what was noted.

    Below them stand the answers to changes of the award.
    """

    def line(it: Decision) -> Sequence[Any]:
        way = "" if not it.way else it.get_way_display()
        known = _moment(it.announced), way, it.posted, _moment(it.opened), it.known
        return (
            it.pk,
            it.get_outcome_display(),
            _moment(it.countersigned),
            *known,
            it.waived,
            it.contested,
            it.unheard,
            it.note,
        )

    head = ("Bescheid", "Ergebnis", "Gezeichnet", "Bekannt gegeben", "Weg", "Zur Post gegeben", "Abgerufen")
    more = (
        "Gilt als bekannt gegeben am",
        "Rechtsbehelfsverzicht vom",
        "Rechtsbehelf vom",
        "Warum ohne Anhörung",
        "Notiz zur Zweitzeichnung",
    )
    changes = Amendment.objects.filter(award__request=row, decided__isnull=False).order_by("number")
    return [(*head, *more), *map(line, decisions), *map(_change_known, changes)]


def _change_known(it: Amendment) -> Sequence[Any]:
    """The answer to a change in the columns of the decisions."""
    way = Notice.POST.label if it.posted else it.get_way_display() if it.way else ""
    known = "", way, it.posted, _moment(it.opened), it.known
    return f"Änderung {it.number}", it.get_state_display(), _moment(it.decided), *known, "", "", "", ""


def _drawn(checking: ProofCheck) -> Iterator[Entry]:
    """The vouchers of the lines on which the lot fell, as the Office could open them."""
    listed = in_order_of_the_list(checking.proof)
    for number in checking.sample:
        for nth, voucher in enumerate(listed[number - 1].receipts.all(), start=1):
            name = f"{number:03}-{nth}{PurePath(voucher.file.name).suffix}"
            title = f"Beleg zu Nr. {number} der Belegliste"
            yield Entry(f"5-verwendungsnachweis/belege/{name}", title, voucher.uploaded, voucher.file)


def _log(row: FundingRequest) -> list[Sequence[Any]]:
    """Whoever acts for the organisation is not named: its name stands beside."""

    def line(it: Transition) -> Sequence[Any]:
        who = "" if it.party == Party.APPLICANT else str(it.actor or "")
        state = str(workflow.officer_label(it.target))
        verb, party = it.get_verb_display(), it.get_party_display()
        return _moment(it.at), who, party, it.body, verb, state, note_in_words(it)

    head = ("Wann", "Wer", "Als", "Stelle", "Was", "Danach", "Vermerk")
    return [head, *map(line, office_log(row))]
