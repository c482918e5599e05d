"""Payment orders for the cash system of an Office: its own columns, and what was paid, read back by rows."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Amendment, Award, BudgetLine, Drawdown
from funding.services import amendments, checking, decisions, drawdowns, payment_orders, proofs, upholding
from funding.services.wishes import Wish
from portal.lib.dates import today
from portal.lib.sheets import read_table, write_csv, write_xlsx
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_amendments import words
from tests.funding.test_reports import furnished_proof
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def approved(cast: Cast) -> Drawdown:
    """400 EUR are approved and wait to be paid."""
    request = scenes.announced(cast)
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    call = drawdowns.call_up(request.award, D(500), D(0), None, by=cast.coordinator)
    BudgetLine.objects.create(
        office=cast.office, code="0711 684 10", name="Elternarbeit", programmes=[request.programme.slug]
    )
    return drawdowns.decide(call, D(400), "", by=cast.caseworker, version=call.version)


def at(cast: Cast, name: str) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug])


def of_case(call: Drawdown) -> list[Any]:
    return [call.award.request.office.slug, call.award.request.public_id]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def paid(rows: list[dict[str, str]], day: str) -> bytes:
    """The table as the cash system gives it back."""
    return write_csv([list(rows[0]), *(list((row | {"Gezahlt am": day}).values()) for row in rows)])


def uploaded(client: Client, cast: Cast, content: bytes, name: str = "kasse.csv") -> Any:
    return client.post(at(cast, "orders"), {"file": SimpleUploadedFile(name, content)})


def test_what_is_approved_is_taken_out_and_what_was_paid_comes_back(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    assert "1 call is approved and not paid yet: €400.00." in officer.get(at(cast, "orders")).text
    answer = officer.get(at(cast, "orders_csv"))
    assert f'filename="auszahlungen-{today().isoformat()}.csv"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    (row,) = rows_of(answer.content)
    assert row == {
        "Buchungszeichen": f"{approved.award.request.file_number}/1",
        "Empfänger": cast.association.name,
        "IBAN": scenes.ACCOUNT["iban"],
        "Kontoinhaber": cast.association.name,
        "Verwendungszweck": "Elternlotsen Nordstadt",
        "Haushaltsstelle": "0711 684 10",
        "Betrag": "400,00",
        "Gezahlt am": "",
    }
    back = uploaded(officer, cast, paid([row], today().strftime("%d.%m.%Y")))
    assert (back.status_code, back["Location"]) == (302, at(cast, "orders"))
    approved.refresh_from_db()
    assert (approved.state, approved.paid_on) == ("paid", today())
    approved.award.refresh_from_db()
    assert approved.award.drawn == D(400)
    assert Message.objects.filter(kind="funding.paid_out").count() == 1
    page = officer.get(at(cast, "orders")).text
    assert "1 payment is recorded." in page
    assert "Nothing is to be paid" in page


def lowered(cast: Cast, call: Drawdown) -> None:
    """Money came in since: of the 400 EUR that were approved 80 are owed by now."""
    Award.objects.update(minor_change=None)
    gift = Wish(
        reason="Eine Spende.", income=D(400), source="private", payer="Stiftung Nord",
        received=date(2026, 2, 1),
    )  # fmt: skip
    amendments.ask(Award.objects.get(pk=call.award_id), gift, by=cast.coordinator)


def in_the_file(cast: Cast, officer: Client) -> list[str]:
    return [row["Betrag"] for row in rows_of(officer.get(at(cast, "orders_csv")).content)]


def of_call(name: str, call: Drawdown) -> str:
    request = call.award.request
    return reverse(f"funding:{name}", args=[request.office.slug, request.public_id, call.number])


def test_what_is_too_high_by_now_is_said_and_left_out(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    assert in_the_file(cast, officer) == ["400,00"]
    lowered(cast, approved)
    page = words(officer.get(at(cast, "orders")).text)
    assert "Too high by now, and not in the file" in page
    assert "€400.00 approved, €80.00 can still be paid" in page
    assert "approved and not paid yet" not in page
    assert "Nothing is to be paid" not in page
    assert in_the_file(cast, officer) == []
    drawdowns.decide(approved, D(80), "Eine Spende kam.", by=cast.caseworker, version=approved.version)
    assert in_the_file(cast, officer) == ["80,00"]
    assert "Too high by now" not in officer.get(at(cast, "orders")).text


def test_the_officer_pays_it_all_the_same_with_a_reason(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    address = of_call("drawdown_uphold", approved)
    assert officer.get(address).status_code == 302, "nothing speaks against the payment"
    lowered(cast, approved)
    assert address in officer.get(at(cast, "orders")).text
    assert address in officer.get(reverse("funding:payments", args=of_case(approved))).text
    typed = {"version": str(approved.version), "reason": " "}
    answer = officer.post(address, typed)
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.text
    for _click in range(2):
        assert officer.post(address, typed | {"reason": "Die Miete ist fällig."}).status_code == 302
    assert in_the_file(cast, officer) == ["400,00"]
    money = officer.get(reverse("funding:payments", args=of_case(approved))).text
    assert address not in money, "it is said already"
    assert money.count("Die Miete ist fällig.") == 1
    page = words(officer.get(at(cast, "orders")).text)
    assert "€80.00 can be paid by now; it is paid all the same." in page
    log = [line for line in approved.award.request.transitions.all() if "Miete" in line.note]
    assert [line.note for line in log] == ["1: 400.00 EUR\nDie Miete ist fällig."]
    case = words(officer.get(reverse("funding:case", args=of_case(approved))).text)
    assert "1: €400.00 Die Miete ist fällig." in case
    applicant = Client()
    applicant.force_login(cast.coordinator)
    assert "Miete" not in applicant.get(approved.award.request.get_absolute_url()).text
    Amendment.objects.update(income=D(450))
    assert in_the_file(cast, officer) == [], "less is owed than when that was said"


def test_recorded_by_hand_a_payment_that_is_too_high_wants_the_same_reason(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    address, typed = of_call("drawdown_pay", approved), {"version": approved.version, "paid_on": today()}
    assert "id_reason" not in officer.get(address).text
    lowered(cast, approved)
    answer = officer.post(address, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    approved.refresh_from_db()
    assert approved.state == "approved"
    assert officer.post(address, typed | {"reason": "Die Miete ist fällig."}).status_code == 302
    approved.refresh_from_db()
    assert (approved.state, approved.upheld, approved.upheld_reason) == (
        "paid", D(80), "Die Miete ist fällig.",
    )  # fmt: skip
    again = upholding.pay_by_hand(
        approved, today(), "Die Miete ist fällig.", by=cast.caseworker, version=approved.version - 2
    )
    assert again.version == approved.version, "a second click"


def test_decided_anew_it_is_no_longer_upheld(cast: Cast, approved: Drawdown) -> None:
    lowered(cast, approved)
    call = upholding.uphold(approved, "Weil.", by=cast.caseworker, version=approved.version)
    call = drawdowns.decide(call, D(80), "Doch nicht.", by=cast.caseworker, version=call.version)
    assert (call.amount, call.upheld, call.upheld_reason) == (D(80), None, "")


def test_against_the_check_of_the_proof_nobody_pays_all_the_same(cast: Cast, officer: Client) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    call = drawdowns.call_up(proof.award, D(500), D(0), None, by=cast.coordinator)
    call = drawdowns.decide(call, D(400), "", by=cast.caseworker, version=call.version)
    checking.begin(proofs.submit_proof(proof, by=cast.coordinator, version=proof.version), by=cast.caseworker)
    assert in_the_file(cast, officer) == []
    with pytest.raises(ValidationError) as refused:
        upholding.uphold(call, "Weil.", by=cast.caseworker, version=call.version)
    assert "By the check of the proof at most €144.00" in refused.value.message_dict["reason"][0]


def test_what_the_cash_system_has_paid_is_recorded_though_it_is_too_high(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    rows = rows_of(officer.get(at(cast, "orders_csv")).content)
    lowered(cast, approved)
    back = read_table(io.BytesIO(paid(rows, today().strftime("%d.%m.%Y"))))
    assert payment_orders.read_back(cast.office, back, by=cast.caseworker).paid == 1


def test_the_list_asks_the_same_for_one_call_as_for_two(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    with CaptureQueriesContext(connection) as for_one:
        officer.get(at(cast, "orders"))
    other = Drawdown.objects.get()
    other.pk, other.award = None, scenes.proof_of_another_award(cast).award
    other.save()
    with CaptureQueriesContext(connection) as for_two:
        assert "2 calls are approved" in officer.get(at(cast, "orders")).text
    assert len(for_two) == len(for_one)


def test_a_row_that_does_not_fit_is_named_and_the_others_are_recorded(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    (row,) = rows_of(officer.get(at(cast, "orders_csv")).content)
    late, early = (today() + timedelta(3)).isoformat(), "2020-01-01"
    table = [
        list(row),
        ["X-1/1", *[""] * 6, today().isoformat()],
        [*list(row.values())[:6], "399,00", today().isoformat()],
        [*list(row.values())[:6], "400,00", "bald"],
        [*list(row.values())[:6], "400,00", late],
        [*list(row.values())[:6], "400,00", early],
        [*list(row.values())[:6], "400,00", today().isoformat()],
        [*list(row.values())[:6], "400,00", today().isoformat()],
        [*list(row.values())[:7], ""],
    ]
    page = uploaded(officer, cast, write_xlsx(table), "kasse.xlsx").text
    for number, text in (
        (2, "No approved call that waits for payment has this key."),
        (3, "The amount is not the one that was approved."),
        (4, "The day cannot be read."),
        (5, "This day is still to come."),
        (6, "It cannot have been paid before"),
        (8, "This payment is recorded already: paid out on"),
    ):
        assert f"Row {number}: {text}" in " ".join(page.split()), number
    assert "1 payment is recorded." in page
    assert Drawdown.objects.get().state == "paid"


def test_who_uploads_on_and_on_is_asked_to_wait(
    cast: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funding.views.desk_orders.PER_PERSON", "1/h")
    assert uploaded(officer, cast, b"").status_code == 422
    assert uploaded(officer, cast, b"").status_code == 429


def test_a_file_without_a_day_records_nothing_and_says_so(
    cast: Cast, approved: Drawdown, officer: Client
) -> None:
    content = officer.get(at(cast, "orders_csv")).content
    assert "Nothing was recorded." in uploaded(officer, cast, content).text
    answer = uploaded(officer, cast, b"Name;Betrag\nx;3\n")
    assert answer.status_code == 422
    assert "These columns are missing: Buchungszeichen, Gezahlt am." in answer.text


def test_the_office_says_how_its_columns_are_called(cast: Cast, approved: Drawdown, officer: Client) -> None:
    said = {"columns": "Kassenzeichen = key\nEUR = amount\n\nWertstellung = day"}
    assert officer.post(at(cast, "order_columns"), said).status_code == 302
    (row,) = rows_of(officer.get(at(cast, "orders_csv")).content)
    assert list(row) == ["Kassenzeichen", "EUR", "Wertstellung"]
    back = write_csv([list(row), [row["Kassenzeichen"], "400,00", today().isoformat()]])
    cast.office.refresh_from_db()
    report = payment_orders.read_back(cast.office, read_table(io.BytesIO(back)), by=cast.caseworker)
    assert (report.paid, report.refused) == (1, [])


def test_the_office_names_what_stands_in_a_column_in_words(cast: Cast, officer: Client) -> None:
    page = officer.get(at(cast, "order_columns")).text
    assert "Empfänger = organisation" in page
    assert "recipient" not in page
    said = {"columns": "Zeichen = Payment key\nTag = day of the payment\nAz = Aktenzeichen"}
    assert officer.post(at(cast, "order_columns"), said).status_code == 302
    cast.office.refresh_from_db()
    assert cast.office.payment_columns == "Zeichen = key\nTag = day\nAz = file_number"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zeichen = key\nunbekannt", "Line 2: write a heading"),
        ("Zeichen = key\nTag = tag", "Line 2: write a heading"),
        ("A = key\nA = day", "The heading “A” stands there twice."),
        ("A = key", "“day of the payment” is needed"),
        ("A = day", "“payment key” is needed"),
    ],
)
def test_columns_that_cannot_be_read_are_named(cast: Cast, officer: Client, text: str, words: str) -> None:
    answer = officer.post(at(cast, "order_columns"), {"columns": text})
    assert answer.status_code == 422
    assert words in answer.text
    assert text.partition("\n")[0] in answer.text, "what was typed stays"


def test_only_caseworkers_of_the_office_do_this(cast: Cast, approved: Drawdown) -> None:
    for name in ("countersigner", "foreign_caseworker", "coordinator"):
        user = getattr(cast, name)
        with pytest.raises(PermissionDenied):
            payment_orders.save_columns(cast.office, payment_orders.USUAL, by=user)
        with pytest.raises(PermissionDenied):
            payment_orders.read_back(cast.office, read_table(io.BytesIO(b"a;b\n1;2\n")), by=user)


def test_no_broken_file_breaks_the_page(cast: Cast, approved: Drawdown, officer: Client) -> None:
    for path in sorted(it for it in real_data("bad-input/spreadsheets").rglob("*") if it.is_file()):
        answer = uploaded(officer, cast, path.read_bytes(), path.name)
        assert answer.status_code in (200, 302, 422), path.name
    assert Drawdown.objects.get().state == "approved"
