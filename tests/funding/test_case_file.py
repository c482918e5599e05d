"""A whole case for the records of an Office, and nothing in it that was not submitted to it."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.models import Attachment, FundingRequest
from funding.services import consents, decisions, drawdowns, expenses, papers, proofs
from funding.services.case_file import hand_out
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def files_of(archive: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def closed(cast: Cast, django_capture_on_commit_callbacks: Any) -> FundingRequest:
    """A case from the submission to the proof of use, with money called up and a consent."""
    with django_capture_on_commit_callbacks(execute=True):
        proof = furnished_proof(cast)
        request = proof.award.request
        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        drawdowns.record_payment(proof.award, scenes.D(100), today(), by=cast.caseworker, known=0)
        values = {"category": "travel", "limit": scenes.D(60), "day": date(2026, 3, 1), "words": "M-12/3"}
        paper = expenses.keep_receipt(proof, scenes.pdf("Zustimmung.pdf"), by=cast.coordinator)
        consents.record_consent(proof, values, paper, by=cast.coordinator)
        proof.refresh_from_db()
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    return FundingRequest.objects.get(pk=request.pk)


def test_all_of_a_case_is_in_its_file(cast: Cast, closed: FundingRequest) -> None:
    files = files_of(hand_out(closed, by=cast.caseworker))
    letter, consent = closed.decisions.get().pk, closed.award.proof.consents.get().paper_id
    assert sorted(files) == [
        "00-inhalt.csv",
        "1-antrag/einreichung-1.json",
        "1-antrag/einreichung-1.txt",
        "1-antrag/unterlagen/01-Satzung.pdf",
        "2-pruefung/formale-pruefung.csv",
        "2-pruefung/kuerzungen.csv",
        "2-pruefung/nachforderungen.csv",
        "2-pruefung/nachweispruefung.csv",
        "2-pruefung/pruefungen.csv",
        "2-pruefung/vermerke.csv",
        f"3-bescheid/bescheid-{letter}.json",
        f"3-bescheid/bescheid-{letter}.pdf",
        "4-auszahlung/auszahlungen.csv",
        "5-verwendungsnachweis/verwendungsnachweis.json",
        "5-verwendungsnachweis/verwendungsnachweis.pdf",
        f"5-verwendungsnachweis/zustimmung-{consent}.pdf",
        "protokoll.csv",
    ]
    assert files["1-antrag/unterlagen/01-Satzung.pdf"] == scenes.PDF
    assert (
        json.loads(files["1-antrag/einreichung-1.json"])["project"]["need"]
        == "Eltern kennen die Schule nicht."
    )
    assert "Eltern kennen die Schule nicht." in files["1-antrag/einreichung-1.txt"].decode()
    assert files[f"3-bescheid/bescheid-{letter}.pdf"].startswith(b"%PDF")
    assert table(files["4-auszahlung/auszahlungen.csv"])[1][-3:] == ["100,00", "", today().isoformat()]


def test_the_index_names_every_file_with_its_checksum(cast: Cast, closed: FundingRequest) -> None:
    files = files_of(hand_out(closed, by=cast.caseworker))
    index = {row[0]: row[-1] for row in table(files.pop("00-inhalt.csv"))[1:]}
    assert index == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_neither_a_voucher_nor_a_family_nor_who_acts_for_the_organisation_is_in_it(
    cast: Cast, closed: FundingRequest
) -> None:
    files = files_of(hand_out(closed, by=cast.caseworker))
    assert not [name for name in files if "Beleg" in name]
    texts = b"".join(content for name, content in files.items() if not name.endswith(".pdf")).decode()
    for secret in ("Geheimname", cast.coordinator.name, cast.coordinator.email):
        assert secret not in texts
    assert cast.caseworker.name in texts


def test_an_open_case_has_what_there_is(cast: Cast) -> None:
    request = scenes.clarification(cast)
    files = files_of(hand_out(request, by=cast.countersigner))
    assert "Bitte den Ort nennen." in files["2-pruefung/nachforderungen.csv"].decode()
    assert not [name for name in files if name.startswith(("3-", "5-"))]


def test_a_paper_that_was_never_sent_stays_out(cast: Cast) -> None:
    request = scenes.clarification(cast)
    papers.add_paper(request, scenes.pdf("Neu.pdf", b"x"), "other", by=cast.coordinator)
    names = files_of(hand_out(request, by=cast.caseworker))
    assert [name for name in names if "unterlagen" in name] == ["1-antrag/unterlagen/01-Satzung.pdf"]


def test_no_name_of_a_paper_leaves_the_folder(cast: Cast) -> None:
    request = scenes.submitted(cast)
    Attachment.objects.update(name="../../etc/pass:wd\n.pdf")
    names = files_of(hand_out(request, by=cast.caseworker))
    assert [name for name in names if "unterlagen" in name] == ["1-antrag/unterlagen/01-_.._etc_pass_wd_.pdf"]


def test_taking_it_stands_in_the_log_of_the_office_alone(cast: Cast) -> None:
    request = scenes.submitted(cast)
    officer, applicant = Client(), Client()
    officer.force_login(cast.caseworker)
    applicant.force_login(cast.coordinator)
    address = reverse("funding:case_file", args=[request.office.slug, request.public_id])
    answer = officer.post(address)
    assert answer["Content-Disposition"] == f'attachment; filename="akte-{request.public_id}.zip"'
    assert "protokoll.csv" in files_of(io.BytesIO(answer.getvalue()))
    last = request.transitions.order_by("-id")[0]
    assert (last.verb, last.actor, last.target) == ("hand_out", cast.caseworker, "submitted")
    case = reverse("funding:case", args=[request.office.slug, request.public_id])
    assert "case file taken out" in officer.get(case).text
    assert "case file taken out" not in applicant.get(request.get_absolute_url()).text


def test_it_waits_for_a_letter_that_is_still_being_made(cast: Cast) -> None:
    request = scenes.announced(cast)
    officer = Client()
    officer.force_login(cast.caseworker)
    address = reverse("funding:case_file", args=[request.office.slug, request.public_id])
    page = officer.post(address, follow=True).text
    assert "still being made" in page
    assert not request.transitions.filter(verb="hand_out").exists()


def test_a_file_that_is_lost_is_said(cast: Cast) -> None:
    request = scenes.submitted(cast)
    paper = Attachment.objects.get()
    paper.file.storage.delete(str(paper.file.name))
    officer = Client()
    officer.force_login(cast.caseworker)
    address = reverse("funding:case_file", args=[request.office.slug, request.public_id])
    assert "A file of this case is missing." in officer.post(address, follow=True).text


@pytest.mark.parametrize("name", ["coordinator", "foreign_caseworker", "budget_holder", "portal_staff"])
def test_nobody_else_takes_it(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        hand_out(scenes.submitted(cast), by=getattr(cast, name))
