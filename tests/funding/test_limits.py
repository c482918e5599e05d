"""What a programme allows is said before the plan is written, beside it while it is, and to the public."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding import finance
from funding.choices import CostCategory, Financing
from funding.finance import Limit, Line, Plan, Rules
from funding.models import FundingRequest
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_pages import COST, GRANT, OWN, plan_data

RULES = Rules(
    Financing.SHARE,
    rate=D("0.8"),
    cap=D(15000),
    minimum=D(500),
    own_share=D("0.2"),
    overhead_rate=D("0.1"),
    volunteer_cap=D("0.15"),
)


def plan(own: str, grant: str, **costs: str) -> Plan:
    return Plan(
        tuple(Line(kind, D(amount)) for kind, amount in costs.items()),
        (Line("own", D(own)), Line("grant", D(grant))),
    )


def kept(found: Plan) -> dict[str, tuple[D, D, bool]]:
    return {limit.code: (limit.amount, limit.limit, limit.is_kept) for limit in finance.limits(found, RULES)}


def test_every_bound_is_named_with_what_the_plan_has_beside_it() -> None:
    assert kept(plan("400", "1600", fees="1900", overhead="100")) == {
        "overhead": (D(100), D(190), True),
        "volunteers": (D(0), D(300), True),
        "grant": (D(1600), D(1600), True),
        "minimum": (D(1600), D(500), True),
        "own_share": (D(400), D(400), True),
    }


def test_what_is_not_kept_is_a_problem_of_the_plan() -> None:
    wrong = plan("300", "1700", fees="1700", overhead="300")
    broken = [code for code, (_amount, _limit, is_kept) in kept(wrong).items() if not is_kept]
    assert broken == ["overhead", "grant", "own_share"]
    assert [problem.code for problem in finance.problems(wrong, RULES)] == broken


def test_where_nothing_is_left_to_pay_no_sum_of_nothing_is_named() -> None:
    full = Plan((Line("fees", D(1000)),), (Line("private", D(1000)), Line("grant", D(50))))
    (found,) = [it for it in finance.problems(full, Rules(Financing.DEFICIT)) if it.code == "grant"]
    assert "%(limit)s" not in found.text


def test_an_hour_of_volunteer_work_counts_no_more_than_the_programme_says() -> None:
    def found(price: str, rate: str | None) -> list[tuple[str, D, D]]:
        work = Line("in_kind", D(600), price=D(price))
        whole = Plan((Line("fees", D(400)), work), (Line("in_kind", D(600)), Line("grant", D(400))))
        rules = Rules(Financing.SHARE, volunteer_rate=None if rate is None else D(rate))
        return [(it.code, it.amount, it.limit) for it in finance.problems(whole, rules)]

    assert found("15.01", "15") == [("hour", D("15.01"), D(15))]
    assert found("15", "15") == found("600", None) == []


def test_nobody_is_told_that_500_is_less_than_500() -> None:
    """A fifth of 2,500.01 EUR is 500.002 EUR, which nobody can pay."""
    nearly = plan("500", "2000.01", fees="2500.01")
    assert kept(nearly)["own_share"] == (D("500.00"), D("500.00"), True)


@pytest.mark.parametrize(("in_kind", "most"), [("0", "1600"), ("200", "1600"), ("500", "1400")])
def test_the_highest_grant_beside_the_own_share_is_the_last_that_keeps_it(in_kind: str, most: str) -> None:
    """Volunteer work counts as own up to 15 % of the costs; what it is beyond pays for nothing."""

    def with_grant(grant: D) -> Plan:
        own = D(2000) - D(in_kind) - grant
        incomes = (Line("own", own), Line("in_kind", D(in_kind)), Line("grant", grant))
        return Plan((Line("fees", D(2000) - D(in_kind)), Line("in_kind", D(in_kind))), incomes)

    assert finance.most_beside_own(with_grant(D(0)), RULES) == D(most)
    assert kept(with_grant(D(most)))["own_share"][2]
    assert finance.most_beside_own(with_grant(D(0)), Rules(Financing.FULL)) is None


def test_a_plan_without_costs_has_no_limits_yet() -> None:
    assert finance.limits(Plan(), RULES) == []


def test_a_least_sum_is_a_bound_from_below() -> None:
    assert not Limit("minimum", "grant", D(499), D(500), is_least=True).is_kept
    assert Limit("grant", "grant", D(499), D(500)).is_kept


# -- on the pages ---------------------------------------------------------------------------------------


def at(row: FundingRequest, *more: str) -> str:
    where = [row.organisation.slug, row.public_id]
    return reverse("funding:autosave" if more else "funding:plan", args=[*where, *more]).replace(
        "/de/", "/en/", 1
    )


def words(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def a_programme(cast: Cast, **rules: Any) -> Any:
    return ProgrammeFactory(
        office=cast.office, slug="elternarbeit", min_amount=500, overhead_rate="0.1", **rules
    )


@pytest.mark.django_db
def test_the_plan_begins_with_what_the_programme_allows(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast, programme=a_programme(cast, cost_categories=[CostCategory.FEES]))
    before = words(applicant.get(at(row)).text).partition('<form method="post" id="plan"')[0]
    for said in (
        "80% of the costs", "€15,000.00", "€500.00", "at least 20%", "Fees for lecturers and interpreters",
        "at most 10% of the other costs", "counts €15.00 an hour", "at most 15% of the costs",
    ):  # fmt: skip
        assert said in before, said


@pytest.mark.django_db
def test_the_same_stands_on_the_page_of_the_programme(cast: Cast, client: Client) -> None:
    a_programme(cast, max_months=24, papers=["statutes"], cost_categories=[CostCategory.FEES])
    page = words(client.get("/en/funding/programmes/elternarbeit/").text)
    for said in (
        "€500.00",
        "at most 10% of the other costs",
        "24 months",
        "Statutes",
        "at most 15% of the costs",
    ):
        assert said in page, said


@pytest.mark.django_db
def test_the_sums_say_which_bound_is_kept_and_how_the_grant_comes_about(
    cast: Cast, applicant: Client
) -> None:
    row = scenes.draft(cast, programme=a_programme(cast))
    typed = plan_data(1, [COST], [OWN | {"amount": "300"}, GRANT | {"amount": "1.700,00"}])
    panel = words(applicant.post(at(row, "plan"), typed).json()["fragments"]["plan-sums"])
    assert panel.count("tag-ok") == 4  # both sides are equal, flat rate, volunteers, smallest sum
    assert '<span class="tag tag-warn">too much</span>' in panel
    assert '<span class="tag tag-warn">too little</span>' in panel
    assert "80% of the costs of €2,000.00, at most €15,000.00" in panel


@pytest.mark.django_db
def test_an_hour_that_costs_more_is_refused_where_it_is_typed(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast, programme=a_programme(cast))
    hours = {"category": "in_kind", "label": "Lotsen", "units": "1", "price": "150,00"}
    work = {"source": "in_kind", "label": "", "amount": "150,00"}
    answer = applicant.post(at(row), plan_data(row.version, [COST, hours], [OWN, GRANT, work]))
    assert (
        "An hour of volunteer work is €150.00 in the plan. This programme counts at most €15.00"
        in answer.text
    )
    assert answer.status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("cap", ["0.15", None])
def test_the_sums_say_that_volunteer_work_differs_on_both_sides(
    cast: Cast, applicant: Client, cap: str | None
) -> None:
    row = scenes.draft(cast, programme=a_programme(cast, volunteer_cap=cap))
    hours = {"category": "in_kind", "label": "Lotsen", "units": "10", "price": "15,00"}
    work = {"source": "in_kind", "label": "", "amount": "100,00"}
    sums = {}
    for amount in ("100,00", "150,00"):
        typed = plan_data(1, [COST, hours], [OWN, GRANT, work | {"amount": amount}])
        sums[amount] = words(applicant.post(at(row, "plan"), typed).json()["fragments"]["plan-sums"])
    said = "Volunteer work is €150.00 in the costs and €100.00 in the income."
    assert (said in sums["100,00"], said in sums["150,00"]) == (True, False)
    tag = "not the same in the income"
    assert (tag in sums["100,00"], tag in sums["150,00"]) == (cap is not None, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rules", "formula"),
    [
        ({"financing": Financing.DEFICIT}, "the costs of €2,000.00 less €400.00 of other income"),
        ({"financing": Financing.FIXED, "max_amount": 1600}, "a fixed sum, at most €1,600.00"),
        ({"financing": Financing.FULL, "rate": None}, "the costs of €2,000.00, at most €15,000.00"),
    ],
)
def test_each_type_of_financing_has_its_formula(
    cast: Cast, applicant: Client, rules: dict[str, Any], formula: str
) -> None:
    row = scenes.draft(cast, programme=a_programme(cast, own_share=None, **rules))
    typed = plan_data(1, [COST], [OWN, GRANT])
    assert formula in words(applicant.post(at(row, "plan"), typed).json()["fragments"]["plan-sums"])


# -- the amount of a line ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_line_of_costs_shows_its_amount_without_a_script(cast: Cast, applicant: Client) -> None:
    row = scenes.draft(cast)
    half = COST | {"units": "1,5", "price": "3,33"}
    page = applicant.post(
        at(row), plan_data(1, [COST, half, {"price": "viel"}], [OWN]) | {"add_line": "costs"}
    )
    for place, amount in enumerate(("€2,000.00", "€5.00", "€0.00", "€0.00")):
        assert f'<output id="costs-{place}-amount">{amount}</output>' in page.text


@pytest.mark.django_db
def test_the_amounts_follow_the_typing(cast: Cast, applicant: Client) -> None:
    answer = applicant.post(at(scenes.draft(cast), "plan"), plan_data(1, [COST, {"price": "7"}], [OWN]))
    fragments = answer.json()["fragments"]
    assert (fragments["costs-0-amount"], fragments["costs-1-amount"]) == ("€2,000.00", "€0.00")


@pytest.mark.django_db
def test_a_stored_plan_shows_its_amounts(cast: Cast, applicant: Client) -> None:
    page = applicant.get(at(scenes.filled(cast))).text
    assert '<output id="costs-1-amount">€500.00</output>' in page
