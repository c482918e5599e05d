"""The money of an award: three calls, a change of the plan, the proof, its check by lot, what comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from funding.models import Award, FundingRequest
from funding.services import decisions
from portal.lib.dates import today
from tests.cast import Cast
from tests.documents.conformance import A3, UA, faults
from tests.funding import scenes
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.journeys.test_a_request import follow, press

pytestmark = pytest.mark.django_db(transaction=True)


def call_up(applicant: Page, officer: Page, row: FundingRequest, number: int, paid: str) -> None:
    """The organisation says what it has paid, the Office approves and pays."""
    applicant.goto(f"/en/desk/organisations/{row.organisation.slug}/funding/{row.public_id}/money/")
    follow(applicant, "Call up money")
    applicant.locator("#id_paid").fill(paid)
    applicant.locator("#id_due").fill("0")
    press(applicant, "Work out what is possible")
    expect(applicant.locator("main")).to_contain_text("€400.00")
    press(applicant, "Call up the money")
    officer.goto(f"/en/desk/offices/{row.office.slug}/requests/{row.public_id}/money/")
    follow(officer, "Check the call for money")
    press(officer, "Record the decision")
    follow(officer, "Record the payment")
    press(officer, "Record the payment")
    expect(officer.locator(".tiles")).to_contain_text(f"€{400 * number:,}.00")


def spend(page: Page, row: FundingRequest, voucher: Path, category: str, amount: str, number: str) -> None:
    page.goto(f"/en/desk/organisations/{row.organisation.slug}/funding/{row.public_id}/proof/expenses/new/")
    said = {"paid": "2026-03-05", "payee": "Druckerei", "reason": f"Rechnung {number}", "amount": amount}
    for name, text in (said | {"voucher_number": number}).items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_category").select_option(category)
    page.locator("#id_receipt").set_input_files(voucher)
    press(page, "Save the expense")


def ask_for_a_change(applicant: Page, officer: Page, second: Page) -> None:
    """Printing has cost more than a fifth above the plan: the rest of the fees pays for it."""
    follow(applicant, "More than that needs a change of the award: ask before you act")
    follow(applicant, "Ask for a change")
    applicant.locator("#id_reason").fill("Es kamen mehr Familien, und wir brauchten mehr Einladungen.")
    applicant.locator("#id_cost_fees").fill("1700")
    applicant.locator("#id_cost_material").fill("800")
    assert_accessible(applicant)
    press(applicant, "Send to the Office")
    officer.locator(".breadcrumb").get_by_role("link", name="Elternlotsen Nordstadt").click()
    officer.goto(f"{officer.url}changes/")
    follow(officer, "Propose an answer")
    officer.get_by_label("Yes", exact=True).check()
    press(officer, "Propose")
    second.goto(officer.url)
    press(second, "Sign")
    expect(second.locator("main")).to_contain_text("It is signed.")


def prove(page: Page, row: FundingRequest, voucher: Path) -> None:
    page.goto(f"/en/desk/organisations/{row.organisation.slug}/funding/{row.public_id}/proof/")
    follow(page, "What was done and what came of it")
    page.locator("#id_done").fill("Zehn Abende.")
    page.locator("#id_results").fill("Die Eltern reden mit der Schule.")
    press(page, "Save")
    for category, amount, number in (("fees", "1000", "1"), ("fees", "700", "2"), ("material", "800", "3")):
        spend(page, row, voucher, category, amount, number)
    page.locator(".breadcrumb").get_by_role("link", name="Proof of use").click()


def check(officer: Page, applicant: Page, row: FundingRequest) -> None:
    """By lot, with a question, and one line is accepted in part."""
    officer.goto(f"/en/desk/offices/{row.office.slug}/requests/{row.public_id}/proof/")
    press(officer, "Begin the check")
    assert_accessible(officer)
    follow(officer, "Draw a sample")
    officer.locator("#id_percent").fill("100")
    press(officer, "Draw")
    expect(officer.locator("#sample")).to_be_visible()
    follow(officer, "Ask the organisation")
    officer.locator("#id_text").fill("Wofür war die Rechnung 3?")
    press(officer, "Send the question")
    applicant.reload()
    expect(applicant.locator("main")).to_contain_text("Wofür war die Rechnung 3?")
    assert_fits(applicant)
    follow(applicant, "Answer now")
    applicant.locator("#id_answer").fill("Für Einladungen, die Hälfte davon an den Verein.")
    press(applicant, "Send the answer")
    officer.goto(f"/en/desk/offices/{row.office.slug}/requests/{row.public_id}/proof/check/lines/1/")
    for _line in range(2):
        with officer.expect_download():
            officer.get_by_role("link", name="Beleg.pdf").click()
        officer.get_by_label("accepted in full", exact=True).check()
        press(officer, "Record")
    officer.get_by_label("accepted in part", exact=True).check()
    press(officer, "Record")
    expect(officer.locator(".error-summary")).to_contain_text("A part is more than 0 and less than €800.00.")
    assert_accessible(officer)
    officer.locator("#id_accepted").fill("300")
    officer.locator("#id_reason").fill("Die Hälfte war für den Verein.")
    press(officer, "Record")
    expect(officer.locator("main")).to_contain_text("accepted in part")


def sheets_of(page: Page, flavour: str) -> list[str]:
    """The text of each page of the file that is waited for: each is numbered, all keep the rules."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    content = Path(download.value.path()).read_bytes()
    assert faults(content, flavour) == []
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(content)).pages]
    for number, text in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in text
    return sheets


def test_from_the_award_to_the_last_euro(
    house: str, visit: Callable[..., Page], cast: Cast, tmp_path: Path
) -> None:
    row = scenes.announced(cast)
    decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
    voucher = tmp_path / "Beleg.pdf"
    voucher.write_bytes(scenes.PDF)
    applicant = visit(cast.coordinator, size=PHONE)
    officer, second = visit(cast.caseworker, size=DESKTOP), visit(cast.countersigner, size=DESKTOP)
    for number, paid in enumerate(("500", "1000", "1500"), start=1):
        call_up(applicant, officer, row, number, paid)

    applicant.goto(row.get_absolute_url().replace("/de/", "/en/"))
    press(applicant, "Open the proof of use")
    prove(applicant, row, voucher)
    expect(applicant.locator("main")).to_contain_text("above €600.00")
    ask_for_a_change(applicant, officer, second)
    applicant.goto(f"/en/desk/organisations/{row.organisation.slug}/funding/{row.public_id}/proof/")
    expect(applicant.locator("main")).not_to_contain_text("above €600.00")
    expect(applicant.locator(".fact")).to_contain_text("€2,000.00")
    follow(applicant, "Check and send the proof of use")
    assert_accessible(applicant)
    applicant.get_by_label("We declare").check()
    press(applicant, "Send the proof of use")

    check(officer, applicant, row)
    expect(officer.locator("main")).to_contain_text("€1,600.00")
    Award.objects.update(drawn=1800)  # the Office has paid a fourth part meanwhile
    follow(officer, "Record the result")
    expect(officer.locator("main")).to_contain_text("€200.00 would have to be paid back.")
    officer.locator("#id_pay_back_by").fill((today() + timedelta(30)).isoformat())
    officer.get_by_label("The grant is fixed anew").check()
    press(officer, "Propose")
    expect(officer.locator(".error-summary")).to_contain_text("The organisation was not heard on this.")
    expect(officer.locator(".error-summary")).to_contain_text("Say why the Office does not follow the proof.")
    officer.locator("#id_unheard").fill("Sie hat selbst darum gebeten.")
    officer.locator("#id_note").fill("Die Hälfte der Miete gehört nicht zum Projekt.")
    press(officer, "Propose")
    second.goto(officer.url)
    assert_accessible(second)
    # Cells of the letter do not run together.
    expect(second.locator(".letter-preview th").first).to_have_css("padding-inline-end", "16px")
    press(second, "Sign")

    applicant.reload()
    expect(applicant.locator("main")).to_contain_text("Pay back €200.00 until")
    assert_accessible(applicant)
    assert_fits(applicant)
    follow(applicant, "The letter (PDF)")
    text = " ".join(sheets_of(applicant, UA))
    for part in ("Rückforderung", "200,00", "1.600,00", "Die Hälfte war für den Verein.", "zwei Personen"):
        assert part in text
    assert "Druckerei" not in text
    applicant.goto(f"/en/desk/organisations/{row.organisation.slug}/funding/{row.public_id}/proof/")
    press(applicant, "Make the report as PDF")
    text = " ".join(sheets_of(applicant, A3))
    for part in ("Verwendungsnachweis", "Zehn Abende.", "Druckerei", "2.500,00", "2.000,00", "1.200,00"):
        assert part in text, part
    officer.reload()
    follow(officer, "Record that money came back")
    press(officer, "Record")
    expect(officer.locator("main")).to_contain_text("send the letter about the check by post")
    follow(officer, "Record when it was sent by post")
    press(officer, "Record")
    expect(officer.locator("main")).to_contain_text("Nothing is open.")
