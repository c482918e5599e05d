"""A plan over several calendar years says of each what it costs, takes in and lacks."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from funding.choices import Task
from funding.finance import Line, Plan
from funding.models import CostItem, FundingRequest
from funding.services import plans, review, submissions
from funding.views import desk_sums
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_pages import at
from tests.funding.test_plan_tables import said, send
from tests.funding.test_request_paper import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MISSING, TOO_MUCH = (
    "2027: €500.00 are missing on the income side.",
    "2026: €500.00 too much on the income side.",
)

ASK = "Ask how the organisation bridges the years"


def over_two_years(cast: Cast) -> FundingRequest:
    """Its printing is paid in 2027, all its money comes in 2026."""
    row = scenes.filled(cast)
    FundingRequest.objects.filter(pk=row.pk).update(end=date(2027, 6, 30))
    CostItem.objects.filter(request=row, label="Druck").update(year=2027)
    row.refresh_from_db()
    return row


def years(plan: Plan) -> list[tuple[int, D, D, D, D]]:
    return [(row.year, row.costs, row.incomes, row.grant, row.balance) for row in plan.years]


def sheets(answer: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_each_year_has_its_costs_income_grant_and_balance() -> None:
    costs = (Line("fees", D(2000), 2026), Line("material", D(500), 2027))
    incomes = (Line("own", D(500), 2026), Line("grant", D(1500), 2026), Line("grant", D(450), 2027))
    plan = Plan(costs, incomes)
    assert years(plan) == [
        (2026, D(2000), D(2000), D(1500), D(0)),
        (2027, D(500), D(450), D(450), D(-50)),
    ]
    assert [(row.year, row.gap) for row in plan.uneven_years] == [(2027, D(50))]


def test_a_plan_of_one_year_is_not_told_by_year() -> None:
    assert Plan((Line("fees", D(5), 2026),), (Line("grant", D(4), 2026),)).years == ()
    assert Plan((Line("fees", D(5), 2026),), (Line("grant", D(4)),)).years == (), "a line without a year"


def test_the_sums_beside_the_form_stand_by_year_stored_and_typed(cast: Cast, applicant: Client) -> None:
    row = over_two_years(cast)
    page = applicant.get(at("plan", row)).text
    assert "By calendar year" in page
    assert "+€500.00" in page
    typed = {
        "costs-0-category": "fees", "costs-0-label": "x", "costs-0-units": "1", "costs-0-price": "30",
        "costs-0-year": "2026", "incomes-0-source": "grant", "incomes-0-amount": "30",
        "incomes-0-year": "2027",
    }  # fmt: skip
    assert years(desk_sums.typed_plan(typed)) == [(2026, 30, 0, 0, -30), (2027, 0, 30, 30, 30)]
    assert "By calendar year" in desk_sums.fragments(row, typed)["plan-sums"]
    assert "By calendar year" not in desk_sums.fragments(row, typed | {"costs-0-year": "2027"})["plan-sums"]


def test_the_check_before_sending_names_the_years_and_refuses_nothing(cast: Cast, applicant: Client) -> None:
    row = over_two_years(cast)
    page = applicant.get(at("check_answers", row)).text
    assert MISSING in page
    assert TOO_MUCH in page
    assert "You can send the request all the same" in page
    assert Task.PLAN not in submissions.gaps(row)
    assert applicant.post(at("submit", row), {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.submitted_at is not None


def test_where_every_year_is_even_nobody_is_warned(cast: Cast, applicant: Client) -> None:
    assert "look at the years" not in applicant.get(at("check_answers", scenes.filled(cast))).text


def test_the_office_and_the_paper_show_the_years_that_were_sent(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = submissions.submit(row := over_two_years(cast), by=cast.coordinator, version=row.version)
    case = officer.get(reverse("funding:case", args=[cast.office.slug, row.public_id])).text
    assert "By calendar year" in case
    assert (MISSING in case, TOO_MUCH in case, ASK in case) == (True, True, True)
    sent = applicant.get(at("sent", row, 1)).text
    assert ("By calendar year" in sent, ASK in sent) == (True, False)
    assert row.submission is not None
    text = words(row.submission)
    assert "Einnahmen minus Ausgaben" in text
    assert "2026 2.000,00 € 2.500,00 € 2.000,00 € +500,00 € 2027 500,00 € 0,00 € 0,00 € −500,00 €" in text


def test_the_workbook_has_a_sheet_with_the_years_which_is_not_read_back(
    cast: Cast, applicant: Client
) -> None:
    row = over_two_years(cast)
    answer = applicant.get(at("plan_table", row))
    assert sheets(answer)["By calendar year"] == [
        ["Year", "Costs (€)", "Income (€)", "Of it the grant (€)", "Income less costs (€)"],
        [2026, 2000, 2500, 2000, 500],
        [2027, 500, 0, 0, -500],
    ]
    assert [change for _number, change, _why in said(send(applicant, row, answer.content))] == ["same"] * 4


def test_who_checks_the_figures_reads_which_years_do_not_balance(cast: Cast, officer: Client) -> None:
    row = over_two_years(cast)
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    row = review.receive(row, by=cast.caseworker, version=row.version)
    page = officer.get(reverse("funding:check", args=[cast.office.slug, row.public_id, "calculative"])).text
    assert (MISSING in page, TOO_MUCH in page, ASK in page) == (True, True, True)


class TestBeforeTheDates:
    """Without dates all lines stand in this year, which is said; with them they go where the project is."""

    NEXT = today().year + 1

    def dates(self, client: Client, row: FundingRequest) -> Any:
        said = {"title": row.title, "venue": "Dortmund", "contact": "Aylin", "version": row.version}
        days = {"start": f"{self.NEXT}-02-01", "end": f"{self.NEXT + 1}-01-31"}
        return client.post(at("task", row, "project"), said | days, follow=True)

    def test_the_page_of_the_plan_asks_for_them_first(self, cast: Cast, applicant: Client) -> None:
        row = scenes.draft(cast)
        page = applicant.get(at("plan", row)).text
        assert "Your dates are not written down yet." in page
        assert f'href="{at("task", row, "project")}">Give the dates first' in page
        assert "not written down yet" not in applicant.get(at("plan", scenes.filled(cast))).text

    def test_saved_lines_move_and_that_is_said(self, cast: Cast, applicant: Client) -> None:
        row, by = scenes.draft(cast), cast.coordinator
        this = [{**line, "year": today().year} for line in scenes.COSTS]
        later = [this[0], {**this[1], "year": self.NEXT}]
        incomes = [{**line, "year": today().year} for line in scenes.INCOMES]
        row = plans.save_plan(row, later, incomes, by=by, version=row.version)
        page = self.dates(applicant, row).text
        assert f"they stand in {self.NEXT}–{self.NEXT + 1} now" in page
        assert list(row.costs.values_list("year", flat=True)) == [self.NEXT, self.NEXT + 1]
        assert set(row.incomes.values_list("year", flat=True)) == {self.NEXT}
        row.refresh_from_db()
        again = self.dates(applicant, row).text
        assert "have moved with the dates" not in again, "from then on the years are chosen"

    def test_typed_lines_move_too(self, cast: Cast, applicant: Client) -> None:
        row = scenes.draft(cast)
        typed = {"version": row.version, "costs-0-label": "Druck", "costs-0-year": str(today().year)}
        applicant.post(
            reverse("funding:autosave", args=[row.organisation.slug, row.public_id, "plan"]), typed
        )
        self.dates(applicant, row)
        (draft,) = row.drafts.filter(task=Task.PLAN)
        assert draft.data == {"costs-0-label": "Druck", "costs-0-year": str(self.NEXT)}
        assert "outside the period" not in applicant.get(at("plan", row)).text
