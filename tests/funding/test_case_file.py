"""A whole case for the records of an Office, and nothing in it that was not submitted to it."""

import contextlib
import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from funding.choices import Effect, Remedy, Verdict
from funding.models import Attachment, FundingRequest, Office, Receipt
from funding.reports.xdomea import NAMESPACE
from funding.services import (
    amendments,
    checking,
    consents,
    decisions,
    drawdowns,
    expenses,
    hearings,
    papers,
    proofs,
    remedies,
    results,
    submissions,
)
from funding.services.case_file import hand_out
from funding.services.remedies import Contest
from funding.services.results import Result
from funding.services.wishes import Wish
from portal.accounts.models import User
from portal.documents.choices import State
from portal.documents.models import Document
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def files_of(archive: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


type Taken = Callable[[FundingRequest, User], dict[str, bytes]]


@pytest.fixture
def taken(django_capture_on_commit_callbacks: Any) -> Taken:
    """What is in the case file for somebody, once the papers that it asks for are made."""

    def taken_out(request: FundingRequest, by: User) -> dict[str, bytes]:
        with django_capture_on_commit_callbacks(execute=True), contextlib.suppress(ValidationError):
            hand_out(request, by=by)
        return files_of(hand_out(request, by=by))

    return taken_out


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
        paper = scenes.pdf("Zustimmung.pdf")
        consents.record_consent(proof, values, paper, by=cast.coordinator)
        proof.refresh_from_db()
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    return FundingRequest.objects.get(pk=request.pk)


def test_all_of_a_case_is_in_its_file(cast: Cast, closed: FundingRequest, taken: Taken) -> None:
    files = taken(closed, cast.caseworker)
    letter, consent = closed.decisions.get().pk, closed.award.proof.consents.get().paper_id
    assert sorted(files) == [
        "00-inhalt.csv",
        "1-antrag/einreichung-1.json",
        "1-antrag/einreichung-1.pdf",
        "1-antrag/einreichung-1.txt",
        "1-antrag/unterlagen/01-Satzung.pdf",
        "2-pruefung/formale-pruefung.csv",
        "2-pruefung/kuerzungen.csv",
        "2-pruefung/nachforderungen.csv",
        "2-pruefung/nachweispruefung.csv",
        "2-pruefung/pruefungen.csv",
        "2-pruefung/vermerke.csv",
        "3-bescheid/bekanntgabe.csv",
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
    request = PdfReader(io.BytesIO(files["1-antrag/einreichung-1.pdf"])).pages[0].extract_text()
    assert "Elternlotsen Nordstadt" in request
    assert table(files["4-auszahlung/auszahlungen.csv"])[1][-5:] == [
        "100,00", "", today().isoformat(), "", "",
    ]  # fmt: skip


def test_a_submission_in_words_says_what_was_answered_and_no_code(cast: Cast, taken: Taken) -> None:
    text = taken(scenes.submitted(cast), cast.caseworker)["1-antrag/einreichung-1.txt"].decode()
    text = text.replace("\xa0", " ")
    for said in (
        "Unsere Angaben sind vollständig und wahr.",
        "Honorare für Referierende und Dolmetschende",
        "Satzung: Satzung.pdf",
        "2.000,00 €",
    ):
        assert said in text, said
    for code in ("True", "False", "EUR", "fees", "in_kind", ": ev", "None"):
        assert code not in text, code


def test_what_was_sent_in_a_hearing_is_in_the_file(cast: Cast, closed: FundingRequest, taken: Taken) -> None:
    check = checking.begin(closed.award.proof, by=cast.caseworker)
    row = hearings.hear(
        closed, scenes.D(50), "Privat.", today() + timedelta(30), by=cast.caseworker, version=closed.version
    )
    hearing, paper = row.clarifications.get(), scenes.pdf("Rechnung.pdf")
    hearings.reply(hearing, "Nein.", by=cast.coordinator, version=row.version, file=paper)
    files = taken(check.proof.award.request, cast.caseworker)
    assert files["2-pruefung/anhoerung/01-Rechnung.pdf"] == scenes.PDF


def test_how_a_decision_became_known_and_what_the_lot_drew_is_in_the_file(
    cast: Cast, closed: FundingRequest, django_capture_on_commit_callbacks: Any, taken: Taken
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        check = checking.begin(closed.award.proof, by=cast.caseworker)
        check = checking.draw(check, 100, by=cast.caseworker, version=check.version)
        said = Result(
            "Bitte zahlen.", today() + timedelta(30), effect=Effect.FIXES, unheard="Sie hat darum gebeten."
        )
        for number in check.sample:
            checking.judge(
                check, number, Verdict.REJECTED, scenes.D(0), "Nicht für das Projekt.", by=cast.caseworker
            )
        check.refresh_from_db()
        check = results.propose(check, said, by=cast.caseworker, version=check.version)
        check = results.countersign(check, by=cast.countersigner, version=check.version)
        check = results.record_posting(check, today(), by=cast.caseworker, version=check.version)
        contest = Contest(today(), Remedy.LAWSUIT, suspends=True, contestant="RA Özdemir")
        remedies.contest_result(check, contest, by=cast.caseworker, version=check.version)
    closed.decisions.update(note="Ausnahme der Leitung.")
    files = taken(closed, cast.caseworker)
    known = dict(zip(*table(files["3-bescheid/bekanntgabe.csv"]), strict=True))
    assert known["Notiz zur Zweitzeichnung"] == "Ausnahme der Leitung."
    assert known["Warum ohne Anhörung"] == closed.decisions.get().unheard
    assert known["Zur Post gegeben"] == known["Rechtsbehelfsverzicht vom"] == today().isoformat()
    known = dict(zip(*table(files["5-verwendungsnachweis/bekanntgabe.csv"]), strict=True))
    assert (known["Warum ohne Anhörung"], known["Zu erstatten"]) == ("Sie hat darum gebeten.", "100,00")
    assert known["Zur Post gegeben"] == known["Rechtsbehelf vom"] == today().isoformat()
    assert (known["Rechtsbehelf von"], known["Zahlung aufgeschoben"]) == ("RA Özdemir", "ja")
    drawn = [name for name in files if name.startswith("5-verwendungsnachweis/belege/001-1.")]
    assert len(drawn) == 1
    log = files["protokoll.csv"].decode()
    assert "rechnerische Prüfung" in log
    assert "calculative" not in log


def test_when_the_letter_about_a_change_became_known_is_in_the_file(
    cast: Cast, django_capture_on_commit_callbacks: Any, taken: Taken
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        award = furnished_proof(cast).award
        row = amendments.ask(award, Wish(reason="Umzug.", use="Anders."), by=cast.coordinator)
        row = amendments.propose(row, True, "", None, by=cast.caseworker, version=row.version)
        row = amendments.countersign(row, by=cast.countersigner, version=row.version)
        row = amendments.record_posting(row, today(), by=cast.caseworker, version=row.version)
    head, _decision, line = table(taken(award.request, cast.caseworker)["3-bescheid/bekanntgabe.csv"])
    known = dict(zip(head, line, strict=True))
    assert (known["Bescheid"], known["Ergebnis"], known["Weg"]) == ("Änderung 1", "erlaubt", "mit der Post")
    assert row.known is not None
    days = known["Zur Post gegeben"], known["Gilt als bekannt gegeben am"]
    assert days == (today().isoformat(), row.known.isoformat())


def test_a_change_that_nobody_has_answered_yet_is_in_the_file(
    cast: Cast, django_capture_on_commit_callbacks: Any, taken: Taken
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        award = furnished_proof(cast).award
        costs = {kind: Decimal(amount) for kind, amount in award.plan["costs"].items()}
        (first, *_others, last) = costs
        costs |= {first: costs[first] + 10, last: costs[last] - 10}
        amendments.ask(award, Wish(reason="Mehr Abende.", use="Anders.", costs=costs), by=cast.coordinator)
    head, line = table(taken(award.request, cast.caseworker)["3-bescheid/aenderungsantraege.csv"])
    said = dict(zip(head, line, strict=True))
    assert (said["Nr."], said["Grund"], said["Was anders gemacht wird"]) == ("1", "Mehr Abende.", "Anders.")
    assert f"{costs[first] - 10} / {costs[first]} EUR" in said["Kosten vorher und nachher"]


def test_the_index_names_every_file_with_its_checksum(
    cast: Cast, closed: FundingRequest, taken: Taken
) -> None:
    files = taken(closed, cast.caseworker)
    index = {row[0]: row[-1] for row in table(files.pop("00-inhalt.csv"))[1:]}
    assert index == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_neither_a_voucher_nor_a_family_nor_who_acts_for_the_organisation_is_in_it(
    cast: Cast, closed: FundingRequest, taken: Taken
) -> None:
    files = taken(closed, cast.caseworker)
    assert not [name for name in files if "Beleg" in name]
    texts = b"".join(content for name, content in files.items() if not name.endswith(".pdf")).decode()
    for secret in ("Geheimname", cast.coordinator.name, cast.coordinator.email):
        assert secret not in texts
    assert cast.caseworker.name in texts


def test_an_open_case_has_what_there_is(cast: Cast, taken: Taken) -> None:
    request = scenes.clarification(cast)
    files = taken(request, cast.countersigner)
    assert "Bitte den Ort nennen." in files["2-pruefung/nachforderungen.csv"].decode()
    assert not [name for name in files if name.startswith(("3-", "5-"))]


def test_a_paper_that_was_never_sent_stays_out(cast: Cast, taken: Taken) -> None:
    request = scenes.clarification(cast)
    papers.add_paper(request, scenes.pdf("Neu.pdf", b"x"), "other", by=cast.coordinator)
    names = taken(request, cast.caseworker)
    assert [name for name in names if "unterlagen" in name] == ["1-antrag/unterlagen/01-Satzung.pdf"]


def test_of_a_paper_that_a_later_submission_no_longer_has_the_index_says_so(cast: Cast, taken: Taken) -> None:
    request = scenes.clarification(cast)
    old = Attachment.objects.get()
    papers.add_paper(request, scenes.pdf("Neue Satzung.pdf", b"x"), "statutes", by=cast.coordinator)
    papers.remove_paper(old, by=cast.coordinator)

    def titles() -> dict[str, str]:
        index = table(taken(FundingRequest.objects.get(), cast.caseworker)["00-inhalt.csv"])
        return {row[0].rpartition("/")[2]: row[1] for row in index if "unterlagen" in row[0]}

    assert titles() == {"01-Satzung.pdf": "Satzung"}, "nothing is sent yet"
    request.refresh_from_db()
    submissions.answer(request, "Neu.", by=cast.coordinator, version=request.version)
    said = {"01-Satzung.pdf": "Satzung, zurückgezogen mit Einreichung 2", "02-Neue Satzung.pdf": "Satzung"}
    assert titles() == said


def test_what_was_taken_back_before_it_was_sent_is_not_in_it(
    cast: Cast, taken: Taken, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        proof = furnished_proof(cast)
        (paid,) = proof.expenses.all()
        wrong = scenes.pdf("Falsch.pdf", b"x")
        expenses.change_expense(paid, {}, wrong, by=cast.coordinator, version=paid.version)
        expenses.delete_receipt(Receipt.objects.get(name="Falsch.pdf"), by=cast.coordinator)
        proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        check = checking.begin(proof, by=cast.caseworker)
        checking.draw(check, 100, by=cast.caseworker, version=check.version)
    files = taken(FundingRequest.objects.get(), cast.caseworker)
    assert [content for name, content in files.items() if "belege" in name] == [scenes.PDF]


def test_no_name_of_a_paper_leaves_the_folder(cast: Cast, taken: Taken) -> None:
    request = scenes.submitted(cast)
    Attachment.objects.update(name="../../etc/pass:wd\n.pdf")
    names = taken(request, cast.caseworker)
    assert [name for name in names if "unterlagen" in name] == ["1-antrag/unterlagen/01-_.._etc_pass_wd_.pdf"]


def test_taking_it_stands_in_the_log_of_the_office_alone(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    request = scenes.submitted(cast)
    officer, applicant = Client(), Client()
    officer.force_login(cast.caseworker)
    applicant.force_login(cast.coordinator)
    address = reverse("funding:case_file", args=[request.office.slug, request.public_id])
    with django_capture_on_commit_callbacks(execute=True):
        page = officer.post(address, follow=True)
        assert 'hx-trigger="every 2s"' in page.text, "the request as a paper"
    waits = page.request["PATH_INFO"]
    assert "Take the file" in officer.get(waits).text
    assert officer.get(waits, headers={"hx-request": "true"}).text.lstrip().startswith('<div id="case-file"')
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
    assert "Your document is being made" in page
    Document.objects.update(state=State.FAILED)
    assert "could not be made" in officer.get(f"{address}waiting/").text
    assert not request.transitions.filter(verb="hand_out").exists()


def test_a_file_that_is_lost_is_said(cast: Cast, taken: Taken) -> None:
    request = scenes.submitted(cast)
    taken(request, cast.caseworker)
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


class TestXdomea:
    """The package for a records system, if the Office wants it."""

    NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_.+")

    @pytest.fixture
    def files(self, cast: Cast, closed: FundingRequest, taken: Taken) -> dict[str, bytes]:
        Office.objects.update(xdomea=True)
        return taken(FundingRequest.objects.get(pk=closed.pk), cast.caseworker)

    def test_it_is_there_only_if_the_office_wants_it(
        self, cast: Cast, closed: FundingRequest, taken: Taken
    ) -> None:
        officer = Client()
        officer.force_login(cast.caseworker)
        address = reverse("funding:case_files", args=[closed.office.slug])
        assert "try one case with yours before you rely on it" in officer.get(address).text
        for wanted in (True, False):
            assert officer.post(address, {"xdomea": "on"} if wanted else {}).status_code == 302
            row = FundingRequest.objects.select_related("office").get(pk=closed.pk)
            names = taken(row, cast.caseworker)
            assert any(name.endswith("_Abgabe.Abgabe.0401.xml") for name in names) == wanted

    def test_every_file_begins_with_a_key_and_stands_in_the_message(self, files: dict[str, bytes]) -> None:
        message = next(name for name in files if name.endswith("_Abgabe.Abgabe.0401.xml"))
        found = ElementTree.fromstring(files[message])
        named = [it.text for it in found.iter(f"{{{NAMESPACE}}}Dateiname")]
        assert sorted(named) == sorted(set(files) - {message, "00-inhalt.csv"})
        assert all(self.NAME.fullmatch(name) for name in named if name)
        assert len({it.text for it in found.iter(f"{{{NAMESPACE}}}ID")}) == len(named) + 1

    def test_the_message_names_the_case_and_has_its_parts_in_the_order_of_the_schema(
        self, closed: FundingRequest, files: dict[str, bytes]
    ) -> None:
        text = next(content for name, content in files.items() if name.endswith("0401.xml")).decode()
        assert 'xmlns:xdomea="urn:xoev-de:xdomea:schema:3.1.0"' in text[:320]
        found = ElementTree.fromstring(text)
        case = found.find(f"{{{NAMESPACE}}}Schriftgutobjekt/{{{NAMESPACE}}}Vorgang")
        assert case is not None
        about = case.find(f"{{{NAMESPACE}}}AllgemeineMetadaten")
        assert about is not None
        assert [it.text for it in about] == [
            "Elternlotsen Nordstadt (Elterntreff Nordstadt)",
            closed.file_number,
        ]
        assert [_bare(it.tag) for it in found] == ["Kopf", "Schriftgutobjekt"]
        assert [_bare(it.tag) for it in found[0]] == [
            "ProzessID", "Nachrichtentyp", "Erstellungszeitpunkt", "Absender", "Empfaenger",
            "SendendesSystem", "Importbestaetigung", "Empfangsbestaetigung",
        ]  # fmt: skip
        order = ["Identifikation", "AllgemeineMetadaten", "Typ", "Laufzeit", "Dokument"]
        assert list(dict.fromkeys(_bare(it.tag) for it in case)) == order

    def test_the_same_case_has_the_same_names_again(
        self, cast: Cast, closed: FundingRequest, files: dict[str, bytes], taken: Taken
    ) -> None:
        again = taken(FundingRequest.objects.get(pk=closed.pk), cast.caseworker)
        assert set(again) == set(files)

    def test_no_voucher_and_no_family_is_in_it(self, files: dict[str, bytes]) -> None:
        texts = b"".join(content for name, content in files.items() if not name.endswith(".pdf")).decode()
        assert "Geheimname" not in texts
        assert not [name for name in files if "Beleg" in name]


def _bare(tag: str) -> str:
    return tag.partition("}")[2]
