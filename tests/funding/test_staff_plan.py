"""Money for the whole work of an organisation: a year at a time, with a staff plan and all that comes in."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from funding import finance
from funding.choices import CostCategory, Financing, IncomeSource, Notice, Purpose, State, Task
from funding.models import FundingRequest, Office, Post, Programme
from funding.reports import RequestPaperPdf
from funding.reports.changes import changes
from funding.services import (
    copies,
    decisions,
    drafts,
    letters,
    notification,
    paper_requests,
    plans,
    review,
    signing,
    submissions,
)
from funding.services.paper_requests import OnPaper
from portal.documents.rendering import pdf
from portal.lib.dates import today
from portal.lib.sheets import write_xlsx
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_pages import at, case_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MANAGER: dict[str, Any] = {
    "function": "Geschäftsführung", "pay_group": "E 11 TV-L", "percent": D("62.5"), "months": D(12),
    "monthly": D("3333.33"), "once": D("1200.00"),
}  # fmt: skip
ADVISER: dict[str, Any] = {
    "function": "Beratung", "pay_group": "", "percent": D(50), "months": D("5.5"), "monthly": D("1000.01"),
    "once": D(0),
}  # fmt: skip
STAFF = D("41199.96") + D("5500.06")
HEAD = [
    "Function", "Pay group", "Share of a full post (%)", "Months", "Costs of a month (€)",
    "Once in the year (€)", "Costs of the year (€)",
]  # fmt: skip


def programme(cast: Cast) -> Programme:
    found = Programme.objects.filter(purpose=Purpose.INSTITUTIONAL).first()
    return found or ProgrammeFactory(
        office=cast.office, purpose=Purpose.INSTITUTIONAL, financing=Financing.DEFICIT, rate=None,
        max_amount=D(60000), own_share=None, volunteer_cap=None,
    )  # fmt: skip


def costs(staff: Decimal = STAFF) -> list[dict[str, Any]]:
    line = {"year": 2026, "units": D(1)}
    return [
        line | {"category": CostCategory.PERSONNEL, "label": "Personal", "price": staff},
        line | {"category": CostCategory.MATERIAL, "label": "Miete", "price": D(9000)},
    ]


def incomes(staff: Decimal = STAFF) -> list[dict[str, Any]]:
    line = {"label": "", "year": 2026, "is_granted": False}
    return [
        line | {"source": IncomeSource.OWN, "amount": D(5000)},
        line | {"source": IncomeSource.GRANT, "amount": staff + 4000},
    ]


def draft(cast: Cast) -> FundingRequest:
    return scenes.draft(cast, "Unsere Arbeit 2026", programme=programme(cast))


def saved(row: FundingRequest, cast: Cast, *posts: dict[str, Any]) -> FundingRequest:
    return plans.save_staff(row, posts, by=cast.coordinator, version=row.version)


def filled(cast: Cast) -> FundingRequest:
    by = cast.coordinator
    row = saved(draft(cast), cast, MANAGER, ADVISER)
    where = {"title": row.title, "start": date(2026, 1, 1), "end": date(2026, 12, 31), "venue": "Dortmund"}
    row = drafts.save_page(row, Task.PROJECT, where | {"contact": "Aylin"}, by=by, version=row.version)
    said = dict.fromkeys(("need", "goals", "target_group", "activities", "partners"), "Text") | {"reach": 60}
    row = drafts.save_page(row, Task.GOALS, said, by=by, version=row.version)
    row = plans.save_plan(row, costs(), incomes(), by=by, version=row.version)
    declared = dict.fromkeys(("says_true", "keeps_vouchers", "names_all_income"), True)
    return drafts.save_page(row, Task.DECLARATIONS, declared, by=by, version=row.version)


def submitted(cast: Cast) -> FundingRequest:
    row = filled(cast)
    return submissions.submit(row, by=cast.coordinator, version=row.version)


def typed(*posts: dict[str, Any], version: int = 1) -> dict[str, Any]:
    data = {
        f"staff-{place}-{name}": str(text) for place, post in enumerate(posts) for name, text in post.items()
    }
    return {"version": version, "staff-TOTAL_FORMS": len(posts), "staff-INITIAL_FORMS": 0} | data


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class TestFigures:
    def test_a_post_costs_its_months_and_what_is_paid_once_to_the_cent(self) -> None:
        assert finance.post_amount(D(12), D("3333.33"), D(1200)) == D("41199.96")
        assert finance.post_amount(D("5.5"), D("1000.01")) == D("5500.06")

    def test_full_posts_are_counted_over_the_year(self) -> None:
        assert finance.full_posts([(D("62.5"), D(12)), (D(50), D(6))]) == D("0.88")
        assert finance.full_posts([]) == 0

    @given(st.lists(st.tuples(st.integers(1, 1200), st.integers(0, 10**7)), max_size=9))
    def test_no_post_is_off_by_more_than_half_a_cent(self, posts: list[tuple[int, int]]) -> None:
        whole = sum((finance.post_amount(D(m) / 100, D(c) / 100) for m, c in posts), finance.ZERO)
        assert whole == whole.quantize(finance.CENT)
        assert abs(whole - sum(D(m) * D(c) / 10000 for m, c in posts)) <= len(posts) * finance.CENT / 2

    def test_a_plan_without_a_staff_plan_has_no_gap(self) -> None:
        plan = finance.Plan(costs=(finance.Line("personnel", D(5)),))
        assert plan.staff_gap == 0
        assert "staff" not in [problem.code for problem in finance.unsound(plan)]


def test_a_staff_plan_that_nobody_has_opened_is_not_called_complete(cast: Cast, applicant: Client) -> None:
    row = draft(cast)
    address = row.get_absolute_url().replace("/de/", "/en/", 1)

    def label() -> str:
        return next(
            str(it["state_label"])
            for it in applicant.get(address).context["tasks"]
            if it["title"] == "Staff plan"
        )

    assert label() == "nothing entered yet"
    saved(row, cast, MANAGER)
    assert label() == "complete"


def test_the_form_of_a_project_has_no_staff_plan(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    assert Task.STAFF not in drafts.pages_of(row)
    assert applicant.get(at("staff", row)).status_code == 404
    assert applicant.get(at("staff_table", row)).status_code == 404
    assert "All income of our organisation" not in applicant.get(at("task", row, "declarations")).text


def test_the_form_of_a_year_asks_for_posts_and_speaks_of_no_project(cast: Cast, applicant: Client) -> None:
    row = draft(cast)
    page = applicant.get(row.get_absolute_url().replace("/de/", "/en/", 1)).text
    for name in ("The year", "Staff plan", "Economic plan"):
        assert name in page
    assert "Cost and financing plan" not in page
    declarations = applicant.get(at("task", row, "declarations")).text
    assert "All income of our organisation in this year stands in the plan." in declarations
    assert "The project has not begun." not in declarations
    assert "Money asked for elsewhere for this year" in declarations
    assert "for the same project" not in declarations
    plan = applicant.get(at("plan", row)).text
    assert "all that it takes in" in plan
    for text in (plan, applicant.get(at("task", row, "goals")).text):
        assert "An example to read" not in text


@pytest.mark.parametrize("is_a_year", [True, False])
def test_after_sending_nobody_is_asked_not_to_begin_what_goes_on(
    cast: Cast, applicant: Client, is_a_year: bool
) -> None:
    row = submitted(cast) if is_a_year else scenes.submitted(cast)
    Programme.objects.update(may_have_begun=False)
    page = applicant.get(row.get_absolute_url()).text
    assert "Your request has been sent" in page
    assert ("Please do not begin the project" in page) is not is_a_year


def test_posts_are_saved_with_their_costs_and_lead_to_the_plan(cast: Cast, applicant: Client) -> None:
    row = draft(cast)
    answer = applicant.post(at("staff", row), typed(MANAGER, ADVISER, {"function": ""}))
    assert (answer.status_code, answer["Location"]) == (302, at("plan", row))
    assert list(row.posts.values_list("function", "percent", "amount")) == [
        ("Geschäftsführung", D("62.50"), D("41199.96")), ("Beratung", D("50.00"), D("5500.06")),
    ]  # fmt: skip
    plan = applicant.get(at("plan", row))
    assert [form.initial["label"] for form in plan.context["costs"]] == ["Geschäftsführung", "Beratung"]
    assert plan.context["sums"]["plan"].cost(CostCategory.PERSONNEL) == STAFF
    assert not row.costs.exists(), "nothing is stored before somebody saves it"


def test_what_can_not_be_is_said_at_its_line_and_nothing_is_lost(cast: Cast, applicant: Client) -> None:
    row = draft(cast)
    wrong = MANAGER | {"months": 13, "percent": "0", "monthly": "viel"}
    answer = applicant.post(at("staff", row), typed(wrong, MANAGER | {"function": "", "percent": "150"}))
    assert answer.status_code == 422
    for words in (
        "A year has twelve months.", "Write a number above 0.", "Write an amount in euros",
        "A full post is 100 percent.", "Please fill in this field.", 'value="viel"',
    ):  # fmt: skip
        assert words in answer.text
    assert not Post.objects.exists()
    assert row.drafts.get().data["staff-0-monthly"] == "viel"


def test_a_line_more_and_a_line_less_keep_what_is_typed(cast: Cast, applicant: Client) -> None:
    row = draft(cast)
    more = applicant.post(at("staff", row), typed(MANAGER) | {"add_line": "staff"})
    assert len(more.context["posts"].forms) == 2
    assert more.context["staff_sums"]["amount"] == D("41199.96")
    less = applicant.post(at("staff", row), typed(MANAGER, ADVISER) | {"remove_line": "staff-0"})
    assert [form.initial["function"] for form in less.context["posts"]] == ["Beratung"]
    scripted = applicant.post(
        at("staff", row), typed(MANAGER) | {"add_line": "staff"}, headers={"hx-request": "true"}
    )
    assert 'name="staff-1-function"' in scripted.text


def test_sums_live_while_somebody_types(cast: Cast, applicant: Client) -> None:
    answer = applicant.post(at("autosave", draft(cast), "staff"), typed(MANAGER, ADVISER))
    assert answer.status_code == 200
    found = answer.json()["fragments"]
    assert found["staff-1-amount"] == "€5,500.06"
    assert "€46,700.02" in found["plan-sums"]
    assert "0.85" in found["plan-sums"], "62.5 percent of a year, and 50 of five months and a half"


def test_a_post_that_costs_nothing_is_a_post_on_the_page_as_on_the_paper(
    cast: Cast, applicant: Client
) -> None:
    unpaid = MANAGER | {"monthly": D(0), "once": D(0)}
    row = saved(filled(cast), cast, MANAGER, ADVISER, unpaid)
    assert applicant.get(at("staff", row)).context["staff_sums"]["full_posts"] == D("1.48")
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    assert row.submission is not None
    assert row.submission.data["staff_sums"] == {"amount": str(STAFF), "full_posts": "1.48"}


def test_somebody_else_who_saved_meanwhile_is_shown(cast: Cast, applicant: Client) -> None:
    row = saved(draft(cast), cast, ADVISER)
    answer = applicant.post(at("staff", row), typed(MANAGER, version=row.version - 1))
    assert answer.status_code == 422
    assert answer.context["stale"] == [{"label": "Beratung", "stored": D("5500.06")}]
    again = applicant.post(at("staff", row), typed(MANAGER, version=row.version))
    assert again.status_code == 302
    assert row.posts.get().function == "Geschäftsführung"


def test_a_plan_with_other_staff_costs_is_refused_and_says_by_how_much(cast: Cast, applicant: Client) -> None:
    row = saved(draft(cast), cast, MANAGER, ADVISER)
    less = STAFF - D("0.02")
    with pytest.raises(ValidationError) as error:
        plans.save_plan(row, costs(less), incomes(less), by=cast.coordinator, version=row.version)
    assert error.value.messages == [
        "The staff costs of the plan differ from the staff plan by €0.02. Both must be equal: take them over "
        "from the staff plan."
    ]
    assert not row.costs.exists()


def test_a_staff_plan_that_changes_later_keeps_the_request_from_being_sent(
    cast: Cast, applicant: Client
) -> None:
    row = saved(filled(cast), cast, MANAGER)
    assert [gap.text for gap in submissions.gaps(row)[Task.PLAN]] == [
        "The staff costs of the plan differ from the staff plan by €5,500.06. Both must be equal: take them "
        "over from the staff plan."
    ]
    page = applicant.get(at("plan", row))
    assert "the plan says something else" in page.text
    sent = {
        "version": row.version, "take_staff": "1",
        "costs-0-category": "personnel", "costs-0-label": "Alt", "costs-0-units": "1",
        "costs-0-price": "7", "costs-1-category": "material", "costs-1-label": "Miete",
        "costs-1-units": "1", "costs-1-price": "9000",
    }  # fmt: skip
    taken = applicant.post(at("plan", row), sent)
    assert [form.initial["label"] for form in taken.context["costs"]] == ["Geschäftsführung", "Miete"]
    assert taken.context["sums"]["plan"].staff_gap == 0


def test_whoever_asked_on_paper_answers_here_without_writing_its_staff_plan_down(cast: Cast) -> None:
    said = OnPaper(
        programme=programme(cast), title="Unsere Arbeit 2026", received=today(), start=date(2026, 1, 1),
        end=date(2026, 12, 31), costs=costs(), incomes=incomes(), scan=scenes.pdf(),
    )  # fmt: skip
    row = paper_requests.record(said, cast.association, key=uuid4(), by=cast.caseworker)
    assert paper_requests.doubts_of(row) == []
    day = today() + timedelta(14)
    row = review.ask(row, "Warum so viel Miete?", day, by=cast.caseworker, version=row.version)
    row = plans.save_plan(row, costs(), incomes(), by=cast.coordinator, version=row.version)
    assert submissions.gaps(row) == {}
    row = submissions.answer(row, "Zwei Räume.", by=cast.coordinator, version=row.version)
    assert row.state == State.IN_REVIEW


def test_without_paid_staff_there_is_nothing_to_compare(cast: Cast) -> None:
    row = saved(filled(cast), cast)
    assert Task.STAFF not in submissions.gaps(row)
    lines = [costs()[1]]
    paid = [line | {"amount": amount} for line, amount in zip(incomes(), (D(5000), D(4000)), strict=True)]
    row = plans.save_plan(row, lines, paid, by=cast.coordinator, version=row.version)
    assert submissions.gaps(row) == {}


def test_all_income_has_to_be_declared(cast: Cast) -> None:
    row = filled(cast)
    FundingRequest.objects.update(names_all_income=False)
    row.refresh_from_db()
    (gap,) = submissions.gaps(row)[Task.DECLARATIONS]
    assert gap.text == "Not confirmed: All income of our organisation in this year stands in the plan."


def test_a_year_that_has_begun_can_be_asked_for_and_two_years_can_not(cast: Cast) -> None:
    scenes.strict()
    row = filled(cast)
    assert submissions.gaps(row) == {}
    where = {"title": "x", "start": date(2026, 7, 1), "end": date(2027, 6, 30), "venue": "x", "contact": "x"}
    with pytest.raises(ValidationError) as error:
        drafts.save_page(row, Task.PROJECT, where, by=cast.coordinator, version=row.version)
    assert error.value.message_dict["end"] == ["This money is given a year at a time. Choose an end in 2026."]


def test_what_was_sent_has_the_staff_plan_for_both_sides_and_on_paper(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    row = submitted(cast)
    assert row.submission is not None
    data = row.submission.data
    assert [post["amount"] for post in data["staff"]] == ["41199.96", "5500.06"]
    assert data["staff_sums"] == {"amount": "46700.02", "full_posts": "0.85"}
    assert data["project"]["names_all_income"] is True
    assert (
        "Alle Einnahmen unserer Organisation in diesem Jahr stehen im Plan." in data["declarations"]["texts"]
    )
    for page in (applicant.get(at("sent", row, 1)), officer.get(case_at("case", row))):
        for words in ("Staff plan", "Geschäftsführung", "E 11 TV-L", "€41,199.96", "Economic plan"):
            assert words in page.text
    kind = RequestPaperPdf()
    paper = pdf.html(kind, kind.gather({"submission": row.submission.pk}, "de"), "de").replace("\xa0", " ")
    for words in ("Wirtschaftsplan mit Stellenplan", "Geschäftsführung", "0,85 Vollzeitstellen", "46.700,02"):
        assert words in paper


def test_a_changed_post_is_a_change_and_wants_a_new_signature(cast: Cast) -> None:
    row = submitted(cast)
    signing.keep_paper(
        row, row.submission, signing.Signed(scenes.pdf()), received=date(2026, 1, 2), by=cast.caseworker
    )
    assert signing.is_signed(row)
    row = review.receive(row, by=cast.caseworker, version=row.version)
    day = date(2099, 1, 1)
    row = review.ask(row, "Bitte die Stelle klären.", day, by=cast.caseworker, version=row.version)
    row = saved(row, cast, MANAGER | {"function": "Leitung"}, ADVISER)
    row = submissions.answer(row, "Geklärt.", by=cast.coordinator, version=row.version)
    assert not signing.is_signed(row)
    before, after = row.snapshots.order_by("number")
    (changed,) = changes(before.data, after.data)
    assert changed.label == "Staff plan"
    assert "Leitung, E 11 TV-L, 62.50 %: €41,199.96" in changed.after


def test_who_checks_the_figures_reads_the_staff_plan_there(cast: Cast, officer: Client) -> None:
    row = submitted(cast)
    row = review.receive(row, by=cast.caseworker, version=row.version)
    page = officer.get(case_at("check", row, "calculative")).text
    for words in ("Staff plan</h2>", "Geschäftsführung", "E 11 TV-L", "€41,199.96"):
        assert words in page


def test_the_letter_speaks_of_institutional_funding(cast: Cast) -> None:
    row = submitted(cast)
    row = scenes.check(review.receive(row, by=cast.caseworker, version=row.version), cast)
    offered = scenes.proposal("50700.02", costs={"personnel": STAFF, "material": D(9000)})
    row = scenes.offer(row, cast, offered)
    said = letters.preview(row, row.decisions.get())
    assert said.decision["purpose"] == "institutional"


def test_an_award_for_the_work_of_an_organisation_stays_within_a_year(cast: Cast, officer: Client) -> None:
    row = submitted(cast)
    row = scenes.check(review.receive(row, by=cast.caseworker, version=row.version), cast)
    offered = scenes.proposal(
        "50700.02", costs={"personnel": STAFF, "material": D(9000)}, end=date(2027, 6, 30)
    )
    with pytest.raises(ValidationError) as refused:
        scenes.offer(row, cast, offered)
    assert refused.value.message_dict == {
        "end": ["This money is given a year at a time. Choose an end in 2026."]
    }
    page = officer.post(case_at("propose", row), {
        "version": row.version, "cost_personnel": "46700.02", "cost_material": "9000", "amount": "50700.02",
        "start": "2026-01-01", "end": "2027-06-30",
    })  # fmt: skip
    assert list(page.context["form"].errors) == ["end"]
    assert not row.decisions.exists()


def test_a_project_may_run_into_the_next_year(cast: Cast) -> None:
    row = scenes.proposed(cast, scenes.proposal(end=date(2027, 6, 30)))
    assert row.decisions.get().period_end == date(2027, 6, 30)


class TestTheNextYear:
    def test_begins_with_posts_plan_and_period_of_the_last_one(self, cast: Cast) -> None:
        earlier = submitted(cast)
        with time_machine.travel("2026-11-27T12:00:00Z"):
            row = copies.begin_like(earlier, earlier.programme, "Unsere Arbeit 2027", by=cast.coordinator)
        assert (row.start, row.end) == (date(2027, 1, 1), date(2027, 12, 31))
        assert {item.year for item in (*row.costs.all(), *row.incomes.all())} == {2027}
        assert [post.amount for post in row.posts.all()] == [D("41199.96"), D("5500.06")]
        assert earlier.posts.count() == 2
        assert set(submissions.gaps(row)) == {Task.DECLARATIONS}, "these are made anew"

    def test_after_a_pause_it_is_this_year(self, cast: Cast) -> None:
        earlier = submitted(cast)
        with time_machine.travel("2029-03-01T12:00:00Z"):
            row = copies.begin_like(earlier, earlier.programme, "Wieder", by=cast.coordinator)
        assert row.start == date(2029, 1, 1)
        assert {item.year for item in row.costs.all()} == {2029}

    def test_a_project_takes_no_posts_over(self, cast: Cast) -> None:
        project = ProgrammeFactory(office=cast.office)
        row = copies.begin_like(submitted(cast), project, "Projekt", by=cast.coordinator)
        assert not row.posts.exists()
        assert row.start is None


class TestBesideLastYear:
    def two_years(self, cast: Cast) -> FundingRequest:
        earlier = submitted(cast)
        with time_machine.travel("2026-11-27T12:00:00Z"):
            row = copies.begin_like(earlier, earlier.programme, "Unsere Arbeit 2027", by=cast.coordinator)
        declared = dict.fromkeys(("says_true", "keeps_vouchers", "names_all_income"), True)
        FundingRequest.objects.filter(pk=row.pk).update(contact="Aylin", **declared)
        row.costs.filter(label="Miete").update(price=9500, amount=9500)
        row.incomes.filter(source="own").update(amount=5500)
        row.refresh_from_db()
        return submissions.submit(row, by=cast.coordinator, version=row.version)

    def test_the_plan_stands_beside_that_of_the_year_before_for_both_sides(
        self, cast: Cast, applicant: Client, officer: Client
    ) -> None:
        row = self.two_years(cast)
        for page in (applicant.get(at("sent", row, 1)), officer.get(case_at("case", row))):
            found = page.context["last_year"]
            assert (found.year, found.granted, found.staff.now) == ("2026", None, D("0.85"))
            assert [(it.name, it.difference) for it in (*found.costs, *found.incomes) if it.difference] == [
                ("Rooms, material, printing, catering", D(500)), ("Own money", D(500)),
            ]  # fmt: skip
            assert "Compared with the request for 2026" in page.text

    def test_what_was_granted_stands_there_once_the_organisation_has_been_told(
        self, cast: Cast, applicant: Client, officer: Client
    ) -> None:
        row = self.two_years(cast)
        assert "anted for 2026" not in officer.get(case_at("case", row)).text, "nobody has decided"
        Office.objects.update(notification=Notice.RETRIEVAL)
        FundingRequest.objects.filter(start__year=2026).update(agrees_to_retrieval=True)
        earlier = FundingRequest.objects.get(start__year=2026)
        earlier = scenes.check(review.receive(earlier, by=cast.caseworker, version=earlier.version), cast)
        offered = scenes.proposal("50700.02", costs={"personnel": STAFF, "material": D(9000)})
        earlier = scenes.offer(earlier, cast, offered)
        earlier = decisions.countersign(earlier, by=cast.countersigner, version=earlier.version)
        earlier = decisions.announce(earlier, by=cast.caseworker, version=earlier.version)
        said = "Granted for 2026: €50,700.02."
        assert said in officer.get(case_at("case", row)).text
        assert "anted for 2026" not in applicant.get(at("sent", row, 1)).text
        notification.retrieve(earlier, by=cast.coordinator)
        assert said in applicant.get(at("sent", row, 1)).text

    def test_the_first_year_and_a_project_have_nothing_beside_them(self, cast: Cast, officer: Client) -> None:
        for row in (scenes.submitted(cast), submitted(cast)):
            assert officer.get(case_at("case", row)).context["last_year"] is None


class TestTables:
    def test_the_staff_plan_goes_out_and_comes_back_into_the_form(
        self, cast: Cast, applicant: Client
    ) -> None:
        row = saved(draft(cast), cast, MANAGER, ADVISER)
        out = applicant.get(at("staff_table", row))
        ((_name, rows),) = sheets(out.content).items()
        assert rows[0] == HEAD
        assert rows[1] == ["Geschäftsführung", "E 11 TV-L", 62.5, 12, 3333.33, 1200, 41199.96]
        rows[1][4:7] = [3000, 0, 36000]
        answer = self.send(applicant, row, write_xlsx(rows))
        assert (answer.status_code, answer["Location"]) == (302, at("staff", row))
        page = applicant.get(at("staff", row))
        assert page.context["staff_sums"]["amount"] == D("41500.06")
        assert row.posts.first().amount == D("41199.96"), "nothing is saved yet"

    def send(self, client: Client, row: FundingRequest, content: bytes) -> Any:
        return client.post(at("staff_upload", row), {"file": SimpleUploadedFile("stellen.xlsx", content)})

    def test_rows_that_can_not_be_read_are_all_named_and_nothing_is_taken(
        self, cast: Cast, applicant: Client
    ) -> None:
        row = draft(cast)
        answer = self.send(
            applicant, row,
            write_xlsx([
                HEAD, ["Leitung", "", 50, 12, 1000, 0, 11000],
                ["Beratung", "", "halb", "zwölf", 1000, "", ""], ["Buchhaltung", "", 0.5, "", 500, "", ""],
            ]),
        )  # fmt: skip
        assert answer.status_code == 422
        for words in (
            "Row 2, Costs of the year (€): Months and costs give €12,000.00.",
            "Row 3, Share of a full post (%): “halb” cannot be read as a number.",
            "Row 3, Months: “zwölf” cannot be read as a number.",
        ):  # fmt: skip
            assert words in answer.text
        assert "Row 4" not in answer.text, "half a post, as a spreadsheet keeps 50 %"
        assert not row.drafts.exists()

    @pytest.mark.parametrize(
        "rows", [[["Name"], ["x"]], [HEAD, ["", "E 9", "", "", "", "", ""]], [HEAD, *[["a"] * 7] * 61]]
    )
    def test_a_table_that_is_no_staff_plan_is_refused(
        self, cast: Cast, applicant: Client, rows: list[list[Any]]
    ) -> None:
        assert self.send(applicant, draft(cast), write_xlsx(rows)).status_code == 422

    def test_what_was_sent_is_a_workbook_for_both_sides(
        self, cast: Cast, applicant: Client, officer: Client
    ) -> None:
        row = submitted(cast)
        for answer in (applicant.get(at("sent_plan", row, 1)), officer.get(case_at("case_plan", row))):
            found = sheets(answer.content)
            assert list(found) == ["Economic plan", "Staff plan"]
            plan, staff = found.values()
            assert plan[1][:3] == ["Costs", "Staff", "Personal"]
            assert staff[2][0] == "Beratung"


def test_the_plan_of_a_project_that_was_sent_is_a_table_that_no_later_change_touches(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    row = scenes.submitted(cast)
    row.costs.update(label="Anders")
    for answer in (applicant.get(at("sent_plan", row, 1)), officer.get(case_at("case_plan", row))):
        ((name, plan),) = sheets(answer.content).items()
        assert name == "Cost and financing plan"
        assert [line[2] for line in plan[1:3]] == ["Referentin", "Druck"]


@pytest.mark.parametrize("change", [{"percent": 101}, {"months": 13}, {"monthly": -1}, {"amount": 1}])
def test_the_database_refuses_a_post_that_can_not_be(cast: Cast, change: dict[str, Any]) -> None:
    row = saved(draft(cast), cast, MANAGER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(request=row).update(**change)
