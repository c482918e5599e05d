"""The budget of an Office: what its lines have, and that no two proposals take the same money."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding.finance import by_year
from funding.models import Budget, BudgetLine, Drawdown, FundingRequest
from funding.reports.budgets import YearStanding, standings
from funding.services import budgets, decisions, drawdowns
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.errors import Stale
from tests.cast import Cast, assemble
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def line_of(cast: Cast, amount: str = "3000", **more: Any) -> BudgetLine:
    """A line that pays for the programme of the scenes and has `amount` in 2026."""
    slug = scenes.programme_of(cast).slug
    line = BudgetLine.objects.create(
        office=cast.office, code="684 10", name="Elternarbeit", programmes=[slug]
    )
    Budget.objects.create(line=line, year=2026, amount=D(amount), **more)
    return line


def in_2026(line: BudgetLine) -> YearStanding:
    (standing,) = standings(line.office, [line])
    return standing.of_year(2026)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(cast: Cast, name: str = "budget", *more: int) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug, *more])


# -- by year -----------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(0, 10_000, places=2)


def test_a_grant_is_spread_over_the_years_as_it_was_asked_for() -> None:
    assert by_year(D("100.00"), {2027: D(2), 2026: D(1)}) == {2026: D("33.33"), 2027: D("66.67")}
    assert by_year(D("100.00"), {2026: D(5), 2027: D(0)}) == {2026: D("100.00")}
    assert by_year(D("100.00"), {}) == by_year(D("0.00"), {2026: D(1)}) == {}


@given(amount=AMOUNTS, asked=st.dictionaries(st.integers(2020, 2030), AMOUNTS, max_size=5))
def test_the_cents_add_up(amount: Decimal, asked: dict[int, Decimal]) -> None:
    parts = by_year(amount, asked)
    assert sum(parts.values()) == (amount if any(asked.values()) else 0)
    assert all(part > 0 and asked[year] for year, part in parts.items())


# -- what stands where -------------------------------------------------------------------------------------


def test_a_grant_goes_from_proposed_to_committed_to_paid(cast: Cast) -> None:
    line = line_of(cast)
    row = scenes.proposed(cast)
    year = in_2026(line)
    assert (year.available, year.proposed, year.committed, year.free) == (3000, 2000, 0, 1000)
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert (in_2026(line).proposed, in_2026(line).committed, in_2026(line).free) == (0, 2000, 1000)
    row = decisions.announce(row, by=cast.caseworker, version=row.version)
    row = decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
    drawdowns.record_payment(row.award, D(700), today(), by=cast.caseworker, known=0)
    Drawdown.objects.update(paid_on=date(2026, 1, 20))
    assert (in_2026(line).committed, in_2026(line).paid, in_2026(line).free) == (2000, 700, 1000)


def test_a_proposal_that_is_void_takes_nothing(cast: Cast) -> None:
    line = line_of(cast)
    row = scenes.proposed(cast)
    decisions.send_back(row, "Zu viel.", by=cast.countersigner, version=row.version)
    assert (in_2026(line).proposed, in_2026(line).free) == (0, 3000)


def test_later_years_are_committed_too(cast: Cast) -> None:
    line = line_of(cast)
    row = scenes.checked(cast)
    assert row.submission is not None
    row.submission.data["incomes"].append(
        {"source": "grant", "label": "", "year": 2027, "amount": "6000.00", "is_granted": False}
    )
    assert budgets.parts_of(D(2000), row.submission, date(2026, 1, 1)) == {2026: D(500), 2027: D(1500)}
    assert budgets.parts_of(D(0), row.submission, date(2026, 1, 1)) == {}
    row.submission.data["incomes"] = []
    assert budgets.parts_of(D(2000), row.submission, date(2026, 5, 1)) == {2026: D(2000)}
    assert in_2026(line).free == 3000


# -- what a proposal may take ------------------------------------------------------------------------------


def said(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def test_a_proposal_takes_no_more_than_is_free(cast: Cast) -> None:
    line_of(cast, "1999.99")
    row = scenes.checked(cast)
    with pytest.raises(ValidationError) as error:
        decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)
    assert said(error) == "Of the money of 2026 €1,999.99 are free; this grant takes €2,000.00 of it."
    row.refresh_from_db()
    assert (row.state, row.decisions.count()) == ("in_review", 0)
    Budget.objects.update(amount=2000)
    decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"provisional": True}, "The budget of 2026 has not been passed"),
        ({"closes": date(2026, 1, 1)}, "Money of 2026 could be promised until 1 January 2026"),
        ({"year": 2031}, "has no money for 2026"),
    ],
)
def test_nothing_is_proposed_or_signed_from_what_is_closed(
    cast: Cast, change: dict[str, Any], words: str
) -> None:
    line_of(cast)
    waiting = scenes.proposed(cast)
    row = scenes.checked(cast)
    Budget.objects.update(**change)
    with pytest.raises(ValidationError, match=words):
        decisions.propose(
            row, scenes.proposal("500.00", reasons="x"), by=cast.caseworker, version=row.version
        )
    with pytest.raises(ValidationError, match=words):
        decisions.countersign(waiting, by=cast.countersigner, version=waiting.version)
    waiting.refresh_from_db()
    assert waiting.state == "proposed"


def test_a_rejection_needs_no_money(cast: Cast) -> None:
    line_of(cast, provisional=True)
    row = scenes.checked(cast)
    no = scenes.proposal("0.00", reasons="Kein Bedarf.")
    row = decisions.propose(row, no, by=cast.caseworker, version=row.version)
    decisions.countersign(row, by=cast.countersigner, version=row.version)


def test_what_is_cut_after_the_proposal_is_not_signed(cast: Cast) -> None:
    line = line_of(cast)
    row = scenes.proposed(cast)
    budgets.save_budget(line, 2026, D(1500), None, False, by=cast.budget_holder, version=1)
    client = signed_in(cast.countersigner)
    address = reverse("funding:countersign", args=[row.office.slug, row.public_id])
    page = client.get(address)
    assert "2026: this grant takes €2,000.00." in page.text
    answer = client.post(address, page.context["form"].initial)
    assert answer.status_code == 422
    assert "Of the money of 2026 €1,500.00 are free; this grant takes €2,000.00 of it." in answer.text
    row.refresh_from_db()
    assert row.state == "proposed"


def test_where_no_line_pays_nothing_is_checked(cast: Cast) -> None:
    line_of(cast, "1")
    BudgetLine.objects.update(programmes=[])
    scenes.proposed(cast)


def test_the_form_of_a_proposal_shows_what_is_free_and_keeps_what_is_typed(
    cast: Cast, officer: Client
) -> None:
    line_of(cast, "1234")
    row = scenes.checked(cast)
    address = reverse("funding:propose", args=[row.office.slug, row.public_id])
    page = officer.get(address)
    assert "€1,234.00" in page.text
    sent = {"version": row.version, "amount": "2000", "start": "2026-01-01", "end": "2026-12-31"}
    answer = officer.post(address, sent | {"cost_fees": "2000", "cost_material": "500", "note": "Eilig."})
    assert answer.status_code == 422
    assert "€1,234.00 are free" in answer.text
    assert "Eilig." in answer.text


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_do_not_take_the_same_money() -> None:
    cast = assemble()
    line = line_of(cast, "3000")
    rows = [scenes.check(scenes.received(cast, title=f"Antrag {number}"), cast) for number in range(2)]

    def propose(row: FundingRequest) -> None:
        decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)

    done = at_once(lambda: propose(rows[0]), lambda: propose(rows[1]))
    assert sorted(done) == [False, True]
    assert (in_2026(line).proposed, in_2026(line).free) == (2000, 1000)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above says something: it is the lock that keeps the money."""
    cast = assemble()
    line = line_of(cast, "3000")
    rows = [scenes.check(scenes.received(cast, title=f"Antrag {number}"), cast) for number in range(2)]
    unlocked = budgets.line_of
    monkeypatch.setattr(budgets, "line_of", lambda request, *, locked=False: unlocked(request))
    counted = Meeting(budgets.standings)
    monkeypatch.setattr(budgets, "standings", counted)

    def propose(row: FundingRequest) -> None:
        decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)

    assert at_once(lambda: propose(rows[0]), lambda: propose(rows[1])) == [True, True]
    assert in_2026(line).free == -1000


class Meeting:
    """Two threads count, and go on only when both have counted."""

    def __init__(self, count: Any) -> None:
        self.count, self.barrier = count, Barrier(2)

    def __call__(self, *args: Any) -> Any:
        found = self.count(*args)
        self.barrier.wait(timeout=20)
        return found


# -- who keeps it ------------------------------------------------------------------------------------------


def test_a_budget_holder_enters_a_line_and_its_money(cast: Cast) -> None:
    slug = scenes.programme_of(cast).slug
    client = signed_in(cast.budget_holder)
    line = {"version": 0, "code": "0711 684 10", "name": "Elternarbeit", "programmes": [slug]}
    assert client.post(at(cast, "budget_line_new"), line)["Location"] == at(cast)
    row = BudgetLine.objects.get()
    assert f"Enter the money of {today().year}" in client.get(at(cast)).text
    money = {"version": 0, "amount": "12.500,50", "closes": "2026-12-04", "provisional": "on"}
    assert client.post(at(cast, "budget_year", row.pk, 2026), money)["Location"] == at(cast)
    budget = Budget.objects.get()
    assert (budget.amount, budget.closes, budget.provisional) == (D("12500.50"), date(2026, 12, 4), True)
    page = client.get(at(cast)).text
    assert "€12,500.50" in page
    assert "not passed" in page
    form = client.get(at(cast, "budget_year", row.pk, 2026)).context["form"]
    assert form["version"].value() == 1


def test_a_budget_holder_is_led_to_the_budget_without_the_requests(cast: Cast) -> None:
    line_of(cast)
    client = signed_in(cast.budget_holder)
    page = client.get(at(cast))
    assert f'href="{reverse("funding:inbox", args=[cast.office.slug])}"' not in page.text
    assert client.get(at(cast, "budget_year", BudgetLine.objects.get().pk, 1999)).status_code == 404


def test_who_reviews_reads_the_budget_and_changes_nothing(cast: Cast, officer: Client) -> None:
    line = line_of(cast)
    page = officer.get(at(cast))
    assert "684 10 · Elternarbeit" in page.text
    assert at(cast, "budget_year", line.pk, 2026) not in page.text
    assert officer.get(at(cast, "budget_year", line.pk, 2026)).status_code == 404
    for somebody in (cast.caseworker, cast.countersigner, cast.coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            budgets.save_budget(line, 2026, D(1), None, False, by=somebody, version=1)
        with pytest.raises(PermissionDenied):
            budgets.save_line(cast.office, line, "1", "x", [], by=somebody, version=1)


def test_a_programme_is_paid_from_one_line_and_a_number_is_given_once(cast: Cast) -> None:
    line = line_of(cast)
    slug = line.programmes[0]
    with pytest.raises(ValidationError, match="from one line only"):
        budgets.save_line(cast.office, None, "2", "x", [slug], by=cast.budget_holder)
    with pytest.raises(ValidationError, match="number already"):
        budgets.save_line(cast.office, None, line.code, "x", [], by=cast.budget_holder)
    answer = signed_in(cast.budget_holder).post(
        at(cast, "budget_line_new"), {"version": 0, "code": "2", "name": "x", "programmes": [slug]}
    )
    assert (answer.status_code, BudgetLine.objects.count()) == (422, 1)


def test_who_was_slower_sees_it(cast: Cast) -> None:
    line = line_of(cast)
    budgets.save_budget(line, 2026, D(5), None, False, by=cast.budget_holder, version=1)
    with pytest.raises(Stale):
        budgets.save_budget(line, 2026, D(6), None, False, by=cast.budget_holder, version=1)
    with pytest.raises(Stale):
        budgets.save_budget(line, 2026, D(6), None, False, by=cast.budget_holder, version=0)
    answer = signed_in(cast.budget_holder).post(
        at(cast, "budget_year", line.pk, 2026), {"version": 1, "amount": "6"}
    )
    assert answer.status_code == 422
    assert Budget.objects.get().amount == 5


def test_what_no_line_pays_for_is_named(cast: Cast, officer: Client) -> None:
    line_of(cast)
    ProgrammeFactory(office=cast.office, name_de="Sprachmittlung")
    page = officer.get(at(cast)).text
    assert "so nothing is checked for them" in page
    assert "Sprachmittlung" in page


@pytest.mark.parametrize("lines", [1, 3])
def test_queries(cast: Cast, lines: int, django_assert_num_queries: Any) -> None:
    for number in range(lines):
        line = BudgetLine.objects.create(office=cast.office, code=str(number), name="x")
        for year in range(2026, 2026 + lines):
            Budget.objects.create(line=line, year=year, amount=1, closes=today() + timedelta(1))
    client = signed_in(cast.caseworker)
    with CaptureQueriesContext(connection) as frame:
        client.get(reverse("account_logout"))
    with django_assert_num_queries(len(frame) + 9):  # what came back is asked for, too
        assert client.get(at(cast)).status_code == 200
