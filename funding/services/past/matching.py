"""Which organisation of the registry a recipient of earlier grants is, or perhaps is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from funding.choices import Ground
from funding.models import GrantList, Office, PossibleMatch, Recipient
from organisations.models import Organisation
from organisations.services.importing.names import Names
from portal.lib.text import fold, likeness, trigrams
from portal.places.models import District, PostalCode

# With the same number in the same Land so much of the name must be the same, that nobody needs to look.
LIKENESS = 0.5
_NUMBER = re.compile(r"^(?P<register>[^\W\d]*)\W*0*(?P<number>\d+)\W*(?P<part>[^\W\d]*)")


@dataclass
class Matched:
    """How many recipients of a list are an organisation of the registry, or perhaps are one."""

    known: int = 0
    doubtful: int = 0


@transaction.atomic
def match(source: GrantList) -> Matched:
    """Look for the recipients of a list in the registry, as far as it is public.

    The same register number in the same Land and nearly the same name say that it is the organisation. Where
    only one of the two does, an officer is asked. What somebody has refused stays refused.
    """
    open_ones = source.recipients.filter(organisation=None)
    rows = list(open_ones.prefetch_related("possible").select_for_update(of=("self",)).order_by("pk"))
    finder = _Finder(source.office, rows)
    certain, doubts = [], []
    for row in rows:
        asked = {it.organisation_id for it in row.possible.all()}
        found = {pk: ground for pk, ground in finder.find(row) if pk not in asked}
        sure = [pk for pk in found if finder.is_certain(row, pk)]
        if len(sure) == 1:
            row.organisation_id = sure[0]
            certain.append(row)
        else:
            doubts += [
                PossibleMatch(recipient=row, organisation_id=pk, ground=it) for pk, it in found.items()
            ]
    Recipient.objects.bulk_update(certain, ["organisation"], batch_size=2000)
    PossibleMatch.objects.bulk_create(doubts, batch_size=2000)
    found_all = source.recipients.exclude(organisation=None).count()
    return Matched(known=found_all, doubtful=source.recipients.doubtful().count())


class _Finder:
    """The public entries of the registry, by number and by name."""

    def __init__(self, office: Office, recipients: Iterable[Recipient]) -> None:
        entries = Organisation.objects.public()
        self.names = Names(entries)
        self.districts = _districts(office, recipients)
        here = entries.filter(land=office.land_id) if office.land_id else entries
        numbered = here.exclude(register_number="").order_by("pk")
        self.by_number: dict[str, list[int]] = {}
        self.by_id: dict[int, tuple[str, frozenset[str]]] = {}
        for pk, written, name in numbered.values_list("pk", "register_number", "sort_key"):
            number = bare_number("", written)
            self.by_number.setdefault(number, []).append(pk)
            self.by_id[pk] = number, trigrams(name)

    def find(self, row: Recipient) -> Iterator[tuple[int, Ground]]:
        """(id, ground) of each entry that `row` may be; what the number says comes last and holds."""
        district = self.districts.get(row.postal_code.zfill(5), self.districts.get("", ""))
        yield from ((pk, Ground.NAME) for pk in self.names.like(fold(row.name), district))
        if row.register_number:
            same = self.by_number.get(bare_number(row.register, row.register_number), ())
            yield from ((pk, Ground.NUMBER) for pk in same)

    def is_certain(self, row: Recipient, pk: int) -> bool:
        """Number and name are the same, as far as it matters."""
        number, letters = self.by_id.get(pk, ("", frozenset[str]()))
        if not row.register_number or number != bare_number(row.register, row.register_number):
            return False
        return likeness(letters, trigrams(fold(row.name))) >= LIKENESS


def bare_number(register: str, written: str) -> str:
    """A register number without what makes no difference: `VR 015289 B` of Berlin is VR 15289.

    >>> bare_number("vr", "015289"), bare_number("", "VR 15289 B"), bare_number("", "11338 Nz")
    ('VR15289', 'VR15289', 'VR11338NZ')
    """
    if not (found := _NUMBER.match(written.strip())):
        return ""
    part = found["part"].upper()
    return (register or found["register"] or "vr").upper() + found["number"] + ("" if part == "B" else part)


def _districts(office: Office, recipients: Iterable[Recipient]) -> dict[str, str]:
    """The district of each postal code; under "" the only district of the Land, where it has but one."""
    codes = {row.postal_code.zfill(5) for row in recipients if row.postal_code}
    found = dict(PostalCode.objects.filter(pk__in=codes).values_list("code", "district_id"))
    all_here = list(District.objects.filter(land=office.land_id).values_list("pk", flat=True)[:2])
    return found | {"": all_here[0] if len(all_here) == 1 else ""}
