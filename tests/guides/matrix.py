"""Who sees guides: everybody."""

from tests.cast import Cast
from tests.factories.guides import LandFactFactory, TextFactory
from tests.matrix import EVERYBODY, Row


def furnish(cast: Cast) -> None:
    LandFactFactory(land=cast.land)
    cast.guide = TextFactory(guide__slug="schule", body="{{fact:enrolment-cutoff}}").guide


MATRIX = {
    "guides:list": Row(sees=EVERYBODY),
    "guides:compare": Row(sees=EVERYBODY),
    "guides:detail": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY, query="?land=DE-NW"),
    "guides:search": Row(sees=EVERYBODY, query="?q=Schule"),
    "guides:share": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:forget": Row(sees=EVERYBODY),
    "guides:feedback": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:thanks": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:pdf": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
}
