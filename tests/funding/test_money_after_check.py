"""The money of an award once its proof is checked: both sides read the same sums, on every page."""

import pytest

from funding.choices import RemedyEnd
from funding.models import ProofCheck
from tests.cast import Cast
from tests.funding.test_contested_results import asked, contest, pay, settle
from tests.funding.test_proof_check import at, at_office, begun, client_of, paid, sent, words

__all__ = ["asked", "begun", "paid", "sent"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def money_pages(cast: Cast, row: ProofCheck) -> tuple[str, str]:
    """What the organisation and the Office read of the payments."""
    own, desk = client_of(cast.coordinator), client_of(cast.caseworker)
    pages = own.get(at("drawdowns", row.proof)), desk.get(at_office("payments", row.proof))
    said = [words(page.text.replace("&#x27;", "'").replace("\xa0", " ")) for page in pages]
    return said[0], said[1]


def test_after_a_recovery_both_read_what_the_grant_is_and_what_comes_back_until_when(
    cast: Cast, asked: ProofCheck
) -> None:
    own, desk = money_pages(cast, asked)
    until = f"{asked.due_by:%d/%m/%Y}"
    for page in (own, desk):
        assert "€72.00 the grant by the check" in page
        assert f"€72.00 to be paid back until {until}" in page
        assert "Nothing is open" not in page
    assert f"It is your turn: pay back €72.00 until {until}." in own
    assert "It is the organisation's turn: €72.00 are to be paid back until" in desk


def test_what_came_back_stands_beside_what_is_still_owed(cast: Cast, asked: ProofCheck) -> None:
    row = pay(asked, cast, 30)
    for page in money_pages(cast, row):
        assert "€42.00 to be paid back until" in page
        assert "€30.00 paid back" in page
    row = pay(row, cast, 42)
    own, desk = money_pages(cast, row)
    for page in (own, desk):
        assert "€0.00 to be paid back €72.00 paid back" in page
    assert "Nothing is open." in desk


def test_after_legal_remedy_the_check_page_says_the_grant_that_the_organisation_reads(
    cast: Cast, asked: ProofCheck
) -> None:
    row = settle(contest(asked, cast), cast, RemedyEnd.REMEDIED, 20)
    own, desk = money_pages(cast, row)
    for page in (own, desk):
        assert "€124.00 the grant by the check" in page
    check = words(client_of(cast.caseworker).get(at_office("checking", row.proof)).text)
    assert "Grant now, after the legal remedy – €124.00" in check
