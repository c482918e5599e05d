"""Officers and the applicant at the same moment, in random orders: whatever comes of it is one valid history.

`FUNDING_SCHEDULES=1000` tries more of them than the suite does.
"""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding import workflow
from funding.choices import OfficeRole, Party, State, Verb
from funding.models import Decision, FundingRequest, YearlyPart
from funding.services import decisions, recusals, review, submissions, waiting
from tests.cast import Cast, assemble
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SCHEDULES = int(os.environ.get("FUNDING_SCHEDULES", "24"))
STEPS = 3
type Deed = Callable[[FundingRequest], Any]


def deeds(cast: Cast) -> dict[str, list[Deed]]:
    """What each of three people might do next, with the version that he or she has just read."""
    worker, second, applicant = cast.caseworker, cast.countersigner, cast.coordinator
    soon = scenes.today() + scenes.timedelta(7)
    return {
        "caseworker": [
            lambda row: decisions.propose(row, scenes.proposal(), by=worker, version=row.version),
            lambda row: decisions.reconsider(row, by=worker, version=row.version),
            lambda row: review.ask(row, "Was?", soon, by=worker, version=row.version),
            lambda row: waiting.put_on_list(row, "Kein Geld.", by=worker, version=row.version),
            lambda row: waiting.resume(row, by=worker, version=row.version),
            lambda row: decisions.announce(row, by=worker, version=row.version),
        ],
        "countersigner": [
            lambda row: decisions.countersign(row, by=second, version=row.version),
            lambda row: decisions.send_back(row, "Nein.", by=second, version=row.version),
            lambda row: recusals.step_back(row, "Befreundet.", by=second, version=row.version),
        ],
        "applicant": [
            lambda row: submissions.answer(row, "Das.", by=applicant, version=row.version),
            lambda row: submissions.withdraw(row, by=applicant, version=row.version),
        ],
    }


def busy(row: FundingRequest, chosen: list[Deed]) -> Callable[[], None]:
    """Somebody who opens the request and does the next thing, whether it is possible by then or not."""

    def go() -> None:
        for deed in chosen:
            with suppress(ValidationError, PermissionDenied):
                deed(FundingRequest.objects.get(pk=row.pk))

    return go


def assert_one_history(row: FundingRequest, seed: int) -> None:
    row.refresh_from_db()
    lines = list(row.transitions.order_by("at", "pk"))
    assert lines[-1].target == row.state, seed
    for before, line in pairwise(lines):
        assert line.source == before.target, seed
        move = workflow.MOVES[Verb(line.verb), Party(line.party)]
        assert line.source in move.sources, seed
        assert line.target in move.targets, seed
    valid = Decision.objects.filter(request=row, voided__isnull=True)
    decided = row.state in workflow.DECIDED | workflow.ANNOUNCED
    assert valid.count() == (1 if decided or row.state == State.PROPOSED else 0), seed
    assert valid.filter(countersigned__isnull=False).exists() == decided, seed
    assert YearlyPart.objects.in_force().filter(decision__request=row).count() == valid.count(), seed
    signed = sum(line.verb == Verb.COUNTERSIGN for line in lines)
    taken_back = row.state == State.WITHDRAWN and lines[-1].source in workflow.DECIDED
    assert signed == int(decided or taken_back), seed


def test_random_schedules_leave_one_valid_history() -> None:
    cast, seeds = assemble(), range(SCHEDULES)
    OfficeMemberFactory(office=cast.office, role=OfficeRole.COUNTERSIGNER)
    ends = set()
    for seed in seeds:
        dice = random.Random(seed)
        begin = scenes.checked(cast) if dice.random() < 0.3 else scenes.proposed(cast)
        people = [busy(begin, dice.choices(each, k=STEPS)) for each in deeds(cast).values()]
        assert at_once(*people) == [True] * len(people), seed
        assert_one_history(begin, seed)
        ends.add(FundingRequest.objects.get(pk=begin.pk).state)
    assert len(ends) > 2, "they end in different states"
