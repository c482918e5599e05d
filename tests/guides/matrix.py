"""Who sees guides: everybody. Who writes them: portal staff."""

from portal.guides.reports.history import events_of
from tests.cast import Cast
from tests.factories.guides import LandFactFactory, TextFactory
from tests.matrix import EVERYBODY, Row

EDITORS = {"portal_staff"}


def furnish(cast: Cast) -> None:
    # A key of its own, which the reference data does not know: journeys load both.
    LandFactFactory(land=cast.land, fact_key__key="first-day")
    cast.guide = TextFactory(guide__slug="schule", body="{{fact:first-day}}").guide
    cast.edit = events_of(cast.guide.translations.get()).get().pgh_id


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
OF_GUIDE = {"kwargs": lambda cast: {"slug": cast.guide.slug}, "sees": EDITORS}
OF_EDIT = {"kwargs": lambda cast: {"slug": cast.guide.slug, "event": cast.edit}, "sees": EDITORS}
OF_PICTURE = {"kwargs": lambda cast: {"slug": cast.picture.slug}, "sees": EDITORS}
MATRIX |= {
    "guides:desk_guides": Row(sees=EDITORS),
    "guides:desk_new": Row(sees=EDITORS),
    "guides:desk_edit": Row(**OF_GUIDE),
    "guides:desk_edit_autosave": Row(**OF_GUIDE, post=True, statuses=(422,)),
    "guides:desk_preview": Row(**OF_GUIDE, post=True),
    "guides:desk_discard": Row(**OF_GUIDE, post=True),
    "guides:desk_take_back": Row(**OF_GUIDE, post=True),
    "guides:desk_place": Row(**OF_GUIDE),
    "guides:desk_remove": Row(**OF_GUIDE),
    "guides:desk_heard": Row(**OF_GUIDE),
    "guides:desk_history": Row(kwargs=lambda cast: {"slug": cast.guide.slug, "language": "de"}, sees=EDITORS),
    "guides:desk_history_edit": Row(
        kwargs=lambda cast: {"slug": cast.guide.slug, "language": "de", "event": cast.edit}, sees=EDITORS
    ),
    "guides:desk_restore": Row(**OF_EDIT, post=True),
    "guides:desk_pictures": Row(sees=EDITORS),
    "guides:desk_picture_new": Row(sees=EDITORS),
    "guides:desk_picture": Row(**OF_PICTURE),
    "guides:desk_picture_remove": Row(**OF_PICTURE, post=True),
}
