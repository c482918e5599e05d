"""An organisation says once to which account grants are paid; whoever pays sees it, and any change of it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.models import BankAccount, Drawdown
from funding.reports.submission_words import in_words
from funding.services import bank_accounts, drawdowns, payment_orders, submissions
from organisations.models import Membership
from portal.erasures.models import Erasure
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_drawdowns import at, at_office, called_up, final, paid_out, words
from tests.funding.test_request_paper import words as paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FIRST, SECOND = "DE89 3704 0044 0532 0130 00", "DE02 1203 0000 0000 2020 51"
CHANGED = "This is another account than before."


def change(cast: Cast, iban: str = SECOND) -> BankAccount:
    values = {"iban": iban.replace(" ", ""), "holder": "Elterntreff e. V."}
    return bank_accounts.keep(cast.association, values, by=cast.coordinator)


def page_of(cast: Cast) -> str:
    return reverse("funding:bank_account", args=[cast.association.slug])


def test_it_is_written_down_once_and_found_among_the_papers(cast: Cast, applicant: Client) -> None:
    answer = applicant.post(page_of(cast), {"iban": FIRST.lower(), "holder": "Elterntreff"})
    kept = reverse("funding:kept_papers", args=[cast.association.slug])
    assert (answer.status_code, answer["Location"]) == (302, kept)
    row = BankAccount.objects.get()
    assert (row.iban, row.holder, row.saved_by) == (FIRST.replace(" ", ""), "Elterntreff", cast.coordinator)
    assert f"{FIRST} , Elterntreff" in words(applicant.get(kept).text)


def test_a_slip_of_the_finger_is_told_and_keeps_what_was_typed(cast: Cast, applicant: Client) -> None:
    answer = applicant.post(page_of(cast), {"iban": FIRST[:-1] + "1", "holder": "Elterntreff"})
    assert answer.status_code == 422
    assert "a digit is wrong, or two are swapped" in answer.text
    assert 'value="DE89 3704 0044 0532 0130 01"' in answer.text
    assert not BankAccount.objects.exists()


def test_only_who_asks_for_the_organisation_writes_it(cast: Cast) -> None:
    for user in (cast.reader, cast.caseworker, cast.foreign_coordinator):
        with pytest.raises(PermissionDenied):
            bank_accounts.keep(cast.association, scenes.ACCOUNT | {"holder": "x"}, by=user)


def test_before_sending_the_page_leads_to_it_and_back(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    BankAccount.objects.all().delete()
    check, account = at_row("check_answers", row), at_row("bank_account_for", row)
    page = applicant.get(check).text
    assert account in page
    assert "not written down yet" in page
    answer = applicant.post(account, {"iban": FIRST, "holder": "Elterntreff"})
    assert answer["Location"] == check
    assert f"{FIRST} , Elterntreff" in words(applicant.get(check).text)


def at_row(name: str, row: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id])


def test_what_was_sent_says_it_on_the_page_on_paper_and_in_the_file(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    row = scenes.received(cast)
    change(cast)
    sent = row.submission
    assert sent is not None
    assert sent.data["account"] == {"iban": FIRST.replace(" ", ""), "holder": cast.association.name}
    case = reverse("funding:case", args=[row.office.slug, row.public_id])
    assert f"{FIRST} , {cast.association.name}" in words(officer.get(case).text)
    assert f"Bankverbindung {FIRST} {cast.association.name}" in paper(sent)
    assert FIRST.replace(" ", "") in in_words(sent)


def test_another_account_in_a_correction_is_a_difference(cast: Cast, officer: Client) -> None:
    row = scenes.clarification(cast)
    change(cast)
    row = submissions.answer(row, "Dortmund.", by=cast.coordinator, version=row.version)
    page = words(officer.get(reverse("funding:case", args=[row.office.slug, row.public_id])).text)
    old, new = FIRST.replace(" ", ""), SECOND.replace(" ", "")
    assert f"{old}, {cast.association.name}" in page
    assert f"{new}, Elterntreff e. V." in page


def test_without_an_account_nothing_is_called_up(cast: Cast, applicant: Client) -> None:
    award = final(cast)
    BankAccount.objects.all().delete()
    answer = applicant.post(at("drawdown_new", award), {"paid": "600", "due": "0", "send": "1"})
    assert answer.status_code == 422
    assert "Write down first to which account the money goes." in answer.text
    assert at("bank_account_for", award) in answer.text
    with pytest.raises(ValidationError):
        called_up(award, cast)
    assert not Drawdown.objects.exists()


def test_a_call_keeps_the_account_with_which_it_was_made(cast: Cast, officer: Client) -> None:
    award = final(cast)
    called_up(award, cast)
    change(cast)
    row = Drawdown.objects.get()
    assert row.account == {"iban": FIRST.replace(" ", ""), "holder": cast.association.name}
    page = words(officer.get(at_office("drawdown_decide", award, 1)).text)
    assert f"Paid to {FIRST} , {cast.association.name}" in page
    assert CHANGED not in page


@pytest.mark.parametrize("paid_before", [False, True])
def test_the_officer_is_warned_where_the_next_call_names_another_account(
    cast: Cast, officer: Client, paid_before: bool
) -> None:
    award = final(cast)
    if paid_before:
        paid_out(award, cast)
    change(cast)
    second = called_up(award, cast, paid="1000", due="1000")
    page = words(officer.get(at_office("drawdown_decide", award, second.number)).text)
    assert CHANGED in page
    assert f"Paid to {SECOND} , Elterntreff e. V." in page
    assert f"Former account {FIRST} , {cast.association.name}" in page
    second = drawdowns.decide(second, D(100), "Nur das.", by=cast.caseworker, version=second.version)
    assert CHANGED in words(officer.get(at_office("drawdown_pay", award, second.number)).text)


def test_what_was_paid_to_the_new_account_is_no_change_any_more(cast: Cast, officer: Client) -> None:
    award = final(cast)
    change(cast)
    paid_out(award, cast)
    second = called_up(award, cast, paid="1000", due="1000")
    assert CHANGED not in officer.get(at_office("drawdown_decide", award, second.number)).text


def test_where_nothing_can_be_compared_the_officer_reads_it(
    cast: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funding.services.snapshots._account", lambda organisation: None)
    row = called_up(final(cast), cast)
    page = words(officer.get(at_office("drawdown_decide", row.award, row.number)).text)
    assert "The request names no account, and nothing was paid before" in page


def test_the_order_for_the_cash_system_has_iban_and_holder_where_the_office_wants_them(cast: Cast) -> None:
    award = final(cast)
    row = called_up(award, cast)
    drawdowns.decide(row, row.asked or D(0), "", by=cast.caseworker, version=row.version)
    columns = "Konto = iban\nInhaber = holder\nBuchungszeichen = key\nGezahlt am = day"
    office = payment_orders.save_columns(cast.office, columns, by=cast.caseworker)
    head, order = payment_orders.table(office, by=cast.caseworker)
    assert list(zip(head, order, strict=True))[:2] == [
        ("Konto", FIRST.replace(" ", "")),
        ("Inhaber", cast.association.name),
    ]


def test_who_pays_no_call_names_no_account(cast: Cast, officer: Client) -> None:
    award = final(cast)
    drawdowns.record_payment(award, D(100), today(), by=cast.caseworker, known=0)
    assert Drawdown.objects.get().account == {}
    assert officer.get(at_office("payments", award)).status_code == 200


def test_a_deleted_account_does_not_come_back(cast: Cast, applicant: Client) -> None:
    row = change(cast)
    for _click in range(2):
        applicant.post(reverse("funding:bank_account_delete", args=[cast.association.slug]))
    assert not BankAccount.objects.exists()
    assert Erasure.objects.get(what="funding.bankaccount").ids == [row.pk]


def test_of_another_number_those_who_ask_for_money_hear_and_nobody_else(cast: Cast) -> None:
    for iban in (FIRST, FIRST, SECOND):
        row = change(cast, iban)
    message, kind = Message.objects.get(kind="funding.account_changed"), kind_of("funding.account_changed")
    assert message.address == cast.coordinator.email
    assert kind.load(message.object_id) == row
    assert kind.still_wanted(row, message)
    body = kind.render(row, "en", message).body
    assert f"(by: {cast.coordinator})" in body
    assert not any(number.replace(" ", "") in body.replace(" ", "") for number in (FIRST, SECOND))
    Membership.objects.filter(organisation=cast.association, user=cast.coordinator).delete()
    assert not kind.still_wanted(row, message)
