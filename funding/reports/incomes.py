"""Money that came in besides the grant: as it was entered, and as the Office was told of it with a change."""

from collections.abc import Iterable

from funding.models import Amendment, Award, Income, ProofOfUse


def incomes_of(proof: ProofOfUse) -> list[Income]:
    """All of it in the order of the days. Money that was entered and told is the same money, once."""
    entered = list(proof.incomes.all())
    return sorted([*entered, *told_of(proof.award, entered)], key=lambda row: row.received)


def told_of(award: Award, entered: Iterable[Income] = ()) -> list[Income]:
    """What the Office was told with changes of `award` and is not `entered`; rows that are not kept."""
    rows = list(entered)
    linked = [row.told_with_id for row in rows if row.told_with_id]
    changes = award.amendments.telling_of_income().exclude(pk__in=linked).order_by("number")
    return _without(map(_told, changes), [row for row in rows if not row.told_with_id])


def told_by_award(awards: Iterable[Award]) -> dict[int, list[Income]]:
    """What the Office was told with changes of each of these awards, by their ids."""
    found: dict[int, list[Income]] = {award.pk: [] for award in awards}
    for change in Amendment.objects.telling_of_income().filter(award__in=found).order_by("number"):
        found[change.award_id].append(_told(change))
    return found


def _told(change: Amendment) -> Income:
    assert change.received is not None  # noqa: S101 - it is asked for with the source
    return Income(source=change.source, received=change.received, payer=change.payer, amount=change.income)


def _without(told: Iterable[Income], entered: list[Income]) -> list[Income]:
    """`told` without what was `entered`, each once: first what has the same giver, then what names none."""
    left = list(told)
    for named in (True, False):
        left = [row for row in left if not _taken(row, entered, named=named)]
    return left


def _taken(told: Income, entered: list[Income], *, named: bool) -> bool:
    for place, row in enumerate(entered):
        if _same(told, row) and (not named or _giver(told) == _giver(row)):
            del entered[place]
            return True
    return False


def _same(one: Income, other: Income) -> bool:
    """Of one day, kind and sum, and not of two givers; who is not named can be any."""
    givers = {_giver(one), _giver(other)} - {""}
    alike = one.source, one.received, one.amount
    return alike == (other.source, other.received, other.amount) and len(givers) < 2


def _giver(row: Income) -> str:
    return row.payer.strip().casefold()
