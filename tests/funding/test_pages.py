"""What people meet on the pages: errors that keep their input, forms that are not lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.choices import State
from funding.models import Attachment, CostItem, Draft, FundingRequest, Snapshot
from funding.services import drafts
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def case_at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def plan_data(version: int, costs: list[dict[str, str]], incomes: list[dict[str, str]]) -> dict[str, str]:
    data = {"version": str(version)}
    for side, rows in (("costs", costs), ("incomes", incomes)):
        data |= {f"{side}-TOTAL_FORMS": str(len(rows)), f"{side}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"{side}-{number}-{name}": value for name, value in row.items()}
    return data


COST = {"category": "fees", "label": "Referentin", "units": "40", "price": "50,00"}
OWN = {"source": "own", "label": "", "amount": "400"}
GRANT = {"source": "grant", "label": "", "amount": "1.600,00"}


# -- examples ----------------------------------------------------------------------------------------


def test_a_question_is_answered_by_an_example_first(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    with translation.override("en"):
        goals, plan = applicant.get(at("task", row, "goals")), applicant.get(at("plan", row))
    for page in (goals, plan):
        assert "<summary>An example to read</summary>" in page.text
    assert "Sixty parents know how the change to the next school works." in goals.text
    assert "Together 1,800 euros." in plan.text


def test_a_question_suggests_until_when_it_is_answered(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    suggested = officer.get(case_at("ask", row)).context["form"]["deadline"].value()
    assert suggested == today() + timedelta(days=row.office.hearing_days)


# -- the plan ----------------------------------------------------------------------------------------


def test_a_plan_in_balance_is_stored(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    answer = applicant.post(at("plan", row), plan_data(1, [COST, {}], [OWN, GRANT]))
    assert answer.status_code == 302
    assert [(item.amount, item.year) for item in CostItem.objects.all()] == [
        (scenes.D("2000.00"), scenes.today().year)
    ]


def test_a_plan_out_of_balance_changes_nothing_and_keeps_what_was_typed(
    cast: Cast, applicant: Client
) -> None:
    row = scenes.draft(cast)
    answer = applicant.post(at("plan", row), plan_data(1, [COST], [OWN, GRANT | {"amount": "1.287,50"}]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "312,50" in page
    assert 'value="1.287,50"' in page
    assert not CostItem.objects.exists()
    assert Draft.objects.get().data["incomes-1-amount"] == "1.287,50"
    row.refresh_from_db()
    assert row.version == 1


def test_an_error_stands_on_its_line(cast: Cast, applicant: Client) -> None:
    answer = applicant.post(
        at("plan", scenes.draft(cast)), plan_data(1, [COST, COST | {"price": "viel"}], [OWN, GRANT])
    )
    assert answer.status_code == 422
    assert 'href="#id_costs-1-price"' in answer.content.decode()


def test_an_error_names_its_line(cast: Cast, applicant: Client) -> None:
    wrong = plan_data(1, [COST, COST | {"price": "viel"}], [OWN, GRANT])
    page = " ".join(applicant.post(at("plan", scenes.draft(cast)), wrong).text.split())
    assert '<a href="#id_costs-1-price">Kosten, Zeile 2, ' in page


def test_a_plan_that_is_only_typed_reads_as_such_before_sending(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    applicant.post(at("plan", row), plan_data(1, [COST], [OWN, GRANT | {"amount": "1.287,50"}]))
    page = applicant.get(at("check_answers", row)).text
    assert "Der Plan hat noch keine Kosten" not in page
    for part in ("2.000,00", "1.687,50", "312,50"):
        assert part in page, part


def test_what_is_typed_over_a_stored_plan_is_not_shown_as_what_is_sent(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    wrong = plan_data(row.version, [COST | {"price": "77,00"}], [OWN, GRANT])
    applicant.post(at("plan", row), wrong)
    page = applicant.get(at("check_answers", row)).text
    assert "2.500,00" in page
    assert "3.080,00" not in page


def test_the_last_page_of_the_form_leads_on_to_sending(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    assert f'<a class="button" href="{at("check_answers", row)}">' in applicant.get(at("papers", row)).text


def test_lines_come_and_go_without_a_script(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    data = plan_data(1, [COST, COST | {"label": "Druck"}], [OWN])
    page = applicant.post(at("plan", row), data | {"add_line": "costs"}).content.decode()
    assert 'name="costs-2-label"' in page
    page = applicant.post(at("plan", row), data | {"remove_line": "costs-0"}).content.decode()
    assert 'value="Druck"' in page
    assert 'value="Referentin"' not in page
    assert not CostItem.objects.exists()


def test_the_enter_key_saves_the_plan_and_takes_no_line_away(cast: Cast, applicant: Client) -> None:
    page = applicant.get(at("plan", scenes.draft(cast))).text
    assert "name=" not in first_button(page, "plan")


def first_button(page: str, form: str) -> str:
    """What a browser presses for Enter in a field of this form."""
    found = re.search(rf'<form[^>]* id="{form}".*?(<button[^>]*>)', page, re.S)
    assert found
    return found[1]


def test_a_forged_number_of_lines_is_refused(cast: Cast, applicant: Client) -> None:
    data = plan_data(1, [COST], [OWN]) | {"costs-TOTAL_FORMS": "1000000"}
    assert applicant.post(at("plan", scenes.draft(cast)), data).status_code == 422


# -- nothing lost --------------------------------------------------------------------------------------

GOALS = {
    "need": "Not", "goals": "Ziel", "target_group": "Eltern", "reach": "20", "activities": "Abende",
    "partners": "",
}  # fmt: skip


def test_typing_is_kept_by_itself_and_offered_again(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    answer = applicant.post(at("autosave", row, "goals"), {"version": "1", "need": "Halb getippt"})
    assert "Halb getippt" not in answer.json()["text"]
    assert FundingRequest.objects.get().need == ""
    page = applicant.get(at("task", row, "goals")).content.decode()
    assert "Halb getippt" in page
    assert answer.json()["text"] in page
    applicant.post(at("task", row, "goals"), GOALS | {"version": "1"})
    assert FundingRequest.objects.get().need == "Not"
    assert not Draft.objects.exists()


def test_sums_follow_the_typing(cast: Cast, applicant: Client) -> None:
    data = plan_data(1, [COST], [OWN])
    answer = applicant.post(at("autosave", scenes.draft(cast), "plan"), data)
    assert "2.000,00" in answer.json()["fragments"]["plan-sums"]


def test_two_people_at_once_see_both_versions(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    second = type(cast.coordinator).objects.create(email="zweite@nordstadt.example", name="Zweite")
    cast.association.memberships.create(user=second, role="coordinator")
    drafts.keep_draft(row, "goals", {"need": "Der andere Text"}, by=second, version=1)
    page = applicant.get(at("task", row, "goals")).content.decode()
    assert "Der andere Text" in page
    drafts.save_page(row, "goals", GOALS | {"reach": 5, "need": "Gespeichert"}, by=second, version=1)
    answer = applicant.post(at("task", row, "goals"), GOALS | {"version": "1", "need": "Meins"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Gespeichert" in page
    assert "Meins" in page
    assert FundingRequest.objects.get().need == "Gespeichert"
    assert 'name="version" value="2"' in page


def test_an_expired_sign_in_eats_no_form(cast: Cast) -> None:
    row, client = scenes.draft(cast), Client()
    address = at("task", row, "goals")
    answer = client.post(address, GOALS | {"version": "1", "need": "Lange getippt"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    client.force_login(cast.coordinator)
    assert "Lange getippt" in client.get(address).content.decode()
    assert FundingRequest.objects.get().need == ""
    assert "Lange getippt" not in client.get(address).content.decode()


def test_autosave_says_when_one_is_signed_out(cast: Cast) -> None:
    answer = Client().post(
        at("autosave", scenes.draft(cast), "goals"),
        {"version": "1"},
        headers={"x-requested-with": "autosave"},
    )
    assert answer.status_code == 401
    assert answer.json()["text"]


# -- uploads ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Satzung.pdf", b"MZ\x90\x00" + b"\0" * 500),
        ("Satzung.pdf", scenes.PDF + b"0" * 20_000_000),
        ("Satzung.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("Satzung.pdf", b""),
    ],
)
def test_a_bad_upload_is_refused_in_words(cast: Cast, applicant: Client, name: str, content: bytes) -> None:
    row = scenes.draft(cast)
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    answer = applicant.post(at("papers", row), {"kind": "charity", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error-summary"' in page
    assert '<option value="charity" selected>' in page
    assert not Attachment.objects.exists()


def test_a_paper_is_kept_once_and_given_out_as_attachment(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    for _click in range(2):
        applicant.post(at("papers", row), {"kind": "statutes", "file": scenes.pdf("Satzung ä.pdf")})
    paper = Attachment.objects.get()
    answer = applicant.get(at("paper", row, paper.public_id))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == scenes.PDF


def test_a_good_voucher_survives_a_bad_form(cast: Cast, applicant: Client) -> None:
    proof = scenes.proof(cast)
    row = proof.award.request
    data = {
        "version": "1", "paid": "2026-02-01", "payee": "Druckerei", "reason": "Flyer", "category": "material",
        "amount": "viel", "eligible": "",
    }  # fmt: skip
    answer = applicant.post(at("expense_new", row), data | {"receipt": scenes.pdf("Beleg.pdf")})
    assert answer.status_code == 422
    assert not proof.receipts.exists(), "it is no voucher yet"
    again = data | {"amount": "12,50", "held-receipt": answer.context["form"]["receipt"].held.token}
    answer = applicant.post(at("expense_new", row), again)
    assert answer.status_code == 302
    assert proof.receipts.get().expense == proof.expenses.get()
    assert proof.expenses.get().eligible == scenes.D("12.50")


def test_a_kind_of_cost_that_needs_consent_is_said_before_and_after(cast: Cast, applicant: Client) -> None:
    type(cast.office).objects.update(email="geld@amt.example")
    row = scenes.proof(cast).award.request
    translation.activate("en")
    page = applicant.get(at("expense_new", row)).text
    assert '<option value="travel">Travel (not in the plan)</option>' in page
    assert '<option value="fees">Fees for lecturers and interpreters</option>' in page
    for category, amount in (("travel", "50,00"), ("fees", "2.450,00")):
        data = {
            "version": "1", "paid": "2026-02-01", "payee": "Bahn", "reason": "Fahrt", "category": category,
            "amount": amount, "eligible": "",
        }  # fmt: skip
        assert applicant.post(at("expense_new", row), data).status_code == 302
    for name in ("expenses", "proof"):
        page = applicant.get(at(name, row)).text
        box = page.partition('<div class="note note-warn"><p><strong>')[2].partition("</div>")[0]
        assert "<li>Travel: €50.00, not in the plan</li>" in box
        assert "<li>Fees for lecturers and interpreters: €2,450.00, at most €2,400.00 " in box
        assert f'href="{at("amendments", row)}"' in box
        assert "mailto:" not in box, "what a change is asked for here asks for no letter"


# -- sending -----------------------------------------------------------------------------------------------


def test_a_double_click_sends_once(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    for _click in range(2):
        answer = applicant.post(at("submit", row), {"version": str(row.version)})
        assert answer.status_code == 302
    assert Snapshot.objects.count() == 1


def test_an_incomplete_request_is_not_sent(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    answer = applicant.post(at("submit", row), {"version": "1"})
    assert answer.status_code == 422
    assert FundingRequest.objects.get().state == State.DRAFT


def test_an_officer_reads_the_submission_not_what_is_typed_since(cast: Cast, officer: Client) -> None:
    row = scenes.clarification(cast)
    values = {"title": "Neu und heimlich", "start": row.start, "end": row.end, "venue": "x", "contact": "x"}
    drafts.save_page(row, "project", values, by=cast.coordinator, version=row.version)
    for address in (case_at("case", row), reverse("funding:inbox", args=[cast.office.slug])):
        page = officer.get(address).content.decode()
        assert "Elternlotsen Nordstadt" in page
        assert "Neu und heimlich" not in page


def test_an_applicant_reads_no_decision_before_it_is_announced(cast: Cast, applicant: Client) -> None:
    row = scenes.countersigned(cast)
    page = applicant.get(row.get_absolute_url()).content.decode()
    assert "2.000,00" not in page
    assert applicant.get(at("letter", row)).status_code == 404
    assert "countersigned" not in page
