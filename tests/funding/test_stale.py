"""Somebody else was faster: the page says so, keeps what was typed, and a second press means it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.choices import CheckKind, CheckResult, ProofState, State, Task
from funding.models import Expense, FundingRequest
from funding.services import drafts, expenses, review
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_bad_words import plan_of
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAID = "Somebody else changed this in the meantime. Please look at it again."


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def version_in(page: str) -> int:
    """The version that the next press would send."""
    return int(re.findall(r'name="version" value="(\d+)"', page)[-1])


def case_at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


@pytest.mark.parametrize(
    ("name", "data", "typed"),
    [
        ("ask", {"question": "Bitte den Ort nennen.", "deadline": "2099-01-01"}, "Bitte den Ort nennen."),
        ("early_start", {"day": "2099-01-01"}, "2099-01-01"),
        ("check", {"result": "good", "note": "Alles schlüssig."}, "Alles schlüssig."),
    ],
)
def test_a_step_of_the_office(cast: Cast, name: str, data: dict[str, str], typed: str) -> None:
    row, officer = scenes.received(cast), client_of(cast.caseworker)
    scenes.strict()
    address = case_at(name, row, *([CheckKind.CONTENT] if name == "check" else []))
    seen = version_in(officer.get(address).text)
    review.check(row, CheckKind.CALCULATIVE, CheckResult.GOOD, by=cast.caseworker, version=seen)
    refused = officer.post(address, data | {"version": seen})
    assert refused.status_code == 422
    assert SAID in refused.text
    assert typed in refused.text
    assert version_in(refused.text) == seen + 1
    assert officer.post(address, data | {"version": version_in(refused.text)}).status_code == 302


def test_a_button_on_the_page_of_a_request(cast: Cast) -> None:
    row = scenes.submitted(cast)
    answer = client_of(cast.caseworker).post(
        case_at("receive", row), {"version": row.version - 1}, follow=True
    )
    assert SAID in answer.text
    assert version_in(answer.text) == row.version


def test_sending_a_request_and_withdrawing_it(cast: Cast) -> None:
    row, applicant = scenes.filled(cast), client_of(cast.coordinator)
    where = [row.organisation.slug, row.public_id]
    for name, state in (("submit", State.SUBMITTED), ("withdraw", State.WITHDRAWN)):
        row.refresh_from_db()
        address = reverse(f"funding:{name}", args=where)
        refused = applicant.post(address, {"version": row.version - 2, "note": "Kein Personal."})
        assert refused.status_code == 422
        assert SAID in refused.text
        answer = applicant.post(address, {"version": version_in(refused.text), "note": "Kein Personal."})
        assert answer.status_code == 302
        row.refresh_from_db()
        assert row.state == state


def test_sending_a_proof(cast: Cast) -> None:
    proof, applicant = furnished_proof(cast), client_of(cast.coordinator)
    row = proof.award.request
    address = reverse("funding:proof_submit", args=[row.organisation.slug, row.public_id])
    refused = applicant.post(address, {"version": proof.version - 1, "declared": "on"})
    assert refused.status_code == 422
    assert SAID in refused.text
    seen = {"version": version_in(refused.text), "declared": "on"}
    assert applicant.post(address, seen).status_code == 302
    proof.refresh_from_db()
    assert proof.state == ProofState.SUBMITTED


def test_an_expense_is_not_overwritten_unseen(cast: Cast) -> None:
    proof, applicant = furnished_proof(cast), client_of(cast.coordinator)
    expense, row = Expense.objects.get(), proof.award.request
    address = reverse("funding:expense", args=[row.organisation.slug, row.public_id, expense.public_id])
    page = applicant.get(address).text
    typed = {
        "paid": "2026-03-05", "payee": "Druckerei", "reason": "Plakate", "category": "material",
        "amount": "199,90", "eligible": "180,00", "voucher_number": "7", "version": version_in(page),
    }  # fmt: skip
    stored = {name: getattr(expense, name) for name in ("paid", "category", "amount", "eligible", "invoiced")}
    changed = stored | {
        "payee": "Copyshop Nord",
        "reason": "Flyer",
        "voucher_number": "7",
        "outside_reason": "",
    }
    expenses.change_expense(expense, changed, by=cast.coordinator, version=expense.version)
    refused = applicant.post(address, typed)
    assert refused.status_code == 422
    assert "Compare them with what is stored now, then save again." in refused.text
    box = refused.text.partition('<dl class="dl">')[2].partition("</dl>")[0]
    assert re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", box)[:2] == [
        ("Paid to", "Copyshop Nord"), ("What for", "Flyer"),
    ]  # fmt: skip
    assert 'value="Plakate"' in refused.text
    assert Expense.objects.get().payee == "Copyshop Nord"
    assert applicant.post(address, typed | {"version": version_in(refused.text)}).status_code == 302
    assert Expense.objects.get().payee == "Druckerei"


def at_the_form(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def test_ones_own_pages_do_not_stand_in_each_others_way(cast: Cast) -> None:
    """What is typed into the plan goes along when its author saves the page of the dates."""
    row, applicant = scenes.draft(cast), client_of(cast.coordinator)
    typed = plan_of(["Fahrten"]) | {"version": str(row.version)}
    assert applicant.post(at_the_form("autosave", row, "plan"), typed).status_code == 200
    year = today().year + 1
    dates = {"start": f"{year}-01-01", "end": f"{year}-12-31", "venue": "Dortmund", "contact": "Aylin"}
    saved = applicant.post(
        at_the_form("task", row, "project"), dates | {"title": row.title, "version": row.version}
    )
    assert saved.status_code == 302
    opened = version_in(applicant.get(at_the_form("plan", row)).text)
    assert opened == row.version + 1
    assert applicant.post(at_the_form("plan", row), typed | {"version": opened}).status_code == 302


def test_a_plan_that_nobody_has_saved_yet_says_so_too(cast: Cast) -> None:
    row, applicant = scenes.draft(cast), client_of(cast.coordinator)
    typed = plan_of(["Fahrten"]) | {"version": str(row.version)}
    drafts.save_page(row, Task.GOALS, {"need": "Rat"}, by=cast.coordinator, version=row.version)
    refused = applicant.post(at_the_form("plan", row), typed)
    assert (refused.status_code, SAID.partition(".")[0] in refused.text) == (422, True)
    assert applicant.post(at_the_form("plan", row), typed | {"version": row.version + 1}).status_code == 302
