"""Which words the names of the registry have."""

from collections.abc import Sequence
from functools import reduce
from math import log10
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from portal.lib.text import likeness, swapped, trigrams

# So much must a word have in common with what was typed, 0 to 1.
LIKENESS = 0.4
# Two letters in the wrong order leave hardly a trigram as it was, but are no more than one missing.
SWAPPED = 0.45


class NameWordQuerySet(models.QuerySet[Any]):
    """Words of names."""

    def spelt_right(self, words: Sequence[str]) -> list[str]:
        """Each of the folded `words` as it stands in names: the likeliest of those like it; else as it is.

        Of words nearly as like as each other the one that more names have comes first. One query.
        """
        alike = reduce(or_, (_like(word) for word in words), Q())
        known = {row.word: log10(row.entries) / 10 for row in self.filter(alike)}
        return [_likeliest(word, known) for word in words]


def _like(typed: str) -> Q:
    return Q(word__trigram_similar=typed) | Q(word__in=swapped(typed))


def _likeliest(typed: str, known: dict[str, float]) -> str:
    mine, hasty = trigrams(typed), swapped(typed)
    alike = {word: SWAPPED if word in hasty else likeness(mine, trigrams(word)) for word in known}
    near = [word for word, much in alike.items() if much >= LIKENESS]
    return max(near, key=lambda word: (alike[word] + known[word], word), default=typed)


NameWordManager = models.Manager.from_queryset(NameWordQuerySet)
