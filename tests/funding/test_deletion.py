"""What is forgotten in time, and what applicants delete: gone with its file, and again after a restore."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core import serializers
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from funding.choices import PaperKind, Task
from funding.models import Attachment, Draft, Expense, FundingRequest, Income, ProofOfUse, Receipt, Transition
from funding.services import drafts, expenses, papers, submissions
from funding.services.deletion import purge
from portal.erasures import services as erasures
from portal.lib import ledger
from portal.lib.dates import day_of
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db

type Commit = Callable[[], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Commit:
    """`with commit(): …` ends like a transaction that succeeds."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def noted() -> list[tuple[str, list[int]]]:
    return [(line["what"], line["ids"]) for line in ledger.read(erasures.folder())]


class Backup:
    """Rows with their files, as they were before somebody deleted them."""

    def __init__(self, *rows: Model) -> None:
        self.rows = serializers.serialize("json", rows)
        self.files = [
            (row.file.storage, row.file.name, row.file.read()) for row in rows if hasattr(row, "file")
        ]

    def restore(self) -> None:
        for row in serializers.deserialize("json", self.rows):
            row.save()
        for storage, name, content in self.files:
            with storage.open(name, "wb") as file:
                file.write(content)

    def has_files(self) -> list[bool]:
        return [storage.exists(name) for storage, name, _content in self.files]


def voucher(cast: Cast, proof: ProofOfUse) -> tuple[Expense, Receipt]:
    receipt = expenses.keep_receipt(proof, scenes.pdf("Beleg.pdf"), by=cast.coordinator)
    values = {
        "paid": scenes.date(2026, 3, 5), "payee": "Amal Haddad", "reason": "Honorar", "category": "fees",
        "amount": scenes.D(90), "eligible": scenes.D(90), "voucher_number": "", "invoiced": None,
    }  # fmt: skip
    expense = expenses.add_expense(proof, values, receipt, by=cast.coordinator)
    receipt.refresh_from_db()
    return expense, receipt


def click(cast: Cast, name: str, *where: Any) -> None:
    client = Client()
    client.force_login(cast.coordinator)
    assert client.post(reverse(f"funding:{name}", args=[cast.association.slug, *where])).status_code == 302


# -- forgotten in time -----------------------------------------------------------------------------------


def test_what_nobody_saved_is_forgotten_in_time(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    drafts.keep_draft(scenes.draft(cast), Task.GOALS, {"need": "x"}, by=cast.coordinator, version=1)
    receipt = expenses.keep_receipt(proof, scenes.pdf(), by=cast.coordinator)
    assert set(purge().items()) >= {("typed pages forgotten", 0), ("stray vouchers deleted", 0)}
    long_ago = timezone.now() - timedelta(days=200)
    Draft.objects.update(saved=long_ago)
    Receipt.objects.update(uploaded=long_ago)
    with commit():
        assert purge() == {
            "unsent requests deleted": 0,
            "typed pages forgotten": 1,
            "stray vouchers deleted": 1,
        }
    assert not receipt.file.storage.exists(receipt.file.name)


# -- deleted by the applicant, and again after a restore -------------------------------------------------


def test_a_paper_comes_back_and_goes_again(cast: Cast, commit: Commit) -> None:
    row = scenes.draft(cast)
    paper = papers.add_paper(row, scenes.pdf("Satzung.pdf"), PaperKind.STATUTES, by=cast.coordinator)
    backup = Backup(paper)
    with commit():
        click(cast, "remove_paper", row.public_id, paper.public_id)
    assert noted() == [("funding.attachment", [paper.pk])]
    assert backup.has_files() == [False]
    backup.restore()
    assert (Attachment.objects.count(), backup.has_files()) == (1, [True])
    with commit():
        call_command("replayerasures", verbosity=0)
    assert (Attachment.objects.count(), backup.has_files()) == (0, [False])
    assert erasures.replay() == {"funding.attachment": 0}


def test_a_submitted_paper_stays_in_the_records(cast: Cast, commit: Commit) -> None:
    row = scenes.clarification(cast)
    paper = row.attachments.get()
    with commit():
        click(cast, "remove_paper", row.public_id, paper.public_id)
    assert noted() == []
    assert Attachment.objects.get().removed is not None


def test_a_voucher_comes_back_and_goes_again(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    expense, receipt = voucher(cast, proof)
    backup = Backup(receipt)
    with commit():
        click(cast, "receipt_delete", proof.award.request.public_id, receipt.public_id)
    assert noted() == [("funding.receipt", [receipt.pk])]
    backup.restore()
    with commit():
        call_command("replayerasures", verbosity=0)
    assert (Receipt.objects.count(), backup.has_files()) == (0, [False])
    assert Expense.objects.get() == expense


def test_an_expense_comes_back_with_its_voucher_and_both_go_again(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    expense, receipt = voucher(cast, proof)
    backup = Backup(expense, receipt)
    with commit():
        click(cast, "expense_delete", proof.award.request.public_id, expense.public_id)
    assert noted() == [("funding.receipt", [receipt.pk]), ("funding.expense", [expense.pk])]
    assert "Amal" not in "".join(path.read_text() for path in erasures.folder().iterdir())
    backup.restore()
    assert (Expense.objects.count(), Receipt.objects.count()) == (1, 1)
    with commit():
        call_command("replayerasures", verbosity=0)
    assert (Expense.objects.count(), Receipt.objects.count(), backup.has_files()) == (0, 0, [False])


def test_income_comes_back_and_goes_again(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    values = {
        "received": scenes.date(2026, 2, 1),
        "source": "private",
        "payer": "Amal",
        "amount": scenes.D(5),
    }
    income = expenses.add_income(proof, values, by=cast.coordinator)
    backup = Backup(income)
    with commit():
        click(cast, "income_delete", proof.award.request.public_id, income.pk)
    assert noted() == [("funding.income", [income.pk])]
    backup.restore()
    with commit():
        call_command("replayerasures", verbosity=0)
    assert not Income.objects.exists()


def test_a_new_voucher_that_got_the_number_of_an_old_one_stays(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    _expense, receipt = voucher(cast, proof)
    backup = Backup(receipt)
    with commit():
        expenses.delete_receipt(receipt, by=cast.coordinator)
    backup.restore()
    Receipt.objects.update(uploaded=timezone.now() + timedelta(minutes=1))
    assert erasures.replay() == {"funding.receipt": 0}
    assert Receipt.objects.exists()


# -- requests that were never sent -------------------------------------------------------------------------


def untouched(row: FundingRequest, months: int) -> FundingRequest:
    """As if nobody had worked at it for so long."""
    long_ago = timezone.now() - relativedelta(months=months, days=1)
    FundingRequest.objects.filter(pk=row.pk).update(updated=long_ago)
    row.attachments.update(uploaded=long_ago)
    row.refresh_from_db()
    return row


def test_a_draft_that_nobody_touches_is_deleted_with_its_papers_and_its_history(
    cast: Cast, commit: Commit
) -> None:
    row = scenes.filled(cast)
    paper = untouched(row, 12).attachments.get()
    storage, name = paper.file.storage, paper.file.name
    with commit():
        call_command("purge")
    assert not FundingRequest.objects.exists()
    assert not Transition.objects.exists()
    assert not FundingRequest.pgh_event_model.objects.exists()
    assert not storage.exists(name)
    assert ("funding.fundingrequest", [row.pk]) in noted()


@pytest.mark.parametrize("touch", ["recent", "typed", "paper", "sent"])
def test_what_somebody_works_at_or_an_office_has_stays(cast: Cast, touch: str) -> None:
    row = scenes.submitted(cast) if touch == "sent" else scenes.filled(cast)
    untouched(row, 11 if touch == "recent" else 12)
    if touch == "typed":
        drafts.keep_draft(row, Task.GOALS, {"need": "Neu"}, by=cast.coordinator, version=row.version)
    if touch == "paper":
        papers.add_paper(row, scenes.pdf("Neu.pdf", b"%"), PaperKind.OTHER, by=cast.coordinator)
        FundingRequest.objects.update(updated=timezone.now() - relativedelta(months=13))
    purge()
    assert FundingRequest.objects.get() == row


def test_those_who_could_go_on_hear_of_it_a_month_before(cast: Cast) -> None:
    row = untouched(scenes.filled(cast), 11)
    for _night in range(2):
        purge()
    (message,) = Message.objects.filter(kind="funding.unsent")
    assert message.address == cast.coordinator.email
    kind = kind_of(message.kind)
    assert kind.still_wanted(kind.load(row.pk), message)
    drafts.save_page(row, Task.GOALS, {"need": "Doch."}, by=cast.coordinator, version=row.version)
    assert not kind.still_wanted(kind.load(row.pk), message)


def test_the_page_says_when_a_draft_is_deleted(cast: Cast) -> None:
    row = scenes.filled(cast)
    client = Client()
    client.force_login(cast.coordinator)
    day = day_of(row.updated) + relativedelta(years=1)
    with translation.override("en"):
        page = client.get(row.get_absolute_url()).content.decode()
        assert f"Deleted on {date_format(day, 'DATE_FORMAT')}, unless you go on with it before." in page
        sent = submissions.submit(row, by=cast.coordinator, version=row.version)
        assert "Deleted on" not in client.get(sent.get_absolute_url()).content.decode()


def test_after_a_restore_it_is_deleted_again(cast: Cast, commit: Commit) -> None:
    row = untouched(scenes.draft(cast), 12)
    backup = Backup(row)
    with commit():
        purge()
    backup.restore()
    assert FundingRequest.objects.exists()
    call_command("replayerasures", verbosity=0)
    assert not FundingRequest.objects.exists()
