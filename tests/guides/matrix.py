"""Who sees guides: everybody."""

from tests.cast import Cast
from tests.factories.guides import LandFactFactory, TextFactory
from tests.matrix import EVERYBODY, Row


def furnish(cast: Cast) -> None:
    # A key of its own, which the reference data does not know: journeys load both.
    LandFactFactory(land=cast.land, fact_key__key="first-day")
    cast.guide = TextFactory(guide__slug="schule", body="{{fact:first-day}}").guide


MATRIX = {
    "guides:list": Row(sees=EVERYBODY),
    "guides:compare": Row(sees=EVERYBODY),
    "guides:words": Row(sees=EVERYBODY),
    "guides:detail": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY, query="?land=DE-NW"),
    "guides:search": Row(sees=EVERYBODY, query="?q=Schule"),
    "guides:share": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:forget": Row(sees=EVERYBODY),
    "guides:feedback": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:thanks": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:booklet": Row(sees=EVERYBODY),
    "guides:pdf": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
}
