"""Every odd string that people type or paste, in every text field of the desk, as whole requests.

A text is kept as it is but for blanks at its ends, and shown escaped; or it is refused at its field. To be
quick, as many strings as a field has room for go together, what a request changed is taken back, and where
many requests are needed, the page that shows the text is read after every eighth of them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from funding.choices import State, Task, Verdict
from funding.models import (
    Check,
    Clarification,
    CostItem,
    Decision,
    Draft,
    Expense,
    FundingRequest,
    Income,
    IncomeItem,
    NarrativeDraft,
    ProofCheck,
    ProofOfUse,
    Transition,
    VoucherFinding,
)
from funding.services import checking, proofs
from portal.accounts.models import User
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof
from tests.realdata import naughty_strings

pytestmark = pytest.mark.django_db

ANSWERS = {200, 302, 404, 422}
DAY = "2026-03-05"


@dataclass(frozen=True)
class Box:
    """A form with text fields, who fills it in, and who reads it afterwards on which page."""

    by: User
    address: str
    texts: tuple[str, ...]
    limit: int  # of the shortest of them
    stored: Callable[[], tuple[str, ...]]
    shown: tuple[User, str]
    rest: dict[str, Any] = field(default_factory=dict)


def of(row: FundingRequest, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id, *more])


def case(row: FundingRequest, name: str, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def columns(rows: Any, *names: str) -> Callable[[], tuple[str, ...]]:
    """What stands in these columns of the newest row."""
    return lambda: rows.order_by("pk").values_list(*names).last()


# -- the forms -----------------------------------------------------------------------------------------


def start(cast: Cast) -> Box:
    by, where = cast.coordinator, [cast.association.slug]
    return Box(
        by, reverse("funding:start", args=where), ("title",), 160,
        columns(FundingRequest.objects, "title"), (by, reverse("funding:requests", args=where)),
        {"programme": scenes.programme_of(cast).pk},
    )  # fmt: skip


def page(task: Task, texts: tuple[str, ...], limit: int, **rest: Any) -> Callable[[Cast], Box]:
    def box(cast: Cast) -> Box:
        row = scenes.draft(cast, programme=ProgrammeFactory(office=cast.office))
        address = of(row, "task", task)
        stored = columns(FundingRequest.objects, *texts)
        return Box(cast.coordinator, address, texts, limit, stored, (cast.coordinator, address), rest)

    return box


def answer(cast: Cast) -> Box:
    row = scenes.clarification(cast)
    stored, rest = columns(Clarification.objects, "answer"), {"version": row.version}
    readers = (cast.caseworker, case(row, "case"))
    return Box(cast.coordinator, of(row, "submit"), ("answer",), 4000, stored, readers, rest)


def withdraw(cast: Cast) -> Box:
    row = scenes.submitted(cast)
    stored, rest = columns(Transition.objects, "note"), {"version": row.version}
    return Box(
        cast.coordinator,
        of(row, "withdraw"),
        ("note",),
        1000,
        stored,
        (cast.caseworker, case(row, "case")),
        rest,
    )


def ask(cast: Cast) -> Box:
    row = scenes.received(cast)
    stored = columns(Clarification.objects, "question")
    rest = {"version": row.version, "deadline": today() + timedelta(days=14)}
    readers = (cast.coordinator, row.get_absolute_url())
    return Box(cast.caseworker, case(row, "ask"), ("question",), 4000, stored, readers, rest)


def check(cast: Cast) -> Box:
    row, by = scenes.received(cast), cast.caseworker
    rest = {"version": row.version, "result": "good", "eligible_0": "2000", "eligible_1": "500"}
    address = case(row, "check", "calculative")
    return Box(by, address, ("note",), 4000, columns(Check.objects, "note"), (by, case(row, "case")), rest)


def propose(cast: Cast) -> Box:
    row, texts = scenes.checked(cast), ("reasons", "conditions", "note")
    rest = {
        "version": row.version, "amount": "2000", "start": "2026-01-01", "end": "2026-12-31",
        "cost_fees": "2000", "cost_material": "500",
    }  # fmt: skip
    readers = (cast.countersigner, case(row, "countersign"))
    stored = columns(Decision.objects, *texts)
    return Box(cast.caseworker, case(row, "propose"), texts, 2000, stored, readers, rest)


def send_back(cast: Cast) -> Box:
    row = scenes.proposed(cast)
    stored, rest = columns(Transition.objects, "note"), {"version": row.version}
    readers = (cast.caseworker, case(row, "case"))
    return Box(cast.countersigner, case(row, "send_back"), ("note",), 2000, stored, readers, rest)


def narrative(cast: Cast) -> Box:
    by, texts = cast.coordinator, ("done", "results", "cooperation", "deviations", "outlook")
    proof = scenes.proof(cast)
    address = of(proof.award.request, "narrative")
    rest = {"version": proof.version}
    return Box(by, address, texts, 4000, columns(ProofOfUse.objects, *texts), (by, address), rest)


def expense(texts: tuple[str, ...], limit: int, paid: str = DAY) -> Callable[[Cast], Box]:
    def box(cast: Cast) -> Box:
        row, by = scenes.proof(cast).award.request, cast.coordinator
        rest = {
            "version": 1, "paid": paid, "payee": "Druckerei", "reason": "Flyer", "category": "material",
            "amount": "12,50", "outside_reason": "Rechnung",
        }  # fmt: skip
        readers = (by, of(row, "expenses"))
        stored = columns(Expense.objects, *texts)
        return Box(by, of(row, "expense_new"), texts, limit, stored, readers, rest)

    return box


def income(cast: Cast) -> Box:
    row, by = scenes.proof(cast).award.request, cast.coordinator
    rest = {"received": DAY, "source": "private", "amount": "5"}
    readers = (by, of(row, "expenses"))
    return Box(by, of(row, "income"), ("payer",), 160, columns(Income.objects, "payer"), readers, rest)


def proof_check(cast: Cast) -> Box:
    proof = furnished_proof(cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row, stored = proof.award.request, columns(ProofCheck.objects, "note")
    found = checking.begin(proof, by=cast.caseworker)
    checking.judge(found, 1, Verdict.REJECTED, None, "Der Beleg fehlt.", by=cast.caseworker)
    rest = {"version": found.version + 1, "effect": "fixes", "unheard": "Sie bat darum."}
    readers = (cast.countersigner, case(row, "checking"))
    return Box(cast.caseworker, case(row, "check_result"), ("note",), 4000, stored, readers, rest)


def finding(cast: Cast) -> Box:
    proof = furnished_proof(cast)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row, stored = proof.award.request, columns(VoucherFinding.objects, "reason")
    checking.begin(proof, by=cast.caseworker)
    readers = (cast.caseworker, case(row, "checking"))
    rest = {"verdict": "rejected"}
    return Box(cast.caseworker, case(row, "voucher_line", 1), ("reason",), 500, stored, readers, rest)


def about_proof(cast: Cast) -> Box:
    proof = furnished_proof(cast)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row, stored = proof.award.request, columns(Clarification.objects, "question")
    checking.begin(proof, by=cast.caseworker)
    rest = {"version": row.version, "deadline": today() + timedelta(days=14)}
    readers = (cast.coordinator, of(row, "proof"))
    return Box(cast.caseworker, case(row, "query"), ("text",), 4000, stored, readers, rest)


GOALS = ("need", "goals", "target_group", "activities", "partners")
BOXES: dict[str, Callable[[Cast], Box]] = {
    "start": start,
    "project": page(
        Task.PROJECT, ("title", "venue", "contact"), 160,
        version=1, start=today() + timedelta(days=30), end=today() + timedelta(days=60),
    ),
    "goals": page(Task.GOALS, GOALS, 2000, version=1, reach=3),
    "declarations": page(
        Task.DECLARATIONS, ("other_requests", "early_start_reasons"), 1000,
        version=1, says_true="on", keeps_vouchers="on", not_begun="on",
    ),
    "answer": answer,
    "withdraw": withdraw,
    "ask": ask,
    "check": check,
    "propose": propose,
    "send_back": send_back,
    "narrative": narrative,
    "expense": expense(("payee", "reason"), 160),
    "voucher": expense(("voucher_number",), 40),
    "outside": expense(("outside_reason",), 300, paid="2025-12-20"),
    "income": income,
    "proof_check": proof_check,
    "finding": finding,
    "about_proof": about_proof,
}  # fmt: skip


# -- what happens to the strings -----------------------------------------------------------------------


def packed(limit: int) -> Iterator[list[str]]:
    """All strings, as many together as `limit` letters hold; what no field takes stands alone."""
    batch: list[str] = []
    for text in naughty_strings():
        if not is_sound(text, limit):
            yield [text]
        elif len(" ".join([*batch, text])) > limit:
            yield batch
            batch = [text]
        else:
            batch.append(text)
    yield batch


def is_sound(text: str, limit: int) -> bool:
    return "\x00" not in text and 0 < len(text.strip()) <= limit


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def assert_escaped(batch: list[str], markup: str) -> None:
    for text in batch:
        assert escape(text.strip()) in markup, repr(text)
        assert not re.search("<[a-z]", text, re.IGNORECASE) or text not in markup, repr(text)


@pytest.mark.parametrize("name", BOXES)
def test_every_text_is_kept_and_shown_escaped_or_refused_at_its_field(cast: Cast, name: str) -> None:
    box = BOXES[name](cast)
    writer, reader = signed_in(box.by), signed_in(box.shown[0])
    for number, batch in enumerate(packed(box.limit)):
        text = " ".join(batch)
        with transaction.atomic():
            answer = writer.post(box.address, box.rest | dict.fromkeys(box.texts, text))
            if is_sound(text, box.limit):
                assert answer.status_code == 302, (text, answer.context["form"].errors)
                assert set(box.stored()) == {text.strip()}
                if box.limit > 500 or number % 8 == 0:
                    assert_escaped(batch, reader.get(box.shown[1]).text)
            elif text.strip():
                assert answer.status_code == 422, text
                assert set(box.texts) & set(answer.context["form"].errors), text
            else:
                assert answer.status_code in (302, 422)
            transaction.set_rollback(True)


def plan_of(labels: list[str]) -> dict[str, str]:
    """A sound plan with these labels on both sides."""
    size = len(labels)
    data = {"version": "1", "costs-TOTAL_FORMS": str(size), "incomes-TOTAL_FORMS": str(size + 1)}
    data |= {"costs-INITIAL_FORMS": "0", "incomes-INITIAL_FORMS": "0"}
    for number, label in enumerate(labels):
        cost = {"category": "fees", "label": label, "units": "1", "price": "100"}
        own = {"source": "own", "label": label, "amount": "20"}
        data |= {f"costs-{number}-{name}": value for name, value in cost.items()}
        data |= {f"incomes-{number}-{name}": value for name, value in own.items()}
    grant = {"source": "grant", "label": "", "amount": str(size * 80)}
    return data | {f"incomes-{size}-{name}": value for name, value in grant.items()}


def test_every_text_in_the_plan(cast: Cast) -> None:
    row, client = scenes.draft(cast), signed_in(cast.coordinator)
    sound = [text for text in naughty_strings() if is_sound(text, 160)]
    for labels in (sound[begin : begin + 59] for begin in range(0, len(sound), 59)):
        with transaction.atomic():
            assert client.post(of(row, "plan"), plan_of(labels)).status_code == 302
            kept = [label.strip() for label in labels]
            assert list(CostItem.objects.values_list("label", flat=True)) == kept
            assert list(IncomeItem.objects.values_list("label", flat=True)) == [*kept, ""]
            for name in ("plan", "check_answers"):
                assert_escaped(labels, client.get(of(row, name)).text)
            transaction.set_rollback(True)
    for text in naughty_strings():
        if text not in sound:
            answer = client.post(of(row, "plan"), plan_of([text]))
            assert answer.status_code == 422, text
            assert "label" in answer.context["costs"].forms[0].errors, text


@pytest.mark.parametrize("name", ["goals", "narrative"])
def test_what_is_typed_is_kept_as_a_draft_whatever_it_is(cast: Cast, name: str) -> None:
    box = BOXES[name](cast)
    address = box.address + "autosave/"
    client = signed_in(box.by)
    drafts: Any = NarrativeDraft if name == "narrative" else Draft
    for batch in packed(box.limit):
        text = " ".join(batch)
        answer = client.post(address, {"version": 1} | dict.fromkeys(box.texts, text))
        if len(text) > box.limit:
            assert answer.status_code == 422
            continue
        assert answer.status_code == 200
        assert set(drafts.objects.get().data.values()) == {text.replace("\x00", "")}
        if is_sound(text, box.limit):
            assert_escaped(batch, client.get(box.address).text)


@pytest.mark.parametrize(("name", "field", "limit"), [("inbox", "q", 80), ("contact_points", "near", 60)])
def test_every_text_is_searched_for(cast: Cast, name: str, field: str, limit: int) -> None:
    scenes.submitted(cast)
    client = signed_in(cast.caseworker)
    address = reverse(f"funding:{name}", args=[cast.office.slug] if name == "inbox" else [])
    for batch in packed(limit):
        answer = client.get(address, {field: " ".join(batch)})
        assert answer.status_code in (200, 422)
        if is_sound(" ".join(batch), limit):
            assert_escaped(batch, answer.text)


# -- what is no text -----------------------------------------------------------------------------------


def numbers() -> list[str]:
    """Some of what looks like a number to somebody, and all that does so in foreign letters."""
    found = [text for text in naughty_strings() if len(text) < 40 and any(map(str.isnumeric, text))]
    return [text for number, text in enumerate(found) if number % 8 == 0 or not text.isascii()]


@pytest.mark.parametrize("name", BOXES)
def test_odd_numbers_days_and_choices_get_an_answer(cast: Cast, name: str) -> None:
    box = BOXES[name](cast)
    client = signed_in(box.by)
    for text in numbers():
        with transaction.atomic():
            data = dict.fromkeys(box.texts, "x") | dict.fromkeys(box.rest, text)
            assert client.post(box.address, data).status_code in ANSWERS, text
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["goals", "narrative"])
def test_a_draft_of_an_odd_version_is_not_found(cast: Cast, name: str) -> None:
    box = BOXES[name](cast)
    client = signed_in(box.by)
    for text in numbers():
        answer = client.post(f"{box.address}autosave/", {"version": text, box.texts[0]: "x"})
        assert answer.status_code in (200, 404), text


def test_odd_filters_clicks_and_numbers_of_workshops_change_nothing(cast: Cast) -> None:
    signed, proof = scenes.countersigned(cast), furnished_proof(cast)
    officer, applicant = signed_in(cast.caseworker), signed_in(cast.coordinator)
    inbox = reverse("funding:inbox", args=[cast.office.slug])
    for text in numbers():
        query = dict.fromkeys(("state", "turn", "sort", "page", "due"), text)
        assert officer.get(inbox, query).status_code == 200
        assert officer.post(case(signed, "announce"), {"version": text}).status_code in (302, 422)
        link = applicant.post(of(proof.award.request, "proof_workshops"), {"workshop": text})
        assert link.status_code in (302, 404)
        signed.refresh_from_db()
        assert signed.state == State.APPROVED
    assert proof.award.funded_workshops.count() == 1
