"""A grant over several calendar years: what each year bears, and what can be paid out by now."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding.choices import CostCategory, IncomeSource, Task
from funding.finance import paid_beyond, payable_by
from funding.models import Award, Budget, BudgetLine, Drawdown, FundingRequest, Programme, YearlyPart
from funding.reports.budgets import YearStanding, standings
from funding.reports.drawdowns import Standing
from funding.services import calling_up, decisions, drafts, drawdowns, letters, plans, review, submissions
from funding.templatetags.funding_tags import letter_preview
from portal.lib.dates import BERLIN, today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_drawdowns import at, at_office, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

COSTS: list[dict[str, Any]] = [
    {"category": CostCategory.FEES, "label": "Abende", "year": 2026, "units": D(1), "price": D(625)},
    {"category": CostCategory.FEES, "label": "Abende", "year": 2027, "units": D(1), "price": D(1375)},
    {"category": CostCategory.MATERIAL, "label": "Druck", "year": 2027, "units": D(1), "price": D(500)},
]
INCOMES: list[dict[str, Any]] = [
    {"source": source, "label": "", "year": year, "is_granted": False, "amount": D(amount)}
    for source, year, amount in (
        (IncomeSource.OWN, 2026, 125), (IncomeSource.OWN, 2027, 375),
        (IncomeSource.GRANT, 2026, 500), (IncomeSource.GRANT, 2027, 1500),
    )
]  # fmt: skip
NEW_YEAR = datetime(2027, 1, 4, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=BERLIN)):
        yield


def checked(cast: Cast) -> FundingRequest:
    """500 € are asked for in 2026 and 1,500 € in 2027, four of five euros of the costs."""
    row = scenes.filled(cast)
    said = {"title": row.title, "start": date(2026, 2, 1), "end": date(2027, 6, 30), "venue": "Dortmund"}
    row = drafts.save_page(
        row, Task.PROJECT, said | {"contact": "Aylin"}, by=cast.coordinator, version=row.version
    )
    row = plans.save_plan(row, COSTS, INCOMES, by=cast.coordinator, version=row.version)
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    return scenes.check(review.receive(row, by=cast.caseworker, version=row.version), cast)


def offer(**changes: Any) -> decisions.Proposal:
    usual: dict[str, Any] = {
        "start": date(2026, 2, 1),
        "end": date(2027, 6, 30),
        "years": {},
    }  # as they are asked for
    return scenes.proposal(**(usual | changes))


def signed(cast: Cast, **changes: Any) -> FundingRequest:
    row = scenes.offer(checked(cast), cast, offer(**changes))
    return decisions.countersign(row, by=cast.countersigner, version=row.version)


def final(cast: Cast, *, lapses: bool = False, **changes: Any) -> Award:
    scenes.programme_of(cast)
    Programme.objects.update(drawdown_weeks=8, unused_lapses=lapses)
    row = signed(cast, **changes)
    row = decisions.announce(row, by=cast.caseworker, version=row.version)
    decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
    return Award.objects.get()


def parts() -> dict[int, Decimal]:
    return {part.year: part.amount for part in YearlyPart.objects.order_by("year")}


def line_of(cast: Cast) -> BudgetLine:
    slug = scenes.programme_of(cast).slug
    line = BudgetLine.objects.create(office=cast.office, code="684 10", name="x", programmes=[slug])
    for year in (2026, 2027):
        Budget.objects.create(line=line, year=year, amount=D(3000))
    return line


def standing_in(line: BudgetLine, year: int) -> YearStanding:
    (standing,) = standings(line.office, [line])
    return standing.of_year(year)


# -- the rule ----------------------------------------------------------------------------------------------

PARTS = {2026: D(1600), 2027: D(4800)}


@pytest.mark.parametrize(
    ("year", "paid", "carried", "lapsed"),
    [
        (2025, {}, 0, 0),
        (2026, {}, 1600, 1600),
        (2026, {2026: D(1000)}, 1600, 1600),
        (2027, {2026: D(1000)}, None, 5800),
        (2027, {2026: D(1600)}, None, 6400),
        (2028, {2026: D(1000), 2027: D(800)}, None, 5800),
    ],
)
def test_by_the_end_of_a_year_the_years_up_to_then_bear_what_is_paid(
    year: int, paid: dict[int, Decimal], carried: int | None, lapsed: int
) -> None:
    assert payable_by(year, PARTS, paid) == carried
    assert payable_by(year, PARTS, paid, lapses=True) == lapsed
    assert payable_by(year, {}, paid) is None


YEARS = st.integers(2024, 2030)
AMOUNTS = st.decimals(0, 5000, places=2)
SHARES = st.dictionaries(YEARS, AMOUNTS.filter(bool), min_size=1, max_size=4)


def most_by(year: int, bound: dict[int, Decimal], paid: dict[int, Decimal], *, lapses: bool) -> Decimal:
    found = payable_by(year, bound, paid, lapses=lapses)
    return sum(bound.values(), D(0)) if found is None else found


@given(SHARES, st.lists(st.tuples(YEARS, AMOUNTS), max_size=8), st.booleans())
def test_however_it_is_paid_no_year_pays_beyond_what_is_bound(
    bound: dict[int, Decimal], wishes: list[tuple[int, Decimal]], lapses: bool
) -> None:
    paid: dict[int, Decimal] = {}
    for year, wish in sorted(wishes):
        most = most_by(year, bound, paid, lapses=lapses)
        assert most <= sum(bound.values())
        drawn = sum(paid.values(), D(0))
        if (possible := min(wish, most - drawn)) > 0:
            paid[year] = paid.get(year, D(0)) + possible
    assert paid_beyond(bound, paid) == {}


@given(SHARES, st.dictionaries(YEARS, AMOUNTS, max_size=4))
def test_what_lapses_never_leaves_more_than_what_is_carried_on(
    bound: dict[int, Decimal], wishes: dict[int, Decimal]
) -> None:
    paid: dict[int, Decimal] = {}
    for year in sorted(wishes):
        lapsed = most_by(year, bound, paid, lapses=True)
        assert lapsed <= most_by(year, bound, paid, lapses=False)
        paid[year] = max(D(0), min(wishes[year], lapsed - sum(paid.values(), D(0))))


def test_what_is_paid_beyond_is_named_by_year() -> None:
    assert paid_beyond(PARTS, {2026: D(1000), 2027: D(5400)}) == {}
    assert paid_beyond(PARTS, {2026: D(2000), 2027: D(4800)}) == {2026: D(400)}
    assert paid_beyond({}, {2026: D(5)}) == {2026: D(5)}


# -- what the award says -----------------------------------------------------------------------------------


def test_the_years_are_borne_as_they_were_asked_for_and_stand_in_the_letter(cast: Cast) -> None:
    row = signed(cast)
    assert parts() == {2026: D(500), 2027: D(1500)}
    frozen = row.decisions.get().frozen
    assert frozen is not None
    assert frozen["years"] == [{"year": 2026, "amount": "500.00"}, {"year": 2027, "amount": "1500.00"}]
    page = words("<main>" + letter_preview(letters.preview(row, row.decisions.get()), 1))
    assert "Haushaltsjahr Zuwendung 2026 500,00 € 2027 1.500,00 €" in page.replace("\xa0", " ")
    assert "können Sie im folgenden abrufen" in page


def test_a_letter_for_one_year_names_no_years(cast: Cast) -> None:
    row = scenes.countersigned(cast)
    frozen = row.decisions.get().frozen
    assert frozen is not None
    assert "years" not in frozen


def test_the_officer_divides_the_grant_otherwise_and_each_budget_bears_its_part(
    cast: Cast, officer: Client
) -> None:
    line = line_of(cast)
    row = checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    page = officer.get(address).text
    assert "Of it in 2026 (€)" in page
    assert "By calendar year: 2026: €500.00 , 2027: €1,500.00" in words(page)
    typed = {
        "version": row.version, "cost_fees": "2000", "cost_material": "500", "amount": "2000",
        "start": "2026-02-01", "end": "2027-06-30", "year_2026": "800", "year_2027": "1100",
    }  # fmt: skip
    refused = officer.post(address, typed)
    assert refused.status_code == 422
    assert "The calendar years have €1,900.00 together, but the grant is €2,000.00." in refused.text
    assert 'value="1100"' in refused.text
    assert officer.post(address, typed | {"year_2027": "1200"}).status_code == 302
    assert parts() == {2026: D(800), 2027: D(1200)}
    assert [standing_in(line, year).proposed for year in (2026, 2027)] == [800, 1200]
    row.refresh_from_db()
    decisions.send_back(row, "Anders.", by=cast.countersigner, version=row.version)
    assert 'value="800.00"' in officer.get(address).text, "what was divided otherwise is kept"


def test_no_year_takes_more_of_its_budget_than_is_free(cast: Cast) -> None:
    line_of(cast)
    row = checked(cast)
    Budget.objects.filter(year=2026).update(amount=D(600))
    with pytest.raises(ValidationError, match="Of the money of 2026 €600"):
        scenes.offer(row, cast, offer(years={2026: D(700), 2027: D(1300)}))
    scenes.offer(row, cast, offer(years={2026: D(600), 2027: D(1400)}))


def test_a_request_for_one_year_has_no_fields_for_years(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    page = officer.get(reverse("funding:propose", args=[row.office.slug, row.public_id])).text
    assert "Of it in" not in page


# -- what can be called up by now --------------------------------------------------------------------------


def test_no_more_is_called_up_than_the_years_up_to_now_bear(cast: Cast, applicant: Client) -> None:
    award = final(cast)
    typed = {"paid": "600", "due": "400"}
    page = words(applicant.post(at("drawdown_new", award), typed | {"reckon": "1"}).text)
    assert "The grant that both together give €800.00" in page
    assert "What the award has until the end of 2026 €500.00" in page
    assert "You can call up €500.00" in page
    refused = applicant.post(at("drawdown_new", award), typed | {"amount": "500.01", "send": "1"})
    assert refused.status_code == 422
    assert "Until the end of 2026 you can call up at most €500.00." in refused.text
    applicant.post(at("drawdown_new", award), typed | {"amount": "500", "send": "1"})
    assert Drawdown.objects.get().asked == D(500)


def call(award: Award, cast: Cast, paid: str = "600", due: str = "400") -> Drawdown:
    return drawdowns.call_up(award, D(paid), D(due), None, by=cast.coordinator)


def pay(row: Drawdown, cast: Cast) -> Award:
    row = drawdowns.decide(row, row.asked or D(0), "", by=cast.caseworker, version=row.version)
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    return Award.objects.get()


def test_the_office_approves_no_more_than_the_years_bear_and_reads_why(cast: Cast, officer: Client) -> None:
    award = final(cast)
    row = call(award, cast)
    Drawdown.objects.update(asked=D(800))  # as calls were before years bounded them
    page = officer.get(at_office("drawdown_decide", award, 1)).text
    assert "until the end of 2026 it has €500.00 in all, of which €500.00 can still be paid" in words(page)
    assert 'value="500.00"' in page
    assert "More is called up than the award has by now" in officer.get(at_office("payments", award)).text
    typed = {"amount": "500.01", "reason": "Weil.", "version": str(row.version)}
    answer = officer.post(at_office("drawdown_decide", award, 1), typed)
    assert answer.status_code == 422
    assert "Until the end of 2026 the award has at most €500.00 for this." in answer.text
    officer.post(at_office("drawdown_decide", award, 1), typed | {"amount": "500"})
    assert Drawdown.objects.get().amount == D(500)


def test_in_the_new_year_the_next_sum_can_be_called_up(cast: Cast, applicant: Client) -> None:
    award = pay(call(final(cast), cast), cast)
    page = words(applicant.get(at("drawdowns", award)).text)
    assert "no more money for 2026. You can call up the next sum from 1 January 2027 on." in page
    assert "2026 €500.00 €500.00 2027 €1,500.00 €0.00" in page
    assert "Call up money" not in page
    with time_machine.travel(NEW_YEAR):
        assert calling_up.obstacle(award) == ""
        assert call(award, cast).asked == D(300)


def test_what_a_year_did_not_use_is_carried_on(cast: Cast) -> None:
    award = pay(call(final(cast), cast, "250", "0"), cast)
    with time_machine.travel(NEW_YEAR):
        assert call(award, cast, "2500", "0").asked == D(1800)


def test_what_a_year_did_not_use_lapses_where_the_programme_says_so(cast: Cast, applicant: Client) -> None:
    award = pay(call(final(cast, lapses=True), cast, "250", "0"), cast)
    assert "What a year did not use lapses." in applicant.get(at("drawdowns", award)).text
    with time_machine.travel(NEW_YEAR):
        row = call(award, cast, "2500", "0")
        assert row.asked == D(1500)
        award = pay(row, cast)
        assert "has lapsed" in calling_up.obstacle(award)


def test_what_nobody_called_up_is_bound_by_the_year_of_its_day(cast: Cast, officer: Client) -> None:
    award = final(cast)
    page = words(officer.get(at_office("payment_new", award)).text)
    assert "Of the award €500.00 are left." in page
    assert "That is what the award has until the end of 2026" in page
    typed = {"amount": "500.01", "paid_on": "2026-11-28", "known": "0"}
    answer = officer.post(at_office("payment_new", award), typed)
    assert answer.status_code == 422
    assert "Until the end of 2026 at most €500.00 of the award can be paid." in answer.text
    with time_machine.travel(NEW_YEAR):
        drawdowns.record_payment(award, D(2000), today(), by=cast.caseworker, known=0)


def test_the_budget_names_what_was_paid_beyond_and_has_less_free(cast: Cast, officer: Client) -> None:
    line = line_of(cast)
    pay(call(final(cast), cast), cast)
    year = standing_in(line, 2026)
    assert (year.committed, year.paid, year.beyond, year.free) == (500, 500, 0, 2500)
    Award.objects.update(drawn=D(800))
    Drawdown.objects.update(asked=D(800), amount=D(800))
    year = standing_in(line, 2026)
    assert (year.committed, year.paid, year.beyond, year.free) == (500, 800, 300, 2200)
    page = words(officer.get(reverse("funding:budget", args=[cast.office.slug])).text)
    assert "€300.00 more than committed" in page


# -- how it was worked out ---------------------------------------------------------------------------------


def test_the_steps_to_a_sum_add_up_on_both_sides(cast: Cast, applicant: Client, officer: Client) -> None:
    award = final(cast)
    call(award, cast)
    steps = (
        "€400.00 Costs that count €1,000.00 "
        "of these 80% (€2,000.00 of €2,500.00 in the plan) €800.00 The grant that both together give €800.00"
    )
    for page in (
        applicant.get(at("drawdowns", award)), officer.get(at_office("payments", award)),
        officer.get(at_office("drawdown_decide", award, 1)),
    ):  # fmt: skip
        assert steps in words(page.text).replace("\xa0", ""), page.request["PATH_INFO"]


def test_volunteer_work_that_counts_is_one_of_the_steps(cast: Cast) -> None:
    award = final(cast)
    costs, incomes = dict(award.plan["costs"]), dict(award.plan["incomes"])
    costs |= {"material": "350.00", "in_kind": "150.00"}
    award.plan = {"costs": costs, "incomes": incomes | {"own": "350.00", "in_kind": "150.00"}}
    standing = Standing(award, D(0), {}, hours=D("7.5"))
    found = standing.drawable(D("1646.40"), D(400))
    steps = standing.reckoned(found)
    assert (steps["in_kind"], steps["eligible"]) == ("112.50", "2158.90")
    assert steps["steps"] == [{"kind": "share", "amount": "1727.12"}]
    assert (found.entitled, steps["by_now"]) == (D("1727.12"), "500.00")
