"""Money that came in besides the grant: as it was entered, and as the Office was told of it with a change."""

from collections import Counter

from funding.models import Amendment, Award, Income, ProofOfUse


def incomes_of(proof: ProofOfUse) -> list[Income]:
    """All of it in the order of the days. Money that was entered and told is the same money, once."""
    entered = list(proof.incomes.all())
    return sorted([*entered, *told_of(proof.award, entered)], key=lambda row: row.received)


def told_of(award: Award, entered: list[Income] | None = None) -> list[Income]:
    """What the Office was told with changes of `award` and is not `entered`; rows that are not kept."""
    linked = [row.told_with_id for row in entered or [] if row.told_with_id]
    known, found = Counter(_same(row) for row in entered or [] if not row.told_with_id), []
    for change in award.amendments.telling_of_income().exclude(pk__in=linked).order_by("number"):
        row = _told(change)
        if known[_same(row)]:
            known[_same(row)] -= 1
        else:
            found.append(row)
    return found


def _told(change: Amendment) -> Income:
    assert change.received is not None  # noqa: S101 - it is asked for with the source
    return Income(source=change.source, received=change.received, payer=change.payer, amount=change.income)


def _same(row: Income) -> tuple[object, ...]:
    return row.source, row.received, row.amount
