"""Who sees the shell's own pages."""

from tests.cast import Cast
from tests.factories.guides import PictureFactory
from tests.matrix import EVERYBODY, NOBODY, SIGNED_IN, Row


def furnish(cast: Cast) -> None:
    """The shell has no rows but a picture, whose address has no language."""
    cast.picture = PictureFactory()


MATRIX = {
    "home": Row(sees=EVERYBODY),
    "desk": Row(sees=SIGNED_IN),
    "sitemap": Row(sees=EVERYBODY),
    "django.contrib.sitemaps.views.sitemap": Row(kwargs=lambda cast: {"section": "guides"}, sees=EVERYBODY),
    "service_worker": Row(sees=EVERYBODY),
    "picture": Row(kwargs=lambda cast: {"slug": cast.picture.slug, "mark": "once"}, sees=EVERYBODY),
    "robots": Row(sees=EVERYBODY),
    "metrics": Row(sees=NOBODY, hidden=True),
    "operation": Row(sees={"portal_staff"}),
    "healthz": Row(sees=EVERYBODY),
    "readyz": Row(sees=EVERYBODY, statuses=(200, 503)),
}
