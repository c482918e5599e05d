"""A proposal: what differs from the programme is told at once, and a longer period asks for more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from funding.models import Decision
from tests.cast import Cast
from tests.funding import scenes
from tests.journeys.conftest import DESKTOP, assert_accessible
from tests.journeys.test_a_request import press

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_differs_is_said_while_the_form_is_filled_in(
    house: str, visit: Callable[..., Page], cast: Cast
) -> None:
    row = scenes.checked(cast)
    officer = visit(cast.caseworker, size=DESKTOP)
    officer.goto(f"/en/desk/offices/{row.office.slug}/requests/{row.public_id}/propose/")
    plan = officer.locator("#awarded-plan")
    officer.get_by_text("Other rules than those of the programme").click()
    officer.locator("#id_deviation_rate").fill("30")
    officer.locator("#id_drawdown_weeks").fill("6")
    expect(plan).to_contain_text("here 30% instead of 20% in the programme")
    officer.locator("#id_end").fill("2027-06-30")
    officer.locator("#id_note").fill("Mit dem Ministerium besprochen.")
    expect(plan).to_contain_text("no interim proof is wanted")
    officer.locator("#id_year_2026").fill("1200")
    officer.locator("#id_year_2027").fill("800")
    expect(plan).to_contain_text("2027: €800.00")
    assert_accessible(officer)
    press(officer, "Propose")
    expect(officer.locator("main")).to_contain_text("decision proposed")
    decision = Decision.objects.get()
    assert sorted(decision.parts.values_list("year", "amount")) == [(2026, 1200), (2027, 800)]
