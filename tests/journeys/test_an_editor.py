"""Petra rewrites a guide over some days, and changes an amount once for ten languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from portal.guides.models import FactKey, PreparedText, Translation
from tests.cast import Cast
from tests.factories.guides import FactKeyFactory, LandFactFactory, PictureFactory, TermFactory, TextFactory
from tests.journeys.conftest import DESKTOP, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.fixture
def guide(cast: Cast) -> Translation:
    TermFactory(slug="klassenkasse", word="Klassenkasse", meaning_de="Geld der Klasse.")
    PictureFactory(slug="ranzen", alternative_de="Ein Schulranzen")
    return TextFactory(guide__slug="geld", title="Geld für die Schule", body="## Anfang\n\nAlter Text.\n")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def kept(body: str) -> Callable[[Response], bool]:
    """The answer to the request by which these words save themselves, a second after they were typed."""

    def tells(answer: Response) -> bool:
        sent = answer.request.post_data or ""
        return answer.url.endswith("/autosave/") and parse_qs(sent).get("body") == [body]

    return tells


def test_an_editor_prepares_previews_publishes_and_restores(
    visit: Callable[..., Page], cast: Cast, guide: Translation
) -> None:
    page = visit(cast.portal_staff, size=DESKTOP)
    page.goto("/de/desk/guides/")
    assert_accessible(page)
    page.get_by_role("link", name="Geld für die Schule", exact=True).click()
    page.wait_for_load_state()  # before that nothing listens to what is typed
    body, preview = page.locator("#id_body"), page.locator("#preview")
    body.fill("## Anfang\n\nNeuer Text für alle.\n\n")
    expect(preview).to_contain_text("Neuer Text für alle.")
    body.press("Control+End")
    page.locator("#id_term").fill("Klassenkasse · klassenkasse")
    page.locator("#id_picture").fill("Ein Schulranzen · ranzen")
    page.locator("[data-insert]").click()
    expect(preview.get_by_role("img", name="Ein Schulranzen")).to_be_visible()
    expect(preview.locator(".guide")).to_contain_text("Klassenkasse")
    assert "{{term:klassenkasse}}" in body.input_value()
    body.press("Control+End")
    page.locator("[data-line='## ']").click()
    page.keyboard.type("Ende")
    expect(preview.get_by_role("heading", name="Ende")).to_be_visible()
    expect(page.locator("#checks li")).to_have_count(0)
    written = body.input_value()
    page.keyboard.type("\n\n[](https://example.org)")
    expect(page.locator("#checks li")).to_have_count(1)
    with page.expect_response(kept(written)):
        for _letter in range(len("\n\n[](https://example.org)")):
            page.keyboard.press("Backspace")
    expect(page.locator("#checks li")).to_have_count(0)
    expect(page.locator("[data-autosave-status]")).not_to_be_empty()
    assert_accessible(page)
    assert_fits(page)

    reader = visit()
    reader.goto("/de/guides/geld/")
    expect(reader.locator("article")).to_contain_text("Alter Text.")
    page.goto("/de/desk/guides/geld/")  # another day
    assert "Neuer Text für alle." in page.locator("#id_body").input_value()
    page.locator("button[value=publish]").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert not PreparedText.objects.exists()
    reader.goto("/de/guides/geld/")
    expect(reader.locator("article")).to_contain_text("Neuer Text für alle.")

    page.goto("/de/desk/guides/geld/history/de/")
    assert_accessible(page)
    page.locator("tbody a").last.click()
    page.wait_for_url(re.compile(r"/history/de/.+"))
    assert_accessible(page)
    page.locator("main form button").click()
    page.locator("button[value=publish]").click()
    expect(page.locator(".messages")).to_contain_text("Veröffentlicht.")  # and nothing is asked for any more
    reader.goto("/de/guides/geld/")
    expect(reader.locator("article")).to_contain_text("Alter Text.")


def test_formatted_text_is_pasted_and_keeps_its_lists(
    visit: Callable[..., Page], cast: Cast, guide: Translation
) -> None:
    page = visit(cast.portal_staff, size=DESKTOP)
    page.goto("/de/desk/guides/geld/")
    body = page.locator("#id_body")
    pasted = "Vorher. **Zwei** Wege:\n\n- Antrag\n- Anruf"
    with page.expect_response(kept(pasted)):
        body.fill("Vorher. ")
        body.evaluate(
            """field => {
                const copied = new DataTransfer();
                copied.setData("text/html", "<p><b>Zwei</b> Wege:</p><ul><li>Antrag</li><li>Anruf</li></ul>");
                copied.setData("text/plain", "Zwei Wege: Antrag Anruf");
                field.setSelectionRange(field.value.length, field.value.length);
                field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: copied, cancelable: true}));
            }"""
        )
    expect(body).to_have_value(pasted)
    expect(page.locator("#preview li")).to_have_text(["Antrag", "Anruf"])


def test_what_is_inserted_stands_apart_and_a_list_goes_on(
    visit: Callable[..., Page], cast: Cast, guide: Translation
) -> None:
    FactKeyFactory()
    page = visit(cast.portal_staff, size=DESKTOP)
    page.goto("/de/desk/guides/geld/")
    page.wait_for_load_state()
    body = page.locator("#id_body")
    body.fill("Zum.")
    body.press("ArrowLeft")
    page.locator("#id_fact").fill("Stichtag")
    page.locator("#id_term").fill("Klassenkasse")
    page.locator("[data-insert]").click()
    expect(body).to_have_value("Zum {{fact:enrolment-cutoff}} {{term:klassenkasse}}.")
    page.locator("#id_fact").fill("Gibt es nicht")
    page.locator("[data-insert]").click()
    assert page.locator("#id_fact").evaluate("field => field.validationMessage") != ""
    body.fill("")
    for typed in ("- eins", "zwei", "", "2. drei", "vier"):
        body.press_sequentially(typed)
        body.press("Enter")
    expect(body).to_have_value("- eins\n- zwei\n\n2. drei\n3. vier\n4. ")


def test_an_amount_is_changed_once_and_seen_in_ten_languages(
    visit: Callable[..., Page], cast: Cast, guide: Translation
) -> None:
    key: FactKey = FactKeyFactory(key="school-things", kind="money", phrase_de="", phrase_ar="")
    LandFactFactory(land=None, fact_key=key, month=None, day=None, number=195)
    for code, _name in settings.LANGUAGES:
        Translation.objects.update_or_create(
            guide=guide.guide, language=code,
            defaults={"title": "T", "summary": "S", "body": "x {{fact:school-things}} y"},
        )  # fmt: skip
    reader = visit()
    readers_get(reader, "195")
    page = visit(cast.portal_staff, size=DESKTOP)
    page.goto("/de/desk/facts/?key=school-things")
    assert_accessible(page)
    page.locator("main tbody th a").first.click()
    page.locator("#id_number").fill("200")
    press(page, "Zeigen, was öffentlich zu lesen wäre")
    expect(page.get_by_role("status").first).to_contain_text("200")
    assert_accessible(page)
    readers_get(reader, "195")
    press(page, "Speichern")  # what of the source, and when was it checked?
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.locator("#id_source_same").check()
    page.locator("#id_checked_on").fill(str(timezone.localdate()))
    press(page, "Speichern")
    expect(page.locator("#id_number")).to_have_value("200,00")
    readers_get(reader, "200")


def readers_get(reader: Page, amount: str) -> None:
    """What stands in the guide in each of the ten languages, in its own digits."""
    for code, _name in settings.LANGUAGES:
        reader.goto(f"/{code}/guides/geld/")
        shown = amount.translate(PERSIAN) if code == "fa" else amount
        expect(reader.locator("article .fact-inline")).to_contain_text(shown)
