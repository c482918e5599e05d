"""The funding report in a language that its reader knows better: the same figures, and never in its place."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from funding.choices import CostCategory, IncomeSource
from funding.models import ProofOfUse
from funding.reports import ReadingCopy
from funding.reports.figures import handed_in
from funding.services import proofs
from organisations.models import Organisation
from portal.documents.models import Document
from portal.documents.rendering import inputs, pdf
from portal.documents.rendering.glyphs import _is_lost
from portal.lib import catalogues, languages, money
from tests.cast import Cast
from tests.funding.test_pages import at, case_at
from tests.funding.test_reports import furnished_proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return furnished_proof(cast)


def markup(proof: ProofOfUse, language: str) -> str:
    kind = ReadingCopy()
    return pdf.html(kind, inputs.gather(kind, {"proof": proof.pk}, language), language)


def words(html: str) -> str:
    return " ".join(re.sub(r"<title[^>]*>.*?</title>|<[^>]+>", " ", html.partition("<body")[2]).split())


def made(proof: ProofOfUse, language: str, client: Client, callbacks: Any) -> Document:
    with callbacks(execute=True):
        answer = client.post(at("reading_copy", proof.award.request), {"language": language})
    document = Document.objects.get(kind=ReadingCopy.key, language=language)
    assert (answer.status_code, answer["Location"]) == (302, document.get_absolute_url())
    assert document.is_done, document.error
    return document


def test_it_has_the_figures_of_the_report_and_says_that_the_german_one_counts(
    proof: ProofOfUse, applicant: Client, django_capture_on_commit_callbacks: Any
) -> None:
    document = made(proof, "en", applicant, django_capture_on_commit_callbacks)
    reader = PdfReader(io.BytesIO(document.file.read()))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert [page for page in pages if "Only the German report is valid." not in page] == []
    text = " ".join(pages)
    for part in ("What was counted", "€180.00", "€144.00", "Es war gut.", "Expected entitlement"):
        assert part in text, part
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert b"Druckerei" in reader.attachments["belegliste.csv"][0]


@pytest.mark.parametrize("language", languages.READING_COPIES)
def test_every_sum_of_the_proof_stands_in_it_as_its_readers_write_sums(
    proof: ProofOfUse, language: str
) -> None:
    figures, text = handed_in(proof), words(markup(proof, language))
    amounts = [Decimal(figures["sums"][name]) for name in ("plan", "actual", "entitled", "awarded", "drawn")]
    amounts += [Decimal(row[name]) for row in figures["costs"] for name in ("plan", "actual", "difference")]
    with translation.override(language):
        wanted = {" ".join(money.euros(amount).split()) for amount in amounts}
    assert {amount for amount in wanted if amount not in text} == set()


def test_in_arabic_it_runs_from_right_to_left_and_lacks_no_letter(proof: ProofOfUse) -> None:
    html = markup(proof, "ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert {letter for letter in html if _is_lost(letter)} == set()
    assert "[" not in words(html)
    assert "<text" not in html, "the words of a picture would stand in the wrong order"
    assert "<text" in markup(proof, "tr")


def test_in_arabic_the_words_of_its_charts_are_read_in_their_order(
    proof: ProofOfUse, applicant: Client, django_capture_on_commit_callbacks: Any
) -> None:
    html = markup(proof, "ar")
    figure = html.partition('<figure class="chart">')[2].partition("</figure>")[0]
    with translation.override("ar"):
        fees, plan = str(CostCategory.FEES.label), str(IncomeSource.GRANT.label)
    assert fees in re.sub(r"<title>.*?</title>", "", figure)
    widths = [int(width) for width in re.findall(r'<rect class="bar" .*? width="([0-9]+)"', figure)]
    assert widths == [12, 250, 62], "the key, then the plan of 2,000 and 500"
    document = made(proof, "ar", applicant, django_capture_on_commit_callbacks)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document.file.read())).pages)
    assert text.count(fees) >= 2, "in the chart and in the table"
    assert fees[::-1] not in text
    assert plan in text


def test_what_the_organisation_wrote_is_marked_as_german(proof: ProofOfUse) -> None:
    assert '<p lang="de" dir="ltr">Es war gut.</p>' in markup(proof, "ar")


def test_in_arabic_the_full_stop_of_a_german_name_stays_behind_it(proof: ProofOfUse) -> None:
    Organisation.objects.update(name="Elterntreff Nordstadt e. V.")
    html = markup(ProofOfUse.objects.get(), "ar")
    assert '<bdi dir="ltr">Elterntreff Nordstadt e. V.</bdi>' in html
    names = re.findall(r"<bdi(?![^>]* dir=)[^>]*>[^<]*[A-Za-z][^<]*</bdi>", html)
    assert names == [], "on paper nothing finds the direction by itself"


@pytest.mark.parametrize("language", [code for code in languages.READING_COPIES if code != "en"])
def test_every_word_of_the_frame_is_wanted_in_its_languages(language: str) -> None:
    text = catalogues.Text("Only here", None, {"templates/pdf/funding/reading_copy.html"})
    other = catalogues.Text("Only there", None, {"templates/funding/desk/case.html"})
    assert catalogues.wanted([text, other], language) == [text]
    assert catalogues.wanted([text, other], "pl") == []


def test_copies_in_two_languages_are_two_files(
    proof: ProofOfUse, applicant: Client, django_capture_on_commit_callbacks: Any
) -> None:
    names = [
        made(proof, code, applicant, django_capture_on_commit_callbacks).filename for code in ("en", "ar")
    ]
    assert [name.removesuffix(".pdf").rpartition("-")[2] for name in names] == ["en", "ar"]


def test_no_other_language_is_made(proof: ProofOfUse, applicant: Client) -> None:
    for language in ("de", "fr", ""):
        answer = applicant.post(at("reading_copy", proof.award.request), {"language": language})
        assert answer.status_code == 404
    assert not Document.objects.filter(kind=ReadingCopy.key).exists()


def test_the_office_has_it_once_the_proof_is_sent(
    cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    early = made(proof, "en", applicant, django_capture_on_commit_callbacks)
    address = case_at("case_reading_copy", proof.award.request)
    assert officer.post(address, {"language": "en"}).status_code == 404
    assert officer.get(early.get_absolute_url()).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        answer = officer.post(address, {"language": "en"})
    early.refresh_from_db()
    assert not early.is_done, "what it said as a draft is given out no more"
    assert officer.get(answer["Location"]).status_code == 200
    last = Document.objects.filter(kind=ReadingCopy.key).latest("created")
    for client, back in (
        (officer, case_at("case_proof", proof.award.request)),
        (applicant, at("proof", proof.award.request)),
    ):
        assert f'<a href="{back}">' in client.get(last.get_absolute_url()).text
    assert (last.is_done, last.pk != early.pk) == (True, True)


def test_both_sides_find_it_beside_the_report(
    cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
) -> None:
    row = proof.award.request
    assert at("reading_copy", row) in applicant.get(at("proof", row)).text
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert case_at("case_reading_copy", row) in officer.get(case_at("case_proof", row)).text
