"""The letter and the report: tagged, in German, with the figures of the screen and no family's name."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from funding.models import Expense, ProofOfUse
from funding.reports import collect
from funding.services import expenses, letters, linking, proofs
from parentwork.models import Attendance, Booking, Headcount, WorkshopDate
from parentwork.services import attendance
from parentwork.services.attendance import Came
from portal.documents.models import Document
from portal.documents.services import purge as purge_documents
from tests.cast import Cast
from tests.factories import parentwork as factories
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def pdf_of(document: Document) -> PdfReader:
    document.refresh_from_db()
    assert document.is_done, document.error
    return PdfReader(io.BytesIO(document.file.read()))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_letter_says_what_was_decided(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    cast.office.remedy = "Klage beim Verwaltungsgericht Musterstadt."
    cast.office.save()
    offer = scenes.proposal(
        "1500.00", costs={"fees": Decimal(1500), "material": Decimal(500)}, reasons="Weniger Stunden."
    )
    with django_capture_on_commit_callbacks(execute=True):
        request = scenes.announced(cast, offer)
    document = Document.objects.get(kind="funding.decision_letter")
    reader = pdf_of(document)
    text = text_of(reader)
    for part in (
        "Zuwendungsbescheid", "1.500,00 €", "2.000,00 €", request.file_number, "01.01.2026", "31.12.2026",
        "Weniger Stunden.", "Die ANBest-P gelten.", "Klage beim Verwaltungsgericht Musterstadt.",
        "Elterntreff Nordstadt", "30.06.2027", "beantragt",
    ):  # fmt: skip
        assert part in text, part
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    again = letters.letter(request.decisions.get(), by=cast.coordinator)
    assert again.pk == document.pk


def test_a_letter_that_was_signed_is_never_made_anew(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request = scenes.announced(cast)
    monkeypatch.setattr("portal.documents.rendering.inputs.release", lambda language: "next")
    client = Client()
    client.force_login(cast.coordinator)
    client.get(reverse("funding:letter_file", args=[request.organisation.slug, request.public_id]))
    assert Document.objects.filter(kind="funding.decision_letter").count() == 1


def furnished_proof(cast: Cast) -> ProofOfUse:
    """A proof with one linked series, of which one family of two came to one date."""
    proof = scenes.proof(cast)
    seat = factories.SeatFactory(date__workshop__organisation=cast.association)
    date = seat.date
    date.starts = date.starts.replace(year=2026, month=3, day=3, hour=17)
    date.ends = date.starts + scenes.timedelta(hours=2)
    date.recorded = date.ends
    date.save()
    Booking.objects.update(name="Familie Geheimname")
    Attendance.objects.create(seat=seat, adults=2, children=1, cared_for=1)
    linking.link_workshop(proof, date.workshop, by=cast.coordinator)
    values = {
        "paid": scenes.date(2026, 3, 5), "payee": "Druckerei", "reason": "Flyer", "category": "material",
        "amount": Decimal("199.90"), "eligible": Decimal("180.00"), "voucher_number": "7", "invoiced": None,
    }  # fmt: skip
    expenses.add_expense(proof, values, scenes.pdf("Beleg.pdf"), by=cast.coordinator)
    texts = dict.fromkeys(("done", "results", "cooperation", "deviations", "outlook"), "Es war gut.")
    return proofs.save_narrative(proof, texts, by=cast.coordinator, version=proof.version)


def test_as_funded_only_series_are_named_of_which_something_took_place(cast: Cast, client: Client) -> None:
    proof = furnished_proof(cast)
    named = collect(proof)["workshops"]
    ahead = factories.WorkshopDateFactory(workshop__organisation=cast.association)
    linking.link_workshop(proof, ahead.workshop, by=cast.coordinator)
    assert collect(proof)["workshops"] == named
    client.force_login(cast.coordinator)
    request = proof.award.request
    with override("en"):
        address = reverse("funding:proof", args=[request.organisation.slug, request.public_id])
    assert "2 series linked" in client.get(address).text


def test_the_calendar_fills_the_proof(cast: Cast) -> None:
    figures = collect(furnished_proof(cast))
    assert figures["evidence"]["participations_adults"] == 2
    assert figures["evidence"]["families"] == 1
    assert figures["sums"]["actual"] == "180.00"
    # share of the real costs: 2,000 of 2,500
    assert figures["sums"]["entitled"] == "144.00"
    assert "Geheimname" not in str(figures)


def test_the_report_shows_the_same_figures_and_carries_them(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proof = furnished_proof(cast)
    with django_capture_on_commit_callbacks(execute=True):
        document = proofs.report(proof, by=cast.coordinator)
    reader = pdf_of(document)
    text = text_of(reader)
    for part in ("Verwendungsnachweis", "180,00 €", "144,00 €", "Es war gut.", "Druckerei", "199,90 €"):
        assert part in text, part
    assert "Geheimname" not in text
    files = {name: content[0] for name, content in reader.attachments.items()}
    assert set(files) == {"kosten.csv", "finanzierung.csv", "belegliste.csv", "einnahmen.csv", "termine.csv"}
    assert b"Druckerei" in files["belegliste.csv"]
    assert b"Geheimname" not in b"".join(files.values())


def test_a_submitted_proof_no_longer_follows_the_calendar(cast: Cast) -> None:
    proof = furnished_proof(cast)
    sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    again = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert again.pk == sent.pk
    Attendance.objects.update(adults=40)
    assert collect(ProofOfUse.objects.get())["evidence"]["participations_adults"] == 2
    with pytest.raises(ValidationError):
        expenses.delete_expense(Expense.objects.get(), by=cast.coordinator)


def test_who_came_is_not_taken_back_once_an_office_was_told(cast: Cast) -> None:
    proof = furnished_proof(cast)
    WorkshopDate.objects.update(recorded=timezone.now())
    date = WorkshopDate.objects.get(taken__attendance__isnull=False)
    attendance.check_withdrawable(date)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    with override("en"), pytest.raises(ValidationError, match="A proof of use that was submitted counts"):
        attendance.withdraw(date, by=cast.coordinator, version=date.attendance_version)
    assert Attendance.objects.exists()


def test_of_what_was_typed_in_after_the_proof_was_sent_it_is(cast: Cast) -> None:
    proof = furnished_proof(cast)
    date = WorkshopDate.objects.get(taken__attendance__isnull=False)
    attendance.withdraw(date, by=cast.coordinator, version=date.attendance_version)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    date = attendance.record(date, {}, Came(3), by=cast.coordinator, version=0)
    attendance.withdraw(date, by=cast.coordinator, version=date.attendance_version)
    assert not Headcount.objects.exists()


def test_what_a_report_said_as_a_draft_is_given_out_no_more(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = furnished_proof(cast)
    with django_capture_on_commit_callbacks(execute=True):
        early = proofs.report(proof, by=cast.coordinator)
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    client = Client()
    client.force_login(cast.caseworker)
    assert client.get(reverse("documents:file", args=[early.pk])).status_code == 302, "there is no file"
    final = proofs.report(ProofOfUse.objects.get(), by=cast.caseworker)
    assert (final.is_done, final.pk != early.pk) == (True, True)
    monkeypatch.setattr("portal.documents.rendering.inputs.release", lambda language: "next")
    assert proofs.report(ProofOfUse.objects.get(), by=cast.caseworker) == final
    purge_documents()
    assert list(Document.objects.filter(kind="funding.report")) == [final]


def test_an_officer_reads_sums_and_never_a_family(cast: Cast) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    address = reverse("funding:case_proof", args=[cast.office.slug, request.public_id])
    client = Client()
    client.force_login(cast.caseworker)
    assert client.get(address).status_code == 404
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    page = client.get(address).content.decode()
    assert "180,00" in page
    assert "Geheimname" not in page


def test_every_series_is_within_reach(cast: Cast) -> None:
    proof = scenes.proof(cast)
    series = factories.WorkshopFactory.create_batch(30, organisation=cast.association)
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    address = reverse("funding:proof_workshops", args=[request.organisation.slug, request.public_id])
    pages = [client.get(address, {"page": number}).content.decode() for number in (1, 2)]
    found = [row.pk for row in series for page in pages if f'name="workshop" value="{row.pk}"' in page]
    assert sorted(found) == sorted(row.pk for row in series)


def test_a_foreign_series_cannot_be_linked(cast: Cast) -> None:
    proof = scenes.proof(cast)
    foreign = factories.WorkshopFactory(organisation=cast.foreign_association)
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    address = reverse("funding:proof_workshops", args=[request.organisation.slug, request.public_id])
    assert client.post(address, {"workshop": str(foreign.pk)}).status_code == 404
    assert not proof.award.funded_workshops.exists()
