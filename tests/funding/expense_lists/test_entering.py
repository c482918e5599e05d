"""Expenses out of bookkeeping are entered together, once, and only after a person has looked at them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from funding.models import Bookkeeping, Expense, ExpenseList, ProofOfUse
from funding.services import deletion
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.expense_lists.conftest import HEAD, OTHER, ROW, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = scenes.D


def test_a_list_becomes_expenses(desk: Desk, cast: Cast) -> None:
    edition = desk.named(HEAD + ROW + OTHER, **{"kind-1": "fees"})
    assert desk.outcomes(edition) == {"new": 2}
    assert "€1,300.00" in desk.page(edition).text
    assert desk.enter(edition).status_code == 302
    first, second = Expense.objects.order_by("paid")
    assert (first.paid, first.payee, first.reason) == (date(2026, 3, 5), "Druckerei", "Flyer")
    assert (first.amount, first.eligible, first.category) == (D(1100), D(1100), "material")
    assert (first.voucher_number, first.created_by) == ("17", cast.coordinator)
    assert (second.category, second.amount) == ("fees", D(200))
    assert not ExpenseList.objects.exists()


def test_columns_and_words_are_remembered(desk: Desk) -> None:
    content = "Tag;Wer;Wozu;Wieviel;Art\n05.03.2026;Druckerei;Flyer;10;Druck\n"
    edition = desk.upload(content)
    assert edition.columns == {}
    columns = {"paid": "Tag", "payee": "Wer", "reason": "Wozu", "amount": "Wieviel", "category": "Art"}
    desk.client.post(desk.url(edition) + "columns/", columns)
    desk.client.post(desk.url(edition) + "kinds/", {"kind-0": "material"})
    books = Bookkeeping.objects.get()
    assert (books.columns, books.kinds) == (columns, {"Druck": "material"})
    again = desk.upload(content)
    assert again.columns == columns
    answer = desk.client.post(desk.url(again) + "columns/", again.columns)
    assert answer["Location"].endswith(f"{again.key}/")  # nothing is left to be asked


def test_our_own_names_of_the_kinds_need_no_question(desk: Desk) -> None:
    edition = desk.upload(HEAD + ROW.replace("Druckkosten", "Travel") + OTHER.replace("Honorare", "fees"))
    desk.client.post(desk.url(edition) + "columns/", edition.columns)
    edition.refresh_from_db()
    assert edition.kinds == {"Travel": "travel", "fees": "fees"}


def test_a_list_without_kinds_gets_one_for_all_rows(desk: Desk) -> None:
    edition = desk.named("Datum;Empfänger;Zweck;Betrag\n05.03.2026;Bahn;Fahrt;10\n", **{"kind-0": "travel"})
    desk.enter(edition)
    assert Expense.objects.get().category == "travel"


def test_one_faulty_row_keeps_all_from_being_entered(desk: Desk) -> None:
    edition = desk.named(HEAD + ROW + OTHER.replace("200,00", "viel"))
    assert desk.outcomes(edition) == {"new": 1, "bad": 1}
    answer = desk.enter(edition)
    assert answer.status_code == 422
    assert "Some rows are faulty" in answer.text
    assert not Expense.objects.exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW.replace("05.03.2026", ""), "Paid on: nothing stands there."),
        (ROW.replace("05.03.2026", "gestern"), "“gestern” is no day."),
        (ROW.replace("05.03.2026", "05.03.2099"), "This day is still to come"),
        (ROW.replace("05.03.2026", "05.03.2020"), "lies outside the award period"),
        (ROW.replace("Druckerei", ""), "Paid to: nothing stands there."),
        (ROW.replace("Flyer", ""), "What for: nothing stands there."),
        (ROW.replace("Flyer", "x" * 201), "What for: "),
        (ROW.replace("1.100,00", ""), "no money went out."),
        (ROW.replace("1.100,00", "0"), "no money went out."),
        (ROW.replace("1.100,00", "1.100"), "“1.100” can be read in two ways."),
        (ROW.replace("1.100,00", "1,005"), "“1,005” can be read in two ways."),
        (ROW.replace("1.100,00", "99999999999"), "Amount: "),
        (ROW.replace(";17", ";17;mehr"), "there are more cells than columns."),
    ],
)
def test_a_faulty_row_says_what_is_wrong(desk: Desk, row: str, why: str) -> None:
    edition = desk.named(HEAD + OTHER + row)
    assert why in desk.page(edition, "?show=bad").text
    faults = desk.client.get(desk.url(edition) + "errors.csv").content.decode()
    assert why.split("“")[0].rstrip() in faults


def test_what_came_in_is_no_expense(desk: Desk) -> None:
    edition = desk.named(HEAD + ROW.replace("1.100,00", "-1.100,00") + OTHER)
    assert desk.outcomes(edition) == {"new": 1, "bad": 1}


def test_a_row_that_is_entered_already_is_asked_about(desk: Desk) -> None:
    desk.enter(desk.named(HEAD + ROW))
    edition = desk.named(HEAD + ROW + OTHER)
    assert desk.outcomes(edition) == {"new": 1, "doubtful": 1}
    assert "It looks as if this was entered already: Druckerei, 5 March 2026" in desk.page(edition).text
    answer = desk.enter(edition)
    assert (answer.status_code, Expense.objects.count()) == (422, 1)
    assert "Say first which rows are entered already" in answer.text
    assert desk.enter(edition, **{"row-2": "out"}).status_code == 302
    assert sorted(Expense.objects.values_list("payee", flat=True)) == ["Druckerei", "Frau Kaya"]


def test_two_rows_of_one_list_that_look_alike_are_asked_about(desk: Desk) -> None:
    edition = desk.named(HEAD + ROW + ROW)
    assert desk.outcomes(edition) == {"new": 1, "doubtful": 1}
    desk.enter(edition, **{"row-3": "in"})
    assert [row.alike for row in Expense.objects.order_by("pk")] == ["", "other"]


def test_all_that_look_as_if_they_were_entered_can_be_left_out_at_once(desk: Desk) -> None:
    desk.enter(desk.named(HEAD + ROW + OTHER))
    edition = desk.named(HEAD + ROW + OTHER)
    desk.client.post(desk.url(edition), {"all_out": "1"})
    assert desk.outcomes(edition) == {"out": 2}
    desk.enter(edition)
    assert Expense.objects.count() == 2


def test_what_was_entered_meanwhile_is_noticed(desk: Desk) -> None:
    first, second = desk.named(HEAD + ROW), desk.named(HEAD + ROW)
    assert desk.outcomes(second) == {"new": 1}
    desk.enter(first)
    assert desk.enter(second).status_code == 422
    assert Expense.objects.count() == 1


def test_a_payment_of_another_award_is_asked_about(desk: Desk, cast: Cast) -> None:
    desk.enter(desk.named(HEAD + ROW))
    Expense.objects.update(proof=scenes.proof_of_another_award(cast))
    assert desk.outcomes(desk.named(HEAD + ROW)) == {"doubtful": 1}


def test_a_double_click_uploads_and_enters_once(desk: Desk) -> None:
    key = uuid4()
    edition = desk.upload(HEAD + ROW, key=key)
    assert desk.upload(HEAD + ROW, key=key) == edition
    edition = desk.named(HEAD + ROW)
    desk.enter(edition)
    assert desk.enter(edition).status_code == 404
    assert Expense.objects.count() == 1


def test_nothing_is_entered_once_the_proof_is_sent(desk: Desk) -> None:
    edition = desk.named(HEAD + ROW)
    ProofOfUse.objects.update(state="submitted", frozen={}, submitted=timezone.now())
    answer = desk.enter(edition)
    assert answer.status_code == 422
    assert "has been submitted" in answer.text
    assert not Expense.objects.exists()


def test_a_list_can_be_thrown_away(desk: Desk) -> None:
    edition = desk.upload(HEAD + ROW)
    assert desk.client.post(desk.url(edition) + "discard/").status_code == 302
    assert not ExpenseList.objects.exists()


def test_a_list_that_nobody_enters_is_forgotten(desk: Desk) -> None:
    desk.upload(HEAD + ROW)
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert deletion.purge()["uploaded lists of expenses deleted"] == 0
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert deletion.purge()["uploaded lists of expenses deleted"] == 1


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"payee": ""}, "payee"),
        ({"payee": "Datum"}, "paid"),
        ({"payee": "Nirgends"}, "payee"),
    ],
)
def test_columns_that_can_not_be_are_refused(desk: Desk, columns: dict[str, str], problem: str) -> None:
    edition = desk.upload(HEAD + ROW)
    answer = desk.client.post(desk.url(edition) + "columns/", {**edition.columns, **columns})
    assert answer.status_code == 422
    assert problem in answer.context["form"].errors


def test_a_column_with_too_many_words_is_no_kind_of_cost(desk: Desk) -> None:
    rows = "".join(
        ROW.replace("Druckkosten", f"K{number}").replace("17", str(number)) for number in range(41)
    )
    edition = desk.upload(HEAD + rows)
    answer = desk.client.post(desk.url(edition) + "columns/", edition.columns)
    assert answer.status_code == 422
    assert "This column says 41 different things" in answer.text


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow(desk: Desk, django_assert_num_queries, times: int) -> None:
    rows = "".join(ROW.replace("17", str(number)) for number in range(times))
    edition = desk.named(HEAD + rows)
    with django_assert_num_queries(11):
        desk.page(edition)
