"""From a misspelt word to the day that matters, and to a sheet for the grandparents."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.documents.paper import words, words_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_father_searches_in_turkish_reads_for_bavaria_and_prints_in_arabic(house, visit):
    page = visit()
    page.goto("/tr/guides/")
    page.locator("#q").fill("okula başlma")  # başlama
    page.locator("main form[role=search] button").click()
    page.locator(".hits a[href*='/guides/starting-school/']").first.click()

    page.locator("select[name=land]").select_option("DE-BY")
    page.locator("main form.land-form button").first.click()
    page.wait_for_url(re.compile("land=DE-BY"))
    expect(page.locator(".glance h2")).to_have_text("Bavyera")
    expect(page.locator("#fact-enrolment-cutoff .fact-value")).to_contain_text("30 Eylül")

    page.locator("details.languages summary").click()
    page.locator("details.languages a[lang=ar]").click()
    page.wait_for_url("**/ar/guides/starting-school/?land=DE-BY")
    title, cutoff = (page.locator(of).inner_text() for of in ("h1", "#fact-enrolment-cutoff .fact-value"))
    assert "30 سبتمبر" in cutoff
    page.locator("a[href*='starting-school.pdf']").click()
    with page.expect_download() as download:
        page.locator("main a[download]").click()
    assert download.value.suggested_filename == "starting-school-by-ar.pdf"
    file = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    assert file.trailer["/Root"]["/Lang"] == "ar"
    paper = " ".join(words_of(file))
    assert [said for said in (title, cutoff) if " ".join(words(said)) not in paper] == []
