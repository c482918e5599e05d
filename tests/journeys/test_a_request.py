"""Aylin asks for money, Petra and Jonas decide, and the letter arrives; then the money is accounted for."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from funding.choices import Purpose
from funding.models import FundingRequest
from funding.services import proofs
from parentwork.models import Attendance, Booking
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.factories.parentwork import SeatFactory
from tests.funding import scenes
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

# What extensions of a browser leave behind on fields; htmx must not copy it, which the CSP would refuse.
LIKE_A_PASSWORD_MANAGER = """() => document.querySelectorAll("input, select").forEach(field => {
  field.style.color = "red"; field.style.removeProperty("color");
})"""
pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


def cost(page: Page, line: int, category: str, label: str, units: str, price: str) -> None:
    page.locator(f"#id_costs-{line}-category").select_option(category)
    page.locator(f"#id_costs-{line}-label").fill(label)
    page.locator(f"#id_costs-{line}-units").fill(units)
    page.locator(f"#id_costs-{line}-price").fill(price)


def income(page: Page, line: int, source: str, amount: str) -> None:
    page.locator(f"#id_incomes-{line}-source").select_option(source)
    page.locator(f"#id_incomes-{line}-amount").fill(amount)


def write_the_request(page: Page, paper: Path) -> None:
    """From the empty list to the sent request, with an accident on the way."""
    page.locator("main").get_by_role("link", name="Ask for money").first.click()
    page.get_by_label("Funding of work with parents").check()
    page.locator("#id_title").fill("Elternlotsen Nordstadt")
    press(page, "Begin the request")
    follow(page, "The project")
    page.locator("#id_start").fill(f"{today().year + 1}-01-01")
    page.locator("#id_end").fill(f"{today().year + 1}-12-31")
    page.locator("#id_venue").fill("Dortmund")
    page.locator("#id_contact").fill("Aylin Demir")
    press(page, "Save and continue")
    # The page closes in the middle of typing: nothing is lost.
    page.locator("#id_need").fill("Eltern kennen die Schule nicht.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Your entries are kept as a draft")
    page.reload()
    expect(page.locator("#id_need")).to_have_value("Eltern kennen die Schule nicht.")
    assert_accessible(page)
    for name, text in (("goals", "Sie reden mit ihr."), ("target_group", "Alle"), ("activities", "Abende")):
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_reach").fill("60")
    press(page, "Save and continue")
    write_the_plan(page)
    page.locator("#id_not_begun").check()
    page.locator("#id_says_true").check()
    page.locator("#id_keeps_vouchers").check()
    press(page, "Save and continue")
    page.locator("#id_file").set_input_files(paper)
    press(page, "Add")
    expect(page.locator("main")).to_contain_text("Satzung.pdf")
    follow(page, "Back to the list of pages")
    follow(page, "Check your answers and send")
    assert_accessible(page)
    assert_fits(page)
    press(page, "Send the request")
    expect(page.locator(".done")).to_contain_text("Your request has been sent")


def write_the_plan(page: Page) -> None:
    cost(page, 0, "fees", "Referentin", "40", "50,00")
    press(page, "One more cost")
    cost(page, 1, "material", "Druck", "1", "500")
    income(page, 0, "own", "400")
    press(page, "One more income")
    income(page, 1, "grant", "2000")
    expect(page.locator("#plan-sums")).to_contain_text("missing on the income side")
    press(page, "Save and continue")
    expect(page.locator(".error-summary")).to_contain_text("€100.00")
    expect(page.locator("#id_costs-1-label")).to_have_value("Druck")
    assert_accessible(page)
    assert_fits(page)
    income(page, 0, "own", "500")
    press(page, "Save and continue")


def test_a_request_from_the_first_word_to_the_letter(
    house: str, visit: Callable[..., Page], cast: Cast, tmp_path: Path
) -> None:
    ProgrammeFactory(office=cast.office, papers=["statutes"])
    paper = tmp_path / "Satzung.pdf"
    paper.write_bytes(scenes.PDF)
    applicant = visit(cast.coordinator, size=PHONE)
    applicant.goto(f"/en/desk/organisations/{cast.association.slug}/funding/")
    write_the_request(applicant, paper)
    row = FundingRequest.objects.get()

    officer = visit(cast.caseworker, size=DESKTOP)
    officer.goto(f"/en/desk/offices/{cast.office.slug}/")
    assert_accessible(officer)
    follow(officer, "Elternlotsen Nordstadt")
    press(officer, "Confirm receipt")
    follow(officer, "Ask for a correction")
    officer.locator("#id_question").fill("Bitte die Schulen nennen.")
    officer.locator("#id_deadline").fill((today() + timedelta(14)).isoformat())
    press(officer, "Send the question")

    applicant.reload()
    expect(applicant.locator("main")).to_contain_text("Bitte die Schulen nennen.")
    follow(applicant, "Check and answer")
    applicant.locator("#id_answer").fill("Grundschule Nord und Süd.")
    press(applicant, "Send the answer")

    officer.reload()
    for link in ("Check the content", "Check the figures"):
        follow(officer, link)
        officer.get_by_label("fit for funding", exact=True).check()
        press(officer, "Record the check")
    follow(officer, "Propose a decision")
    officer.locator("#id_amount").fill("1.500,00")
    expect(officer.locator("#awarded-plan")).to_contain_text("bring €1,000.00 of its own instead of €500.00")
    press(officer, "Propose")
    expect(officer.locator(".error-summary")).to_contain_text("Say why less than asked for is given")
    assert_accessible(officer)
    officer.locator("#id_reasons").fill("Weniger Stunden.")
    press(officer, "Propose")
    expect(officer.get_by_role("button", name="Sign the decision")).to_have_count(0)

    second = visit(cast.countersigner, size=DESKTOP)
    second.goto(f"/en/desk/offices/{cast.office.slug}/requests/{row.public_id}/")
    follow(second, "Check and sign")
    expect(second.locator(".letter-preview")).to_contain_text("1.000,00 € statt 500,00 €")
    assert_accessible(second)
    press(second, "Sign the decision")
    applicant.reload()
    expect(applicant.locator("main")).not_to_contain_text("€1,500.00")
    officer.reload()
    follow(officer, "Check and announce")
    expect(officer.locator("main")).to_contain_text(cast.coordinator.email)
    assert_accessible(officer)
    press(officer, "Announce the decision")

    applicant.reload()
    expect(applicant.locator(".fact")).to_contain_text("€1,500.00")
    expect(applicant.locator("main")).to_contain_text("bring €1,000.00 of your own instead of €500.00")
    assert_accessible(applicant)
    assert_fits(applicant)
    press(applicant, "The decision letter")
    with applicant.expect_download() as download:
        applicant.get_by_role("link", name=re.compile("Download")).click()
    reader = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "1.500,00" in " ".join(page.extract_text() for page in reader.pages)

    for stranger in (cast.foreign_caseworker, cast.berlin_caseworker):
        page = visit(stranger)
        answer = page.goto(f"/en/desk/offices/{cast.office.slug}/requests/{row.public_id}/")
        assert answer is not None
        assert answer.status == 404


def test_whoever_types_without_a_pause_is_kept_after_two_seconds(
    house: str, visit: Callable[..., Page], cast: Cast
) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office))
    page = visit(cast.coordinator, size=PHONE)
    page.clock.install(time=0)
    page.goto(f"/en/desk/organisations/{cast.association.slug}/funding/{row.public_id}/pages/goals/")
    page.clock.pause_at(3_600_000)
    with page.expect_request("**/autosave/") as kept:
        for _letter in range(5):
            page.locator("#id_need").press_sequentially("a")
            page.clock.run_for(450)
    assert "need=aaaaa" in (kept.value.post_data or "")


def test_lines_of_the_plan_come_and_go_and_no_word_is_lost(
    house: str, visit: Callable[..., Page], cast: Cast
) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office))
    page = visit(cast.coordinator, size=DESKTOP)
    page.goto(f"/en/desk/organisations/{cast.association.slug}/funding/{row.public_id}/plan/")
    lines = page.locator("#costs-lines tr")
    page.get_by_role("button", name="One more cost").dblclick()
    expect(lines).to_have_count(3)
    expect(page.locator("#id_costs-2-category")).to_be_focused()

    # The answer to a click is still on its way while somebody types.
    held: list[Route] = []
    page.route("**/plan/", lambda route: held.append(route), times=1)
    with page.expect_request("**/plan/"):
        press(page, "One more cost")
    page.locator("#id_costs-0-label").fill("Referentin")
    page.locator("#id_costs-1-label").fill("Druck")
    held.pop().continue_()
    expect(lines).to_have_count(4)
    expect(page.locator("#id_costs-0-label")).to_have_value("Referentin")

    page.get_by_role("button", name="Remove line 1").first.click()
    expect(lines).to_have_count(3)
    expect(page.locator("#id_costs-0-label")).to_have_value("Druck")
    expect(page.locator("#remove-costs-0")).to_be_focused()
    page.reload()
    expect(page.locator("#id_costs-0-label")).to_have_value("Druck")
    assert_accessible(page)

    # A line is asked for while another is still being taken away.
    page.route("**/plan/", lambda route: held.append(route), times=1)
    with page.expect_request("**/plan/"):
        page.get_by_role("button", name="Remove line 2").first.click()
    press(page, "One more cost")
    held.pop().continue_()
    expect(page.locator("#id_costs-2-category")).to_be_focused()
    expect(lines).to_have_count(3)
    expect(page.locator("#id_costs-TOTAL_FORMS")).to_have_value("3")


def tab_to(page: Page, selector: str) -> None:
    """Go there from field to field, as who has no mouse does."""
    target = page.locator(selector)
    for _step in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def fill_in(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def choose(page: Page, selector: str, value: str) -> None:
    """In a list one types the beginning of the word."""
    tab_to(page, selector)
    page.keyboard.type(page.locator(f"{selector} option[value={value}]").inner_text())
    expect(page.locator(selector)).to_have_value(value)


def test_a_plan_is_filled_in_by_keyboard_alone(house: str, visit: Callable[..., Page], cast: Cast) -> None:
    row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office))
    page = visit(cast.coordinator, size=DESKTOP)
    page.goto(f"/en/desk/organisations/{cast.association.slug}/funding/{row.public_id}/plan/")
    choose(page, "#id_costs-0-category", "fees")
    for name, text in (("label", "Referentin"), ("units", "40"), ("price", "50")):
        fill_in(page, f"#id_costs-0-{name}", text)
    tab_to(page, "button[name=add_line][value=costs]")
    page.keyboard.press("Enter")
    expect(page.locator("#id_costs-1-category")).to_be_focused()
    page.keyboard.type(page.locator("#id_costs-1-category option[value=material]").inner_text())
    for name, text in (("label", "Druck"), ("units", "1"), ("price", "500")):
        fill_in(page, f"#id_costs-1-{name}", text)
    choose(page, "#id_incomes-0-source", "own")
    fill_in(page, "#id_incomes-0-amount", "400")
    tab_to(page, "button[name=add_line][value=incomes]")
    page.keyboard.press("Enter")
    expect(page.locator("#id_incomes-1-source")).to_be_focused()
    page.keyboard.type(page.locator("#id_incomes-1-source option[value=grant]").inner_text())
    fill_in(page, "#id_incomes-1-amount", "2000")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("€100.00")
    fill_in(page, "#id_incomes-0-amount", "500")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Declarations")
    assert [line.amount for line in row.costs.order_by("pk")] == [2000, 500]


def test_lines_of_a_staff_plan_and_of_a_plan_on_paper_come_and_go(
    house: str, visit: Callable[..., Page], cast: Cast
) -> None:
    ProgrammeFactory(office=cast.office)
    row = scenes.draft(
        cast, "Unsere Arbeit", programme=ProgrammeFactory(office=cast.office, purpose=Purpose.INSTITUTIONAL)
    )
    of_year = f"/en/desk/organisations/{cast.association.slug}/funding/{row.public_id}/staff/"
    on_paper = f"/en/desk/offices/{cast.office.slug}/paper/new/?organisation={cast.association.slug}"
    for user, address, side in ((cast.coordinator, of_year, "staff"), (cast.caseworker, on_paper, "costs")):
        page = visit(user, size=PHONE)
        page.goto(address)
        page.evaluate(LIKE_A_PASSWORD_MANAGER)
        lines = page.locator(f"#{side}-lines tr")
        page.locator(f"button[name=add_line][value={side}]").click()
        expect(lines).to_have_count(2)
        page.get_by_role("button", name="Remove line 1").first.click()
        expect(lines).to_have_count(1)


def test_a_report_with_what_the_calendar_knows(
    house: str, visit: Callable[..., Page], cast: Cast, tmp_path: Path
) -> None:
    proof = proofs.open_proof(scenes.announced(cast).award, by=cast.coordinator)
    seat = SeatFactory(date__workshop__organisation=cast.association)
    date = seat.date
    date.starts = date.starts.replace(year=2026, month=3, day=3)
    date.ends = date.starts + timedelta(hours=2)
    date.save()
    Booking.objects.update(name="Familie Geheimname")
    Attendance.objects.create(seat=seat, adults=2, children=1, cared_for=1)
    voucher = tmp_path / "Beleg.pdf"
    voucher.write_bytes(scenes.PDF)

    page = visit(cast.coordinator, size=PHONE)
    page.goto(f"/en/desk/organisations/{cast.association.slug}/funding/{proof.award.request.public_id}/")
    follow(page, "To the proof of use")
    follow(page, "Which workshops the money paid for")
    page.get_by_role("button", name=re.compile("^Link")).click()
    follow(page, "Back to the proof")
    expect(page.locator(".tiles")).to_contain_text("2participations of adults")
    follow(page, "What was done and what came of it")
    page.locator("#id_done").fill("Ein Abend.")
    page.locator("#id_results").fill("Zwei Eltern waren da.")
    press(page, "Save")
    follow(page, "Expenses and vouchers")
    follow(page, "Enter an expense")
    for name, text in (
        ("paid", "2026-03-05"),
        ("payee", "Druckerei"),
        ("reason", "Flyer"),
        ("amount", "180"),
    ):
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_category").select_option("material")
    page.locator("#id_receipt").set_input_files(voucher)
    press(page, "Save the expense")
    assert_accessible(page)
    page.locator(".breadcrumb").get_by_role("link", name="Proof of use").click()
    expect(page.locator(".fact")).to_contain_text("€144.00")
    assert_accessible(page)
    assert_fits(page)
    press(page, "Make the report as PDF")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download")).click()
    reader = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    assert "144,00" in text
    assert "Geheimname" not in text
    assert "belegliste.csv" in reader.attachments
