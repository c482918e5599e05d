"""Money of an award is carried into another calendar year by a change, and bound there by the budget."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from funding.models import Amendment, Award, Budget
from funding.reports import AmendmentLetter
from funding.reports.drawdowns import payable_by
from funding.services import amendments
from funding.services.wishes import Wish
from portal.documents.kinds import kind_of
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding.scenes import D
from tests.funding.test_drawdowns import at, at_office, words
from tests.funding.test_later_income import decided
from tests.funding.test_years_of_awards import (
    NEW_YEAR,
    call,
    final,
    line_of,
    november,
    parts,
    pay,
    standing_in,
)

__all__ = ["november"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
CARRIED = {2026: D(300), 2027: D(1700)}


def asked(cast: Cast, award: Award, years: dict[int, Decimal] = CARRIED) -> Amendment:
    return amendments.ask(award, Wish(reason="Der Beginn verschob sich.", years=years), by=cast.coordinator)


def form_of(award: Award, **years: str) -> dict[str, Any]:
    return (
        {f"cost_{kind}": amount for kind, amount in award.plan["costs"].items()} | {"reason": "Spät."} | years
    )


def test_the_organisation_asks_year_by_year_and_the_sum_stays(cast: Cast, applicant: Client) -> None:
    award = final(cast)
    page = applicant.get(at("amendment_new", award)).text
    assert "Of the grant in 2026 (€)" in page
    refused = applicant.post(at("amendment_new", award), form_of(award, year_2026="300", year_2027="1500"))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"year_2026"}, "the one that was changed"
    assert "The calendar years have €1,800.00 together, but the grant is €2,000.00." in refused.text
    nothing = applicant.post(at("amendment_new", award), form_of(award, year_2026="500", year_2027="1500"))
    assert nothing.status_code == 422, "nothing is to change"
    said = form_of(award, year_2026="300", year_2027="1700")
    assert applicant.post(at("amendment_new", award), said).status_code == 302
    assert Amendment.objects.get().years == {"2026": "300.00", "2027": "1700.00"}


def test_what_was_paid_in_a_year_stays_in_it(cast: Cast) -> None:
    award = pay(call(final(cast), cast, "500", "0"), cast)
    with pytest.raises(ValidationError, match=r"€400\.00 were paid out in 2026"):
        asked(cast, award)
    asked(cast, award, {2026: D(400), 2027: D(1600)})


def test_once_allowed_the_years_bear_it_and_the_budget_binds_it_there(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    line = line_of(cast)
    award = final(cast, lapses=True)
    row = asked(cast, award)
    page = words(officer.get(at_office("amendment_answer", award, row.number)).text)
    assert "2026 €500.00 €300.00" in page
    assert parts() == {2026: D(500), 2027: D(1500)}, "nothing is decided yet"
    row = decided(cast, row)
    assert parts() == CARRIED
    assert [standing_in(line, year).committed for year in (2026, 2027)] == [300, 1700]
    assert payable_by(Award.objects.get(), today()) == D(300)
    with time_machine.travel(NEW_YEAR):
        assert payable_by(Award.objects.get(), today()) == D(1700)
    letter = kind_of(AmendmentLetter.key).gather({"amendment": row.pk}, "de")
    assert [(line.name, line.before, line.after) for line in letter.years] == [
        ("2026", D(500), D(300)), ("2027", D(1500), D(1700)),
    ]  # fmt: skip
    assert letter.grant is None
    page = words(applicant.get(at("drawdowns", award)).text)
    assert "2026 €300.00 €0.00 2027 €1,700.00 €0.00" in page


def test_no_year_bears_more_than_its_budget_has_free(cast: Cast) -> None:
    line_of(cast)
    row = asked(cast, final(cast))
    Budget.objects.filter(year=2027).update(amount=D(1600))
    with pytest.raises(ValidationError, match="Of the money of 2027"):
        decided(cast, row)
    assert parts() == {2026: D(500), 2027: D(1500)}
    Budget.objects.filter(year=2027).update(amount=D(1700))
    decided(cast, row)
    assert parts() == CARRIED


def test_refused_the_years_stay(cast: Cast) -> None:
    decided(cast, asked(cast, final(cast)), grants=False)
    assert parts() == {2026: D(500), 2027: D(1500)}


def test_all_of_a_year_can_be_carried_on(cast: Cast) -> None:
    decided(cast, asked(cast, final(cast), {2026: D(0), 2027: D(2000)}))
    assert parts() == {2027: D(2000)}
    assert payable_by(Award.objects.get(), today()) == 0
