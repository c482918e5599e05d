"""Money that comes back after the check of a proof: each entry with its day, and a wrong one taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from funding import duties, finance
from funding.choices import RemedyEnd, Verb
from funding.models import FundingRequest, ProofCheck, Repayment
from funding.reports.case_file import entries as entries_of_file
from funding.services import records, repaying
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding.test_case_file import table
from tests.funding.test_contested_results import asked, contest, pay, settle
from tests.funding.test_interest import owed
from tests.funding.test_proof_check import at, at_office, begun, client_of, fresh, paid, sent, words

__all__ = ["asked", "begun", "owed", "paid", "sent"]

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def entries(row: ProofCheck) -> list[tuple[Decimal, bool, bool]]:
    """Of each its sum, whether the Office gave it back, and whether it takes another one back."""
    return [(it.amount, it.is_given_back, it.corrects_id is not None) for it in row.repayments.all()]


def undo_last(row: ProofCheck, cast: Cast, reason: str = "Zahl vertauscht") -> ProofCheck:
    entry = repaying.undoable(row)
    assert entry is not None
    return fresh(repaying.undo(entry, reason, by=cast.caseworker, version=row.version))


@given(*[st.decimals(0, 100, places=2)] * 4)
def test_what_came_back_is_split_so_that_only_one_side_owes(back: D, asked: D, rate: D, more: D) -> None:
    of_grant, interest = finance.as_grant_and_interest(back, asked, rate, asked + more)
    assert of_grant + interest == back
    assert 0 <= of_grant <= asked + more
    assert interest >= 0
    assert (of_grant >= asked and interest >= rate) or (of_grant <= asked and interest <= rate)


def test_each_entry_is_kept_with_its_day_and_shown_to_both_sides(cast: Cast, owed: ProofCheck) -> None:
    row = pay(pay(owed, cast, 50), cast, 20)
    assert entries(row) == [(50, False, False), (20, False, False)]
    assert "€70.00 came back." in words(client_of(cast.caseworker).get(at_office("case", row.proof)).text)
    for page in (
        client_of(cast.coordinator).get(at("drawdowns", row.proof)),
        client_of(cast.caseworker).get(at_office("payments", row.proof)),
        client_of(cast.caseworker).get(at_office("checking", row.proof)),
    ):
        text = words(page.text)
        assert text.count("paid back to the Office") == 2
        assert "€50.00" in text
        assert "€20.00" in text


def test_a_wrong_entry_is_taken_back_with_a_reason_and_the_sums_are_as_before(
    cast: Cast, owed: ProofCheck, officer: Client
) -> None:
    before = pay(owed, cast, 30)
    row = pay(before, cast, 45)
    assert (row.paid_back, row.interest_paid) == (72, 3)
    wrong = repaying.undoable(row)
    assert wrong is not None
    page = officer.get(at_office("checking", row.proof))
    address = at_office("undo_return", row.proof, wrong.pk)
    assert address in page.text
    assert "€45.00, paid back on" in words(officer.get(address).text)
    empty = officer.post(address, {"note": " ", "version": row.version})
    assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"note"})
    for _click in range(2):
        said = {"note": "Zahl vertauscht", "version": row.version}
        assert officer.post(address, said).status_code == 302
    row = fresh(row)
    sums = ("paid_back", "interest_paid", "owed", "paid_back_on")
    assert [getattr(row, it) for it in sums] == [getattr(before, it) for it in sums]
    assert entries(row) == [(30, False, False), (45, False, False), (45, True, True)]
    assert row.proof.award.request.transitions.filter(verb=Verb.UNDO_RETURN).count() == 1
    text = words(officer.get(at_office("payments", row.proof)).text)
    assert "wrong entry taken back −€45.00" in text
    (duty,) = duties.of(cast.coordinator)
    assert "€49.20" in duty.title, "30 of 79.20 came back"
    row = undo_last(row, cast)
    assert (row.came_back, row.paid_back_on, repaying.undoable(row)) == (0, None, None)


def test_the_last_entry_goes_first_and_nobody_else_takes_one_back(
    cast: Cast, owed: ProofCheck, officer: Client
) -> None:
    first = repaying.undoable(pay(owed, cast, 30))
    assert first is not None
    row = pay(fresh(owed), cast, 45)
    address = at_office("undo_return", row.proof, first.pk)
    assert officer.get(address).status_code == 302
    late = officer.post(address, {"note": "Falsch", "version": row.version})
    assert "Take the later entries back first." in words(late.text)
    assert client_of(cast.countersigner).get(address).status_code == 404
    assert fresh(row).came_back == 75


def test_money_given_back_by_mistake_is_owed_to_the_organisation_again(cast: Cast, asked: ProofCheck) -> None:
    row = settle(contest(pay(asked, cast, 72), cast), cast, RemedyEnd.REMEDIED, 30)
    assert row.overpaid == 42
    row = fresh(repaying.give_back(row, today(), by=cast.caseworker, version=row.version))
    assert row.overpaid == 0
    row = undo_last(row, cast)
    assert (row.overpaid, row.paid_back) == (42, 72)


def test_entries_are_never_changed_and_never_deleted(cast: Cast, owed: ProofCheck) -> None:
    pay(owed, cast, 30)
    for change in (lambda: Repayment.objects.update(amount=1), lambda: Repayment.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(ValidationError):
        pay(fresh(owed), cast, 0)


def test_a_case_is_over_on_the_day_of_its_last_entry(
    cast: Cast, asked: ProofCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = settle(contest(pay(asked, cast, 72), cast), cast, RemedyEnd.REMEDIED, 30)
    later = today() + timedelta(days=9)
    monkeypatch.setattr(repaying, "today", lambda: later)
    repaying.give_back(row, later, by=cast.caseworker, version=row.version)
    assert records.closed_on(FundingRequest.objects.get()) == later


def test_the_case_file_lists_them(cast: Cast, owed: ProofCheck) -> None:
    row = undo_last(pay(owed, cast, 30), cast)
    files = {entry.path: entry.content for entry in entries_of_file(row.proof.award.request, [])}
    content = files["5-verwendungsnachweis/erstattungen.csv"]
    assert isinstance(content, bytes)
    assert [line[1:3] for line in table(content)] == [
        ["EUR", "Was"],
        ["30,00", "an die Behörde zurückgezahlt"],
        ["-30,00", "falscher Eintrag zurückgenommen"],
    ]
