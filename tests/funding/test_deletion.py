"""What is forgotten in time, and what applicants delete: gone with its file, and again after a restore."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import PaperKind, Task
from funding.models import Attachment, Draft, Expense, Income, ProofOfUse, Receipt
from funding.services import drafts, expenses, incomes, papers
from funding.services.deletion import purge
from portal.erasures import services as erasures
from portal.lib import ledger
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
    values = {
        "paid": scenes.date(2026, 3, 5), "payee": "Amal Haddad", "reason": "Honorar", "category": "fees",
        "amount": scenes.D(90), "eligible": scenes.D(90), "voucher_number": "", "invoiced": None,
    }  # fmt: skip
    expense = expenses.add_expense(proof, values, scenes.pdf("Beleg.pdf"), by=cast.coordinator)
    return expense, expense.receipts.get()


def click(cast: Cast, name: str, *where: Any) -> None:
    client = Client()
    client.force_login(cast.coordinator)
    assert client.post(reverse(f"funding:{name}", args=[cast.association.slug, *where])).status_code == 302


# -- forgotten in time -----------------------------------------------------------------------------------


def test_what_nobody_saved_is_forgotten_in_time(cast: Cast, commit: Commit) -> None:
    proof = scenes.proof(cast)
    drafts.keep_draft(scenes.draft(cast), Task.GOALS, {"need": "x"}, by=cast.coordinator, version=1)
    receipt = expenses.keep_receipt(proof, scenes.pdf(), by=cast.coordinator)
    assert set(purge().values()) == {0}
    long_ago = timezone.now() - timedelta(days=200)
    Draft.objects.update(saved=long_ago)
    Receipt.objects.update(uploaded=long_ago)
    with commit():
        counts = {what: number for what, number in purge().items() if number}
    assert counts == {"typed pages forgotten": 1, "stray vouchers deleted": 1}
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
    income = incomes.add_income(proof, values, by=cast.coordinator)
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
