from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import F, Func, Q

from funding.choices import OfficeLevel
from portal.lib.text import typed_words

if TYPE_CHECKING:
    from portal.places.models import Land

GERMAN = "german"
# From so many letters on a word is looked for within another; a shorter one stands there by chance.
PART_OF_A_WORD = 5


class EntryQuerySet(models.QuerySet[Any]):
    """Programmes as the federal funding database describes them."""

    def for_land(self, land: "Land") -> Self:
        """Those of a Land, and whatever is not of another one."""
        return self.filter(Q(land=land) | ~Q(level=OfficeLevel.LAND))

    def for_applicant(self, who: str) -> Self:
        """Those for which such a body may ask."""
        return self.filter(applicants__contains=[who])

    def giving(self, aid: str) -> Self:
        return self.filter(aids__contains=[aid])

    def about(self, topic: str) -> Self:
        """Those of a topic, in the words of the database."""
        return self.filter(topics__contains=[topic])

    def topics(self) -> list[str]:
        """The topics that there are, in the words of the database and in their order."""
        each = Func(F("topics"), function="unnest", output_field=models.CharField())
        rows = self.order_by().values_list(each, flat=True).distinct()
        return sorted(rows, key=str.casefold)

    def weighed(self) -> int:
        """Make anew what the search reads, by German grammar, names first; how many rows."""
        return self.update(
            vector=SearchVector("title", config=GERMAN, weight="A")
            + SearchVector("prose", config=GERMAN, weight="B")
            + SearchVector("terms", config=GERMAN, weight="C")
        )

    def matching(self, query: str) -> Self:
        """Those with each word of `query` by its German stem, or within a compound; best first."""
        words = typed_words(query)
        if not words:
            return self.none()
        asked = SearchQuery(" ".join(words.values()), config=GERMAN, search_type="plain")
        has = (_has(word, folded) for folded, word in words.items())
        return (
            self.filter(reduce(and_, has))
            .annotate(rank=SearchRank("vector", asked))
            .order_by("-rank", "title", "pk")
        )


def _has(word: str, folded: str) -> Q:
    stem = Q(vector=SearchQuery(word, config=GERMAN, search_type="plain"))
    return stem | Q(folded__contains=folded) if len(folded) >= PART_OF_A_WORD else stem


EntryManager = models.Manager.from_queryset(EntryQuerySet)
