"""Whatever was planned, changed, called up and spent: one set of figures, wherever it is read.

The page, the text of the PDF, the tables inside it and the workbook are compared to the cent, and with the
formulas of funding law, which are written down here once more, by themselves.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from funding.models import Award, Consent, Expense, Income, ProofOfUse
from funding.reports import FundingReport, collect
from funding.services import decisions, drawdowns, expenses, proofs
from portal.documents.rendering import pdf
from portal.lib import money
from portal.lib.dates import today
from tests.cast import Cast, assemble
from tests.funding import scenes
from tests.funding.test_pages import at
from tests.funding.test_proof_tables import SHEETS, amounts_on, book_of, cents

pytestmark = pytest.mark.django_db

D = Decimal
PAID_FOR = ("fees", "material", "travel", "childcare")
sums = st.integers(1, 400_000).map(lambda number: D(number) / 100)
parts = st.integers(0, 100).map(lambda number: D(number) / 100)
rates = st.none() | st.sampled_from([D("0"), D("0.1"), D("0.2"), D("0.25")])


@dataclass(frozen=True)
class Case:
    """An award as it stands after its changes, and what was spent, received and called up; amounts in EUR."""

    financing: str
    costs: dict[str, D]
    own: D
    private: D
    fees: D
    given: D  # the part of the costs that the grant may reach
    rate: D | None
    strict: bool
    spent: list[tuple[str, D, D, int]] = field(default_factory=list)
    received: list[tuple[str, D]] = field(default_factory=list)
    called: list[D] = field(default_factory=list)  # parts of what is left
    agreed: dict[str, D] = field(default_factory=dict)

    @property
    def planned(self) -> D:
        return sum(self.costs.values(), D(0))

    @property
    def maximum(self) -> D:
        return max(D("0.01"), to_the_cent(self.planned * self.given))


def to_the_cent(amount: D) -> D:
    return amount.quantize(D("0.01"), ROUND_HALF_UP)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    spent = st.tuples(st.sampled_from(PAID_FOR), sums, parts, st.integers(-40, 400))
    return Case(
        financing=draw(st.sampled_from(["share", "deficit", "fixed", "full"])),
        costs=draw(st.dictionaries(st.sampled_from(PAID_FOR), sums, min_size=1)),
        own=draw(sums | st.just(D(0))),
        private=draw(sums | st.just(D(0))),
        fees=draw(sums | st.just(D(0))),
        given=draw(parts),
        rate=draw(rates),
        strict=draw(st.booleans()),
        spent=draw(st.lists(spent, max_size=8)),
        received=draw(st.lists(st.tuples(st.sampled_from(["private", "public", "fees"]), sums), max_size=3)),
        called=draw(st.lists(parts, max_size=3)),
        agreed=draw(st.dictionaries(st.sampled_from([*PAID_FOR, ""]), sums, max_size=1)),
    )


# -- the formulas of funding.md sections 2 and 3, once more ------------------------------------------------


def spent_by_kind(case: Case) -> dict[str, D]:
    found: dict[str, D] = {}
    for kind, amount, part, _day in case.spent:
        found[kind] = found.get(kind, D(0)) + to_the_cent(amount * part)
    return found


def limit_of(case: Case, kind: str) -> D:
    plan, actual = case.costs.get(kind, D(0)), spent_by_kind(case).get(kind, D(0))
    free = max(plan, actual) if case.rate is None else to_the_cent(plan * (1 + case.rate))
    return max(free, case.agreed.get(kind, D(0)))


def counted(case: Case) -> D:
    return sum((min(sum_, limit_of(case, kind)) for kind, sum_ in spent_by_kind(case).items()), D(0))


# What came in besides the plan counts above this sum in all, except with full financing (ANBest-P Nr. 2).
MINOR = D(500)


def entitled(case: Case) -> D:
    eligible, most = counted(case), case.maximum
    foreign = sum((amount for _source, amount in case.received), D(0))
    planned = case.private + case.fees
    if case.financing != "full" and planned < foreign <= planned + MINOR:
        foreign = planned
    match case.financing:
        case "share":
            more = max(D(0), foreign - case.private - case.fees - max(D(0), eligible - case.planned))
            sum_ = most / case.planned * (min(eligible, case.planned) - more)
        case "deficit":
            sum_ = eligible - case.own - foreign
        case "fixed":
            sum_ = eligible - (foreign if case.strict else 0)
        case _:
            sum_ = eligible - foreign
    needed = max(case.planned, eligible) - foreign  # a grant is no surplus, whatever the financing
    return to_the_cent(max(D(0), min(most, sum_, needed, eligible)))


# -- the case in the portal ---------------------------------------------------------------------------------


@contextmanager
def played(case: Case) -> Iterator[tuple[Cast, ProofOfUse]]:
    """The case, as the services make it; nothing of it is left afterwards."""
    with translation.override("en"), transaction.atomic():
        cast = assemble()
        request = scenes.announced(cast)
        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        _change(case, Award.objects.get())
        for part in case.called:
            _pay(cast, part)
        proof = proofs.open_proof(Award.objects.get(), by=cast.coordinator)
        _spend(case, proof, cast)
        yield cast, ProofOfUse.objects.get()
        transaction.set_rollback(True)


def _change(case: Case, award: Award) -> None:
    incomes = {"own": case.own, "private": case.private, "fees": case.fees, "grant": case.maximum}
    award.plan = {
        "costs": {kind: str(sum_) for kind, sum_ in case.costs.items()},
        "incomes": {source: str(sum_) for source, sum_ in incomes.items() if sum_},
    }
    award.financing, award.amount = case.financing, case.maximum
    award.deviation_rate, award.other_income_reduces = case.rate, case.strict
    award.save()


def _pay(cast: Cast, part: D) -> None:
    award = Award.objects.get()
    amount = to_the_cent((award.amount - award.drawn) * part)
    if amount:
        known = award.drawdowns.count()
        drawdowns.record_payment(award, amount, today(), by=cast.caseworker, known=known)


def _spend(case: Case, proof: ProofOfUse, cast: Cast) -> None:
    for number, (kind, amount, part, day) in enumerate(case.spent):
        Expense.objects.create(
            proof=proof, category=kind, amount=amount, eligible=to_the_cent(amount * part),
            paid=date(2026, 1, 1) + timedelta(day), payee=f"Laden {number}", reason="x",
        )  # fmt: skip
    for source, amount in case.received:
        Income.objects.create(proof=proof, source=source, amount=amount, received=date(2026, 5, 4))
    for kind, limit in case.agreed.items():
        paper = expenses.keep_receipt(proof, scenes.pdf("Zustimmung.pdf"), by=cast.coordinator)
        Consent.objects.create(
            proof=proof, category=kind, limit=limit, day=date(2026, 5, 4), words="M-1", paper=paper
        )


# -- where the figures are read -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What a reader finds: the amounts of the page in order, the PDF as text, its tables, the workbook."""

    page: list[str]
    text: str
    tables: dict[str, list[dict[str, str]]]
    book: dict[str, list[list[Any]]]

    def says(self, *amounts: D) -> bool:
        """These amounts stand in a row, on the page and in the PDF."""
        english = [money.euros(amount) for amount in amounts]
        with translation.override("de"):
            german = " ".join(" ".join(money.euros(amount) for amount in amounts).split())
        places = range(len(self.page))
        return german in self.text and any(
            self.page[place : place + len(english)] == english for place in places
        )


def read(cast: Cast, proof: ProofOfUse) -> Read:
    client = Client()
    client.force_login(cast.coordinator)
    row = proof.award.request
    kind = FundingReport()
    with translation.override("de"):
        data = kind.gather({"proof": proof.pk}, "de")
        attached = kind.attachments(data)
    made = pdf.write(pdf.html(kind, data, "de"), kind.variant, attached, lambda _percent: None)
    reader = PdfReader(io.BytesIO(made))
    return Read(
        page=amounts_on(client.get(at("proof", row)).text),
        text=" ".join(" ".join(page.extract_text() for page in reader.pages).split()),
        tables={name: table_of(content[0]) for name, content in reader.attachments.items()},
        book=book_of(client.get(at("proof_tables", row))),
    )


def table_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


# A case that fails is told as it is: to look for a smaller one would take minutes.
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(cases())
def test_page_pdf_tables_and_workbook_say_the_same_and_follow_the_formulas(case: Case) -> None:
    with played(case) as (cast, proof):
        found, sums_ = read(cast, proof), collect(proof)["sums"]
        _the_rows_are_equal(found)
        _the_formulas_hold(case, proof, sums_)
        _the_sums_are_equal(found, {name: D(sums_[name]) for name in sums_ if _is_amount(sums_[name])})
        _nothing_is_negative(found, sums_)


def _is_amount(value: Any) -> bool:
    return isinstance(value, str) and value.count(".") <= 1 and value.replace(".", "").isdecimal()


def _the_rows_are_equal(found: Read) -> None:
    for name, sheet in SHEETS.items():
        for line, cells in zip(found.tables[name], found.book[sheet][1:], strict=True):
            shown = [key for key in line if key not in ("category", "source")]
            told = dict(zip(shown, cells, strict=True))
            for column in {"plan", "actual", "difference", "amount", "eligible"} & set(shown):
                assert cents(told[column]) == cents(line[column]), (sheet, column)
    for name in ("kosten.csv", "finanzierung.csv"):
        for line in found.tables[name]:
            amounts = [cents(line[column]) for column in ("plan", "actual", "difference")]
            assert found.says(*amounts), line


def _the_formulas_hold(case: Case, proof: ProofOfUse, sums_: dict[str, Any]) -> None:
    drawn = sum((row.amount or D(0) for row in proof.award.drawdowns.all()), D(0))
    spent = spent_by_kind(case)
    assert D(sums_["actual"]) == sum(spent.values(), D(0))
    assert D(sums_["counted"]) == counted(case)
    assert D(sums_["entitled"]) == entitled(case)
    assert D(sums_["drawn"]) == drawn
    assert D(sums_["recovery"]) == max(D(0), drawn - entitled(case))
    assert D(sums_["open"]) == max(D(0), entitled(case) - drawn)
    over = {row["category"] for row in collect(proof)["costs"] if row["over"]}
    assert over == {kind for kind, sum_ in spent.items() if sum_ > limit_of(case, kind)}


def _the_sums_are_equal(found: Read, sums_: dict[str, D]) -> None:
    book = {label: cents(amount) for label, amount in found.book["Sums"][1:]}
    assert (book["Expected entitlement"], book["Paid out so far"]) == (sums_["entitled"], sums_["drawn"])
    assert (book["To be paid back"], book["Costs, actual"]) == (sums_["recovery"], sums_["actual"])
    for name in ("entitled", "drawn", "awarded"):
        assert found.says(sums_[name]), name
    with translation.override("de"):
        left = sums_["recovery"] or sums_["open"]
        assert " ".join(money.euros(left).split()) in found.text
    if sums_["recovery"]:
        assert money.euros(sums_["recovery"]) in found.page
    vouchers = found.tables["belegliste.csv"]
    assert sum(cents(line["eligible"]) for line in vouchers) == sums_["actual"]
    paid = [cents(row[4]) for row in found.book["Calls and payments"][1:]]
    assert sum(paid, D(0)) == sums_["drawn"]


def _nothing_is_negative(found: Read, sums_: dict[str, Any]) -> None:
    assert [name for name, value in sums_.items() if isinstance(value, str) and D(value) < 0] == []
    for name in ("kosten.csv", "finanzierung.csv"):
        for line in found.tables[name]:
            assert min(cents(line["plan"]), cents(line["actual"])) >= 0, line
