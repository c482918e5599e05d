"""Invented requests all over the country: the demo's cases, each asked again by many organisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from funding.choices import State
from funding.models import (
    Award,
    Check,
    Clarification,
    CostItem,
    Decision,
    Drawdown,
    Expense,
    FundingRequest,
    IncomeItem,
    Office,
    Programme,
    ProofCheck,
    ProofOfUse,
    Snapshot,
    Transition,
)
from organisations.germany import SOURCE
from organisations.models import Organisation
from portal.lib.multiplying import count_on, multiply, next_id, without_indexes
from portal.places.models import Land

REQUESTS, EXPENSES = 50_000, 2_000_000
_DAYS = 700  # over which they came in
# Of twenty requests, which ones are copies of the demo's case in this state.
_SHARES = {
    State.FINAL: range(12),
    State.IN_REVIEW: range(12, 15),
    State.SUBMITTED: range(15, 17),
    State.CLARIFICATION: range(17, 19),
    State.PROPOSED: range(19, 20),
}
_UNCHECKED = 20  # of 240 requests: of twelve proofs of use one waits for its check
_TABLES = (
    FundingRequest, Snapshot, CostItem, IncomeItem, Check, Clarification, Transition, Decision, Award,
    ProofOfUse, ProofCheck, Drawdown, Expense,
)  # fmt: skip


def load(scale: float) -> Iterator[tuple[str, int]]:
    """`scale` of all requests, from the organisations of `organisations.germany`; needs the demo's cases.

    Each goes to the Office of its Land. Tells what has been made.
    """
    number = round(REQUESTS * scale)
    patterns = _patterns()
    if not patterns or not Organisation.objects.filter(source=SOURCE).exists():
        return
    yield "offices", _offices(patterns[State.FINAL])
    with without_indexes(*_TABLES):
        _ask_everybody(number)
        first = {model: next_id(model) for model in _TABLES}
        made = 0
        for state, shares in _SHARES.items():
            made += _Case(patterns[state], first, tuple(shares)).copy(number)
            yield "requests", made
        yield "expenses", Expense.objects.count()
    count_on(*_TABLES)


def _patterns() -> dict[str, FundingRequest]:
    """The newest case of the demo's Land in each state; empty where one is missing."""
    cases = FundingRequest.objects.filter(
        office__land_id="DE-NW", state__in=_SHARES, submission__isnull=False
    ).select_related("office", "programme")
    found = {case.state: case for case in cases.order_by("pk")}
    return found if len(found) == len(_SHARES) else {}


def _offices(case: FundingRequest) -> int:
    """An Office and a programme for each other Land, like those of the case."""
    lands = Land._meta.db_table
    made = multiply(
        Office.objects.filter(pk=case.office_id),
        f"SELECT code, name FROM {lands} WHERE code <> 'DE-NW'",
        slug="'germany-' || lower(n.code)", name="'Musterstelle ' || n.name", land_id="n.code",
        publishes_grants="false",
    )  # fmt: skip
    multiply(
        Programme.objects.filter(pk=case.programme_id),
        f"SELECT id AS office_id, slug FROM {Office._meta.db_table} WHERE slug LIKE 'germany-%%'",
        slug="n.slug", office_id="n.office_id",
    )  # fmt: skip
    return made


def _ask_everybody(number: int) -> None:
    """Who asks whom, numbered: the organisations again and again until there are enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE germany_asking ON COMMIT DROP AS
            SELECT row_number() OVER (ORDER BY round, o.id) AS i, o.id AS organisation_id, o.name,
                f.id AS office_id, p.id AS programme_id
            FROM {Organisation._meta.db_table} AS o
            JOIN {Office._meta.db_table} AS f ON f.land_id = o.land_id AND (
                f.slug LIKE 'germany-%%' OR f.id = (SELECT office_id FROM {FundingRequest._meta.db_table} AS r
                JOIN {Office._meta.db_table} AS own ON own.id = r.office_id AND own.land_id = 'DE-NW'
                ORDER BY r.id LIMIT 1))
            JOIN LATERAL (SELECT id FROM {Programme._meta.db_table} WHERE office_id = f.id AND is_current
                ORDER BY id LIMIT 1) AS p ON true,
            generate_series(1, 1 + %s / (SELECT count(*) FROM {Organisation._meta.db_table}
                WHERE source = %s)) AS round
            WHERE o.source = %s ORDER BY round, o.id LIMIT %s""",
            [number, SOURCE, SOURCE, number],
        )


@dataclass(frozen=True)
class _Case:
    """A request of the demo, to be asked again by every organisation whose number falls to its share.

    Copy number `i` of a row has the key `first[model] + i`, so that copies find one another.
    """

    request: FundingRequest
    first: dict[Any, int]
    shares: tuple[int, ...]

    def copy(self, number: int) -> int:
        source = f"SELECT * FROM germany_asking WHERE i %% 20 = ANY(ARRAY[{self._list(self.shares)}])"
        request, asked = self.request, "now() - (n.i %% 700) * interval '1 day'"
        made = multiply(
            FundingRequest.objects.filter(pk=request.pk), source,
            id=self._id(FundingRequest), public_id="md5('request' || n.i)::uuid",
            organisation_id="n.organisation_id", office_id="n.office_id", programme_id="n.programme_id",
            title="p.title || ' ' || n.i", submission_id=self._id(Snapshot), submitted_at=asked,
            file_number="CASE p.file_number WHEN '' THEN '' ELSE 'G-' || n.i END",
        )  # fmt: skip
        multiply(
            Snapshot.objects.filter(current_of=request), source,
            id=self._id(Snapshot), request_id=self._id(FundingRequest), title="p.title || ' ' || n.i",
            applicant="left(n.name, 200)", created=asked,
            data="jsonb_set(p.data, '{organisation,name}', to_jsonb(n.name))",
        )  # fmt: skip
        own = {"request_id": self._id(FundingRequest)}
        for model in (CostItem, IncomeItem, Clarification, Transition):
            multiply(model._default_manager.filter(request=request), source, **own)
        sent = own | {"submission_id": self._id(Snapshot)}
        multiply(Check.objects.filter(request=request), source, **sent)
        decisions = Decision.objects.filter(request=request, voided__isnull=True)
        multiply(decisions, source, id=self._id(Decision), **sent)
        self._award(source, number)
        return made

    def _award(self, source: str, number: int) -> None:
        awards = Award.objects.filter(request=self.request)
        multiply(
            awards, source,
            id=self._id(Award), request_id=self._id(FundingRequest), decision_id=self._id(Decision),
        )  # fmt: skip
        multiply(Drawdown.objects.filter(award__in=awards), source, award_id=self._id(Award))
        proofs = ProofOfUse.objects.filter(award__in=awards)
        multiply(
            proofs, source,
            id=self._id(ProofOfUse), award_id=self._id(Award),
            checked=f"CASE WHEN n.i %% 240 < {_UNCHECKED} THEN NULL ELSE now() END",
        )  # fmt: skip
        if not proofs:
            return
        # The first check of the demo, which is of another case, as if it had found nothing.
        award = f"SELECT amount FROM {Award._meta.db_table} WHERE id = {self.first[Award]} + i"
        checked = f"SELECT *, ({award}) AS amount FROM ({source}) AS asking WHERE i %% 240 >= {_UNCHECKED}"
        multiply(
            ProofCheck.objects.filter(pk__in=ProofCheck.objects.order_by("pk").values("pk")[:1]), checked,
            proof_id=self._id(ProofOfUse), state="'closed'", closed="now()", frozen="'{}'",
            entitled="n.amount", recovery="0",
        )  # fmt: skip
        expenses = Expense.objects.filter(proof__in=proofs)
        if not expenses:
            return
        awarded = number * len(self.shares) // 20
        each = max(1, round(number * EXPENSES / REQUESTS / max(1, awarded * len(expenses))))
        part = "round(p.amount * (5 + (n.i + n.k) %% 10) / 100, 2)"
        multiply(
            expenses, f"SELECT * FROM ({source}) AS asking, generate_series(1, {each}) AS k",
            public_id="md5('expense' || n.i || '-' || n.k || '-' || p.id)::uuid",
            proof_id=self._id(ProofOfUse), amount=part, eligible=part,
            voucher_number="n.k || '/' || p.id",
        )  # fmt: skip

    def _id(self, model: Any) -> str:
        return f"{self.first[model]} + n.i"

    @staticmethod
    def _list(numbers: tuple[int, ...]) -> str:
        return ", ".join(str(number) for number in numbers)
