"""The foot of the desk: on each page of a request it leads to the texts of the Office that decides on it."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.urls.applicants import APPLICANT
from funding.urls.offices import OFFICER
from tests.cast import Cast
from tests.funding.matrix import MATRIX, furnish

pytestmark = pytest.mark.django_db

# Pages of a document that is being made: the portal's, about no Office.
WAITING = {
    "amendment_letter", "case_amendment_letter", "case_closing_letter", "case_letter", "case_interim_report",
    "case_report", "case_submission", "closing_letter", "interim_report", "letter", "report", "sent_paper",
}  # fmt: skip
READERS = ("coordinator", "caseworker", "countersigner", "budget_holder")
NOT_OF_A_REQUEST = {
    "bank_account", "find", "kept_papers", "own_advice", "requests", "signatory", "signatory_new", "start",
}  # fmt: skip


def pages(cast: Cast) -> Iterable[tuple[str, str]]:
    """Address and page, of all that the coordinator and the officers read at the desk of an Office."""
    for name in sorted({str(pattern.name) for pattern in APPLICANT + OFFICER}):
        row = MATRIX[f"funding:{name}"]
        if row.post or name in WAITING | NOT_OF_A_REQUEST:
            continue
        reader = next(each for each in READERS if each in row.sees)
        client = Client()
        client.force_login(getattr(cast, reader))
        answer = client.get(row.address(f"funding:{name}", row.kwargs(cast)))
        if answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            yield name, answer.content.decode()


def test_the_foot_leads_to_the_texts_of_the_office_on_every_page_of_a_request(cast: Cast) -> None:
    furnish(cast)
    with translation.override("de"):
        address = reverse("funding:contact_point", args=[cast.office.slug])
    wanted = {f'href="{address}#{part}"' for part in ("accessibility", "privacy", "imprint")}
    without = {
        name: missing
        for name, page in pages(cast)
        if (missing := {link for link in wanted if link not in page.partition("<footer")[2]})
    }
    assert without == {}


def test_the_walk_goes_over_all_of_them(cast: Cast) -> None:
    furnish(cast)
    assert [name for name, _page in pages(cast)] == [
        "advice_case", "advice_inbox", "amendment_answer", "amendment_posted", "amendments",
        "announce", "ask", "assign",
        "bank_account_for",
        "budget", "budget_line", "budget_line_new", "budget_year", "call_off", "case", "case_amendments",
        "case_audits", "case_files", "case_interim", "case_proof",
        "case_sign", "case_withdrawal", "check", "check_answers", "check_result", "checking", "consent",
        "contest",
        "contest_result",
        "countersign", "drawdown_decide", "drawdowns", "earlier", "early_start", "enclosures", "expense",
        "expense_columns", "expense_delete", "expense_kinds", "expense_new", "expense_share",
        "expense_upload", "expenses", "explain",
        "extend", "fee", "fees",
        "figures", "finalise", "glance", "hear", "hearing", "inbox", "income", "interim", "land",
        "narrative", "note",
        "order_columns", "orders", "own_advice_ask", "own_advice_one", "paid_back", "paper_answer",
        "paper_find",
        "paper_request", "papers", "past_grants", "past_list", "past_list_columns", "past_review",
        "past_upload",
        "payment_new", "payments", "plan",
        "plan_upload", "proof", "proof_helpers", "proof_workshops", "propose", "query", "request",
        "result_posted", "sample",
        "send_back",
        "sent", "settle", "sign", "staff", "staff_upload", "step_back", "structure", "task",
        "text_block", "text_block_new", "text_blocks", "undo_return", "voucher_line", "wait", "withdraw",
    ]  # fmt: skip
