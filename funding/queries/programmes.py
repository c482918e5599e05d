from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

from funding.choices import OfficeLevel
from funding.queries.entries import GERMAN
from portal.lib.languages import PUBLIC
from portal.lib.text import typed_words

if TYPE_CHECKING:
    from portal.places.models import Land


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Revisions of programmes."""

    def current(self) -> Self:
        """The revision of each programme that holds now, of Offices in the directory."""
        return self.filter(is_current=True, office__listed=True).select_related("office", "office__land")

    def for_land(self, land: "Land") -> Self:
        """Programmes of a Land, and those of the federal level."""
        return self.filter(Q(office__land=land) | Q(office__level=OfficeLevel.FEDERAL))

    def matching(self, query: str) -> Self:
        """Those with each word of `query` in name, summary or who may apply, by its German stem or as it is.

        There are dozens of programmes and no more, so what is searched is made while one asks.
        """
        words = typed_words(query)
        if not words:
            return self.none()
        vector = SearchVector("name_de", "summary_de", "who_may_apply_de", "funder", config=GERMAN)
        rows = self.annotate(vector=vector)
        for word in words.values():
            rows = rows.filter(Q(vector=SearchQuery(word, config=GERMAN, search_type="plain")) | _has(word))
        return rows

    def taking_requests(self) -> Self:
        """Programmes for which a request can be made on this portal."""
        return self.current().filter(open=True, office__reviews_here=True).exclude(financing="")


def _has(word: str) -> Q:
    """Where the word stands as it is, whatever the language: few texts are in that of the reader."""
    columns = [f"{name}_{code.replace('-', '_')}" for name in ("name", "summary") for code, _name in PUBLIC]
    return reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))


ProgrammeManager = models.Manager.from_queryset(ProgrammeQuerySet)
