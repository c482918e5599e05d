"""Handing a case out to the records of its Office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from funding import reports, rules
from funding.choices import Party, Verb
from funding.models import Amendment, Decision, FundingRequest, InterimProof, ProofCheck, ProofOfUse
from funding.reports.case_file import Entry, entries, write
from funding.reports.xdomea import packed
from funding.services import interims, letters, proofs, results, snapshots
from funding.services.steps import locked, write_log
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import keep_or_request

IN_MEMORY = 5_000_000


class StillMadeError(ValidationError):
    """Papers of the case are still being made: these."""

    def __init__(self, documents: list[Document]) -> None:
        super().__init__(_("A paper of this case is still being made. Try again in a minute."), "waiting")
        self.documents = documents


def hand_out(request: FundingRequest, *, by: User) -> IO[bytes]:
    """The whole case as a ZIP archive, open at its beginning; that `by` took it stands in its log.

    PermissionDenied; `StillMadeError` while a paper of it is still being made: all of them are asked for
    here, and that is not undone.
    """
    parties = rules.parties(by, request) - {Party.APPLICANT}
    if not parties:
        raise PermissionDenied
    archive = archive_of(request, by=by)
    note_handed_out(request, by=by, party=min(parties))
    return archive


@transaction.atomic
def note_handed_out(request: FundingRequest, *, by: User | None, party: Party) -> None:
    """That the case was taken out of the portal stands in its log."""
    row = locked(request)
    write_log(row, Verb.HAND_OUT, source=row.state, by=by, party=party)


def archive_of(row: FundingRequest, *, by: User | None) -> IO[bytes]:
    """The case as a ZIP archive, open at its beginning; whether `by` may is asked before.

    `StillMadeError` while a paper of it is still being made: all of them are asked for here.
    """
    asked_for = list(_papers_made(row, by=by))
    printed = [it.document for it in asked_for if isinstance(it, _Printed)]
    if not all(document.is_done for document in printed):
        raise StillMadeError(printed)
    made = [it.entry() if isinstance(it, _Printed) else it for it in asked_for]
    target: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with translation.override("de"):
            found = entries(row, made)
            write(packed(row, found) if row.office.xdomea else found, target)
    except FileNotFoundError as error:
        raise ValidationError(_("A file of this case is missing. Please tell the operator.")) from error
    target.seek(0)
    return target


def _papers_made(row: FundingRequest, *, by: User | None) -> Iterator[Entry | _Printed]:
    """What the house has printed: each submission, the letters and the report, beside what was frozen."""
    for submission in row.snapshots.order_by("number"):
        document = snapshots.kept_paper_of(submission, by=by)
        path = f"1-antrag/einreichung-{submission.number}.pdf"
        yield _Printed(document, path, f"Einreichung {submission.number}, als Antrag")
    for decision in row.decisions.filter(countersigned__isnull=False).order_by("pk"):
        document = letters.letter(decision, by=by)
        name, title = f"3-bescheid/bescheid-{decision.pk}", _title(decision)
        yield _Printed(document, f"{name}.pdf", title)
        yield Entry(f"{name}.json", f"{title}, für Programme", decision.countersigned, _json(decision.frozen))
    for amendment in Amendment.objects.filter(award__request=row, decided__isnull=False).order_by("number"):
        name, title = f"3-bescheid/aenderung-{amendment.number}", f"Änderung {amendment.number}"
        document = keep_or_request(
            reports.AmendmentLetter.key, {"amendment": amendment.pk}, language="de", by=by
        )
        yield _Printed(document, f"{name}.pdf", title)
        yield Entry(f"{name}.json", f"{title}, für Programme", amendment.decided, _json(amendment.frozen))
    sent = InterimProof.objects.filter(award__request=row, submitted__isnull=False)
    for interim in sent.order_by("number"):
        name = f"5-verwendungsnachweis/zwischennachweis-{interim.number}"
        title = f"Zwischennachweis {interim.number}"
        yield _Printed(interims.interim_report(interim, by=by), f"{name}.pdf", title)
        yield Entry(f"{name}.json", f"{title}, für Programme", interim.submitted, _json(interim.frozen))
        if interim.note:
            yield Entry(f"{name}-vermerk.txt", f"Vermerk zum {title}", interim.noted, interim.note.encode())
    for proof in ProofOfUse.objects.filter(award__request=row, submitted__isnull=False):
        name, title = "5-verwendungsnachweis/verwendungsnachweis", "Verwendungsnachweis"
        yield _Printed(proofs.report(proof, by=by), f"{name}.pdf", title)
        yield Entry(f"{name}.json", f"{title}, für Programme", proof.submitted, _json(proof.frozen))
        for paper in proof.receipts.filter(consent__isnull=False):
            path = f"5-verwendungsnachweis/zustimmung-{paper.pk}{PurePath(paper.name).suffix}"
            yield Entry(path, "Zustimmung zu Abweichungen", paper.uploaded, paper.file)
    for checking in ProofCheck.objects.filter(proof__award__request=row, closed__isnull=False):
        name, title = "5-verwendungsnachweis/pruefung", "Ergebnis der Nachweisprüfung"
        yield _Printed(results.letter(checking, by=by), f"{name}.pdf", title)
        yield Entry(f"{name}.json", f"{title}, für Programme", checking.closed, _json(checking.frozen))


@dataclass(frozen=True)
class _Printed:
    """A paper that the house prints; its file is there only once it is ready."""

    document: Document
    path: str
    title: str

    def entry(self) -> Entry:
        return Entry(self.path, self.title, self.document.finished, self.document.file)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _title(decision: Decision) -> str:
    if decision.voided is None:
        return "Bescheid"
    return f"Bescheid, {'durch Rechtsbehelf' if decision.announced else 'vor der Bekanntgabe'} hinfällig"
