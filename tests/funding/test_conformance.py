"""Every paper of the desk keeps the rules of PDF/UA, or of PDF/A where its figures lie inside."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from funding import reports
from funding.services import amendments, checking, interims, land_reports, letters, proofs, results, snapshots
from funding.services.results import Result
from funding.services.wishes import Wish
from organisations.models.structure import newest_closed_year
from portal.documents.models import Document
from portal.documents.services import keep_or_request, request_document
from tests.cast import Cast
from tests.documents.conformance import A3, UA, faults, verapdf_says
from tests.funding import scenes
from tests.funding.test_interims import sent as interim_sent
from tests.funding.test_land_report import written_down
from tests.funding.test_reports import furnished_proof
from tests.parentwork.test_lands import five

pytestmark = pytest.mark.django_db


def request_paper(cast: Cast) -> Document:
    sent = scenes.submitted(cast).submission
    assert sent is not None
    return snapshots.paper_of(sent, by=cast.coordinator)


def decision_letter(cast: Cast) -> Document:
    return letters.letter(scenes.announced(cast).decisions.get(), by=cast.caseworker)


def letter_on_a_change(cast: Cast) -> Document:
    wish = Wish(reason="Eine Spende.", income=scenes.D(500), source="private", payer="Stiftung Nord",
                received=date(2026, 2, 1))  # fmt: skip
    row = amendments.ask(scenes.announced(cast).award, wish, by=cast.coordinator)
    row = amendments.propose(row, True, "Weil.", None, by=cast.caseworker, version=row.version)
    row = amendments.countersign(row, by=cast.countersigner, version=row.version)
    return keep_or_request(reports.AmendmentLetter.key, {"amendment": row.pk}, language="de", by=None)


def funding_report(cast: Cast) -> Document:
    return proofs.report(furnished_proof(cast), by=cast.coordinator)


def interim_report(cast: Cast) -> Document:
    return interims.interim_report(interim_sent(cast), by=cast.coordinator)


def reading_copy(language: str) -> Callable[[Cast], Document]:
    def made(cast: Cast) -> Document:
        params = {"proof": furnished_proof(cast).pk}
        return request_document(reports.ReadingCopy.key, params, language=language, by=cast.coordinator)

    return made


def closing_letter(cast: Cast) -> Document:
    proof = furnished_proof(cast)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    found = checking.begin(proof, by=cast.caseworker)
    said = Result("Alles in Ordnung.", None)
    found = results.propose(found, said, by=cast.caseworker, version=found.version)
    return results.letter(found, by=cast.caseworker)


def land_report(cast: Cast) -> Document:
    five(newest_closed_year(), cast.postal_code, adults=3)
    report = written_down(cast, newest_closed_year())
    return land_reports.annual_report(report, "pdf", by=cast.caseworker, language="de")


PAPERS = {
    "request": (request_paper, UA),
    "decision letter": (decision_letter, UA),
    "letter on a change": (letter_on_a_change, UA),
    "interim report": (interim_report, A3),
    "funding report": (funding_report, A3),
    **{f"reading copy in {code}": (reading_copy(code), A3) for code in ("en", "ar", "tr", "uk")},
    "closing letter": (closing_letter, UA),
    "annual report of a Land": (land_report, A3),
}


@pytest.mark.parametrize("name", PAPERS)
def test_it_keeps_the_rules(
    cast: Cast, name: str, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    make, flavour = PAPERS[name]
    with translation.override("en"), django_capture_on_commit_callbacks(execute=True):
        document = make(cast)
    document.refresh_from_db()
    assert document.is_done, document.error
    content = document.file.read()
    assert faults(content, flavour) == []
    assert not verapdf_says(content, flavour, tmp_path)
