"""Where a postal code or a place name is, and what lies near it."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from math import log10
from pathlib import Path
from typing import Any, Self

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from portal.lib import geo
from portal.lib.text import fold

_FIVE_DIGITS = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# Digits of other scripts that phones type in Arabic and Persian.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Places to choose from where what was typed is nobody's name.
MOST_ALIKE = 3
CITY_NAMES = Path(__file__).parent / "city_names.csv"


class PostalCodeQuerySet(models.QuerySet[Any]):
    """Postal codes."""

    def near(self, point: tuple[float, float], km: float) -> Self:
        """Codes up to `km` kilometres from `point` (latitude, longitude), nearest first, with `distance`."""
        return geo.near(self, point, km)

    def locate(self, text: str | None) -> Any:
        """The PostalCode that a person means, or None if that is not clear."""
        found = self.meant(text)
        return found[0] if len(found) == 1 else None

    def meant(self, text: str | None) -> list[Any]:
        """What a person may mean by five digits anywhere in the text, or by the name of a place.

        One PostalCode where it is clear, none where we know no such place, and of several places of one name
        the middle of each, by name. Large cities are known by their names in the languages of the portal as
        well (Münih, Monachium). A name that fits several places is clear only if one of them has most of
        their codes (Frankfurt) or alone bears exactly this name. Villages and parts of cities that give no
        code its name are looked for where that leaves it open. Four queries at most, one where it is clear.
        """
        text = (text or "").translate(_DIGITS)
        rows = self.select_related("district__land")
        if found := _FIVE_DIGITS.search(text):
            return list(rows.filter(code=found[1]))
        name = _german(fold(text))
        codes = rows.named(name)
        best = _best(name, codes)
        if best is None:
            further = rows.further_named(name)
            best = None if codes else _best(name, further)
            codes += further
        return _middles(codes) if best is None else [best]

    def named(self, name: str, column: str = "folded") -> list[Any]:
        """Codes whose folded name is `name` or begins with it as a word; umlauts may be missing in it."""
        if not _may_be_name(name):
            return []
        return list(self.filter(_named(column, name)) or self._without_umlauts(name, column))

    def further_named(self, name: str) -> list[Any]:
        """Codes that have a place of this name besides their own, called as this place is."""
        names = {"called": F("further_names__name"), "spelt": F("further_names__folded")}
        rows = self.annotate(**names).named(name, "spelt")
        for row in rows:
            row.place, row.folded = row.called, row.spelt
        return rows

    def resembling(self, text: str) -> list[Any]:
        """The middles of the three places that are spelt most like `text`, for a name that no place bears.

        A place of many codes comes before a village of nearly the same likeness, since more people mean it:
        Hamburg before Hambrücken for "Hambrug". One query.
        """
        if not _may_be_name(name := fold(text)):
            return []
        own = self._spelt_like(name, "place", "folded")
        further = self._spelt_like(name, "further_names__name", "further_names__folded")
        places = _places(_as_called(own.union(further, all=True))).values()
        return [_central(codes) for codes in sorted(places, key=_likelihood, reverse=True)[:MOST_ALIKE]]

    def _spelt_like(self, name: str, called: str, spelt: str) -> Self:
        """Codes with their `likeness` to the name, those that an index of trigrams finds for it."""
        alike = self.select_related("district__land").filter(**{f"{spelt}__trigram_similar": name})
        return alike.annotate(called=F(called), likeness=TrigramSimilarity(spelt, name))

    def _without_umlauts(self, name: str, column: str) -> Self:
        """Those of a name typed on a keyboard that has no ä, ö or ü."""
        bare: Any = F(column)
        for letters, letter in _UMLAUTS:
            bare = Replace(bare, Value(letters), Value(letter))
        return self.alias(bare=bare).filter(_named("bare", _bare(name)))


def _may_be_name(folded: str) -> bool:
    return len(folded) > 1 and not any(letter.isdigit() for letter in folded)


def _named(column: str, name: str) -> Q:
    return Q(**{column: name}) | Q(**{f"{column}__startswith": f"{name} "})


def _bare(name: str) -> str:
    for letters, letter in _UMLAUTS:
        name = name.replace(letters, letter)
    return name


def _german(name: str) -> str:
    """The folded German name of a large city for one in another language; any other name as it is."""
    return _city_names().get(name, name)


@cache
def _city_names() -> dict[str, str]:
    names: dict[str, str] = {}
    with CITY_NAMES.open(encoding="utf-8", newline="") as file:
        for place, *others in list(csv.reader(file))[1:]:
            folded = (fold(name) for cell in others for name in cell.split("|") if name)
            names |= {spelt: fold(place) for name in folded for spelt in (name, _bare(name))}
    return names


def _places(codes: list[Any]) -> dict[tuple[str, str], list[Any]]:
    """Codes by place: one name in one district."""
    places: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for code in codes:
        places[code.folded, code.district_id].append(code)
    return places


def _best(name: str, codes: list[Any]) -> Any:
    places = _places(codes)
    biggest: list[Any] = max(places.values(), key=len, default=[])
    if 2 * len(biggest) > len(codes):
        return _central(biggest)
    exact = [group for (folded, _district), group in places.items() if folded == name]
    return _central(exact[0]) if len(exact) == 1 else None


def _as_called(codes: Iterable[Any]) -> list[Any]:
    """Codes that bear the name of the place by which they were found."""
    rows = list(codes)
    for row in rows:
        row.place, row.folded = row.called, fold(row.called)
    return rows


def _likelihood(codes: list[Any]) -> float:
    """How likely a misspelt name means this place: ten times as many codes are worth a tenth of likeness."""
    return max(code.likeness for code in codes) + log10(len(codes)) / 10


def _middles(codes: list[Any]) -> list[Any]:
    found = (_central(group) for group in _places(codes).values())
    return sorted(found, key=lambda it: (it.folded, it.district.name, it.code))


def _central(codes: list[Any]) -> Any:
    latitude = sum(code.latitude for code in codes) / len(codes)
    longitude = sum(code.longitude for code in codes) / len(codes)
    return min(
        codes, key=lambda it: ((it.latitude - latitude) ** 2 + (it.longitude - longitude) ** 2, it.code)
    )


PostalCodeManager = models.Manager.from_queryset(PostalCodeQuerySet)
