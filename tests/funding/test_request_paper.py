"""What was sent can be printed and signed: in German, in the order of the form, the same for both sides."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from funding.models import FundingRequest, Snapshot
from funding.reports import RequestPaperPdf
from funding.services import snapshots, submissions
from portal.documents.models import Document
from portal.documents.rendering import pdf
from portal.lib.languages import in_path
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D

pytestmark = pytest.mark.django_db
PARTS = (
    "1. Antragsteller", "2. Vorhaben", "3. Kosten- und Finanzierungsplan", "4. Weitere Anträge",
    "5. Erklärungen", "6. Anlagen", "7. Unterschrift",
)  # fmt: skip


def markup(sent: Snapshot) -> str:
    kind = RequestPaperPdf()
    return pdf.html(kind, kind.gather({"submission": sent.pk}, "de"), "de")


def words(sent: Snapshot) -> str:
    text = re.sub(r"<[^>]+>", " ", markup(sent).partition("<body")[2])
    return " ".join(text.replace("\xa0", " ").split())


def submission(row: FundingRequest) -> Snapshot:
    assert row.submission is not None
    return row.submission


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_empty_field_says_nothing_of_other_money(cast: Cast) -> None:
    text = words(submission(scenes.submitted(cast)))
    assert "4. Weitere Anträge Keine genannt." in text


def test_it_says_what_was_sent_in_the_order_of_the_form(cast: Cast) -> None:
    sent = submission(scenes.submitted(cast))
    text = words(sent)
    places = [text.index(part) for part in PARTS]
    assert places == sorted(places)
    for said in (
        "Eltern kennen die Schule nicht.",
        "40 × 50,00 €",
        "2.500,00 €",
        "Satzung.pdf",
        sent.sha256[:24],
    ):
        assert said in text, said
    assert text.count("Menge × Preis") == 1, "income has neither"
    assert text.count("Unterschrift") == 3  # the heading and two signatures


def test_it_stays_what_was_sent_whatever_the_form_says_now(cast: Cast) -> None:
    row = scenes.clarification(cast)
    FundingRequest.objects.filter(pk=row.pk).update(title="Anderer Titel", need="Etwas anderes")
    assert "Anderer Titel" not in words(submission(row))
    assert "Etwas anderes" not in words(submission(row))


def test_a_plan_over_several_years_has_its_sums_by_year(cast: Cast) -> None:
    sent = submission(scenes.submitted(cast))
    assert "Nach Kalenderjahren" not in words(sent)
    kind = RequestPaperPdf()
    data = sent.data
    data["costs"][1]["year"], data["incomes"][1]["year"] = 2027, 2027
    other = Snapshot.objects.create(
        request=sent.request, number=2, data=data, sha256="1" * 64, title="x", applicant="x", requested=1
    )
    years = kind.gather({"submission": other.pk}, "de").years
    assert [(row.year, row.costs, row.grant) for row in years] == [
        (2026, D("2000.00"), D(0)),
        (2027, D("500.00"), D("2000.00")),
    ]
    assert "Nach Kalenderjahren" in words(other)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_sent_from_a_page_in_another_language_is_german_in_the_file(
    cast: Cast, language: str
) -> None:
    row = scenes.filled(cast)
    address = reverse("funding:submit", args=[cast.association.slug, row.public_id])
    client = signed_in(cast.coordinator)
    with translation.override(language):
        assert (
            client.post(in_path(address, language), {"version": row.version}, follow=True).status_code == 200
        )
    sent = Snapshot.objects.get()
    declared = "Unsere Angaben sind vollständig und wahr."
    assert sent.data["declarations"]["language"] == "de"
    assert declared in sent.data["declarations"]["texts"]
    assert "Wir sind nicht zum Vorsteuerabzug berechtigt." in sent.data["declarations"]["texts"]
    assert f"<li>{declared}</li>" in markup(sent)
    case = reverse("funding:case", args=[cast.office.slug, row.public_id])
    assert f"<li>{declared}</li>" in signed_in(cast.caseworker).get(case).text


def test_both_sides_wait_for_the_same_file(cast: Cast) -> None:
    row = scenes.submitted(cast)
    where = [cast.association.slug, row.public_id, 1]
    page = signed_in(cast.coordinator).get(reverse("funding:sent", args=where))
    assert reverse("funding:sent_paper", args=where) in page.text
    assert signed_in(cast.coordinator).get(reverse("funding:sent_paper", args=where)).status_code == 200
    office = reverse("funding:case_submission", args=[cast.office.slug, row.public_id, 1])
    officer = signed_in(cast.caseworker)
    case = reverse("funding:case", args=[cast.office.slug, row.public_id])
    assert office in officer.get(case).text
    assert officer.get(office).status_code == 200
    assert Document.objects.filter(kind="funding.request").count() == 1


def test_strangers_read_no_page_of_it(cast: Cast) -> None:
    sent = submission(scenes.submitted(cast))
    kind = RequestPaperPdf()
    for somebody in (cast.caseworker, cast.countersigner, cast.coordinator, cast.reader):
        assert kind.visible_to(somebody, {"submission": sent.pk}), somebody
    for somebody in (cast.foreign_caseworker, cast.berlin_caseworker, cast.helper, cast.foreign_coordinator,
                     cast.directory_editor, AnonymousUser()):  # fmt: skip
        assert not kind.visible_to(somebody, {"submission": sent.pk}), somebody


def test_each_submission_has_its_own(cast: Cast) -> None:
    row = scenes.asked_and_answered(scenes.received(cast), cast)
    client = signed_in(cast.coordinator)
    found = [
        client.get(
            reverse("funding:sent_paper", args=[cast.association.slug, row.public_id, number])
        ).status_code
        for number in (1, 2, 3)
    ]
    assert found == [200, 200, 404]


def test_the_file_is_tagged_for_screen_readers(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    sent = submission(scenes.submitted(cast))
    with django_capture_on_commit_callbacks(execute=True):
        document = snapshots.paper_of(sent, by=cast.coordinator)
    document.refresh_from_db()
    reader = PdfReader(io.BytesIO(document.file.read()))
    root = reader.trailer["/Root"]
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data().decode().replace(">1<", '="1"')
    assert root["/Lang"] == "de"
    assert document.filename == "antrag-elternlotsen-nordstadt-1.pdf"


def sheets(cast: Cast, lines: int) -> list[str]:
    """What stands on each page of a request whose need is so long."""
    row = scenes.filled(cast)
    FundingRequest.objects.filter(pk=row.pk).update(need="Bedarf\n" * lines + "Bedarf")
    row.refresh_from_db()
    sent = submission(submissions.submit(row, by=cast.coordinator, version=row.version))
    content = pdf.write(markup(sent), RequestPaperPdf.variant, [], lambda percent: None)
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("lines", range(0, 48, 8))
def test_nobody_signs_on_a_page_that_says_nothing_else(cast: Cast, lines: int) -> None:
    (signed,) = [text for text in sheets(cast, lines) if "7. Unterschrift" in text]
    assert "6. Anlagen" in signed
    assert "Unterschrieben werden auch die Erklärungen unter 5." in " ".join(signed.split())


def test_declarations_begin_where_there_is_room_for_them(cast: Cast) -> None:
    """They used to wait for a page that has room for the signatures as well."""
    apart = [text for text in sheets(cast, 16) if "5. Erklärungen" in text and "7. Unterschrift" not in text]
    assert apart
