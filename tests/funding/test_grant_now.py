"""What the grant of an award is now: said the same by the plan, the letter, the money pages and the proof."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from funding import finance
from funding.choices import Financing
from funding.finance import Figures, Grant
from funding.models import Award, Income
from funding.reports import AmendmentLetter, collect
from funding.reports.balance import planned_incomes
from funding.reports.drawdowns import known_by_office, standing_of
from portal.documents.kinds import kind_of
from tests.cast import Cast
from tests.funding.test_amendments import at, at_office, words
from tests.funding.test_drawdowns import final
from tests.funding.test_later_income import decided, spent, told

D = Decimal
OTHERS: dict[str, Any] = {
    "costs": {"fees": "2000.00", "material": "500.00"},
    "incomes": {"own": "100.00", "private": "400.00", "grant": "2000.00"},
}


class TestFormula:
    """Pure: no plan that is changed by later income has more money than it costs."""

    plan = Figures(eligible=D(2500), own=D(100), third_party=D(400))

    @pytest.mark.parametrize(
        ("financing", "later", "now"),
        [
            (Financing.SHARE, 100, 1920), (Financing.SHARE, 2000, 100), (Financing.SHARE, 2200, 0),
            (Financing.DEFICIT, 1000, 1000), (Financing.FIXED, 100, 2000), (Financing.FIXED, 600, 1500),
        ],
    )  # fmt: skip
    def test_later_income_lowers_it_by_the_financing_and_as_far_as_it_is_not_needed(
        self, financing: Financing, later: int, now: int
    ) -> None:
        grant = Grant(financing, D(2000), self.plan)
        assert finance.with_later_income(grant, Figures(third_party=D(later))) == now

    def test_what_does_not_count_lowers_nothing(self) -> None:
        grant = Grant(Financing.SHARE, D(2000), self.plan, minor_change=D(500))
        assert finance.with_later_income(grant, Figures(fees=D(500))) == D(2000)

    @given(st.sampled_from(Financing), st.decimals(0, 5000, places=2), st.decimals(0, 2500, places=2))
    def test_grant_and_other_money_never_exceed_the_costs(
        self, financing: Financing, later: D, own: D
    ) -> None:
        plan = replace(self.plan, own=own)
        grant = Grant(financing, max(D(0), D(2100) - own), plan)
        now = finance.with_later_income(grant, Figures(third_party=later))
        assert now == 0 or now + plan.foreign + later <= plan.eligible


@pytest.fixture
def award(cast: Cast) -> Award:
    """2,000 of costs of 2,500; 400 come from others, 100 are of one's own. All income counts."""
    award = final(cast)
    Award.objects.update(minor_change=None, plan=OTHERS)
    award.refresh_from_db()
    return award


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_every_page_the_letter_and_the_proof_say_the_same_grant(
    cast: Cast, award: Award, applicant: Client, officer: Client
) -> None:
    row = told(cast, award, income=D(2000))
    page = words(officer.get(at_office("amendment_answer", award, row.number)).text)
    assert "€2,000.00 €100.00" in page, "what the Office decides on"
    row = decided(cast, row)
    award = Award.objects.get()
    plan = planned_incomes(award)
    assert plan == {"own": D(0), "private": D(2400), "grant": D(100)}
    assert sum(plan.values()) == D(2500)
    assert kind_of(AmendmentLetter.key).gather({"amendment": row.pk}, "de").grant == D(100)
    said = "€100.00 the grant with the money that came in later"
    assert said in words(applicant.get(at("drawdowns", award)).text)
    assert said in words(officer.get(at_office("payments", award)).text)
    assert "€100.00 are to be expected" in words(applicant.get(award.request.get_absolute_url()).text)
    standing = standing_of(award)
    assert (standing.grant, standing.rest, standing.left) == (D(100), D(100), D(100))
    found = standing.drawable(D(2500), D(0))
    assert (found.entitled, standing.reckoned(found)["now"]) == (D(100), "100.00")
    assert known_by_office(award).rest_by_check == D(100)


def test_the_reckoning_of_a_call_says_which_sum_bounds_it(
    cast: Cast, award: Award, applicant: Client
) -> None:
    decided(cast, told(cast, award, income=D(2000)))
    typed = {"paid": "2500", "due": "0", "reckon": "1"}
    page = words(applicant.post(at("drawdown_new", award), typed).text)
    assert "at most the grant with the money that came in later €100.00" in page


def test_a_fixed_sum_is_no_surplus_in_the_proof_either(cast: Cast, award: Award) -> None:
    Award.objects.update(financing=Financing.FIXED)
    decided(cast, told(cast, Award.objects.get(), income=D(1000)))
    award = Award.objects.get()
    assert planned_incomes(award)["grant"] == D(1100)
    assert standing_of(award).grant == D(1100)
    proof = spent(cast, award)
    Income.objects.create(proof=proof, received="2026-02-02", source="private", payer="A", amount=D(400))
    assert collect(proof)["sums"]["entitled"] == "1100.00"


def test_nothing_can_be_called_up_once_the_lower_grant_is_paid(
    cast: Cast, award: Award, applicant: Client
) -> None:
    decided(cast, told(cast, award, income=D(2200)))
    page = words(applicant.get(at("drawdowns", award)).text)
    assert "With the money that came in later, nothing more is due to you." in page


def test_little_money_that_the_plan_cannot_use_is_named_before_it_is_decided(
    cast: Cast, award: Award, officer: Client
) -> None:
    Award.objects.update(minor_change=D(500))
    row = told(cast, award, income=D(300))
    said = "the plan now has €200.00 more than it costs"
    assert said in words(officer.get(at_office("amendment_answer", award, row.number)).text)
    decided(cast, row)
    assert said in words(officer.get(at_office("case_amendments", award)).text)
    assert planned_incomes(Award.objects.get())["grant"] == D(2000)
