"""The tick sheet of an open meeting: who came is counted by tapping, without a name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parentwork.choices import ANOTHER_LANGUAGE, BANDS, CountedBy, CountKind
from parentwork.models import CountedPart, DoorLink, Headcount, TickSlip, Workshop, WorkshopDate
from parentwork.services.attendance import Came, Parts, check_walk_ins, save_walk_ins
from parentwork.services.door import lock_open, touch
from portal.lib import languages

ADULTS, CARED_FOR = "adults", "cared_for"
_SPEAKS = "speaks_"


def languages_of(workshop: Workshop) -> list[str]:
    """The languages on its tick sheet: those spoken there, those of the portal, and any other."""
    ours = [code for code, _name in languages.PUBLIC if "-" not in code]
    return [*dict.fromkeys([*workshop.languages, *ours]), ANOTHER_LANGUAGE]


def speaks(language: str) -> str:
    """What the adults who speak a language are counted under."""
    return f"{_SPEAKS}{language}"


def keys_of(workshop: Workshop) -> list[str]:
    """All that is counted on its tick sheet."""
    return [ADULTS, *BANDS, CARED_FOR, *map(speaks, languages_of(workshop))]


@transaction.atomic
def count(link: DoorLink, slip: UUID, counts: Mapping[str, int]) -> None:
    """What a phone has counted so far, by the keys of `keys_of`; said again it changes nothing.

    Below zero is what a phone took back of what another one had counted. `ValidationError` for a dead link,
    and where fewer than nobody or more children in childcare than children would have come.
    """
    date = lock_open(link)
    stored, _new = TickSlip.objects.get_or_create(door=link, key=slip)
    new = {key: counts.get(key, 0) - stored.counts.get(key, 0) for key in keys_of(date.workshop)}
    _count_people(date, new)
    _count_parts(date, new)
    stored.counts = {key: number for key, number in counts.items() if number}
    stored.save(update_fields=["counts"])
    touch(link)


def _count_people(date: WorkshopDate, new: Mapping[str, int]) -> None:
    so_far = date.headcounts.filter(kind=CountKind.WALK_IN).first() or Headcount()
    came = Came(
        so_far.adults + new[ADULTS],
        so_far.children + sum(new[band] for band in BANDS),
        so_far.cared_for + new[CARED_FOR],
    )
    _refuse_negative(came.adults, came.children, came.cared_for)
    check_walk_ins(came)
    save_walk_ins(date, came, by=None)


def _count_parts(date: WorkshopDate, new: Mapping[str, int]) -> None:
    for (by, key), number in parts_of(new).items():
        row, _new = CountedPart.objects.get_or_create(date=date, by=by, key=key)
        _refuse_negative(row.number + number)
        row.number += number
        row.save(update_fields=["number"])


def parts_of(counts: Mapping[str, int]) -> Parts:
    """The ages and languages among them, those with nobody left out."""
    ages = {(CountedBy.AGE, band): counts.get(band, 0) for band in BANDS}
    spoken = {
        (CountedBy.LANGUAGE, key.removeprefix(_SPEAKS)): number
        for key, number in counts.items()
        if key.startswith(_SPEAKS)
    }
    return {part: number for part, number in (ages | spoken).items() if number}


def _refuse_negative(*numbers: int) -> None:
    if min(numbers) < 0:
        raise ValidationError(_("A number can not be below zero."))


def counted_so_far(date: WorkshopDate) -> dict[str, Any]:
    """What stands on the tick sheet of a date, by the keys of `keys_of`; two queries."""
    row = date.headcounts.filter(kind=CountKind.WALK_IN).first()
    found = {ADULTS: row.adults, CARED_FOR: row.cared_for} if row else {}
    for part in date.counted_parts.all():
        found[part.key if part.by == CountedBy.AGE else speaks(part.key)] = part.number
    return found
