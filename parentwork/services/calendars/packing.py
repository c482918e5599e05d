"""What was read, on its way through the preview: signed, so that what is confirmed is what was shown."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parentwork.services.calendars.reading import Found, Series
from portal.lib.dates import BERLIN

_SALT = "parentwork.calendars"
_KEPT_FOR = timedelta(days=1)


def packed(series: list[Series]) -> str:
    """Nothing is stored before somebody confirms it: the page itself carries what it shows, for a day."""
    said = [[one.title, one.text, [_date_out(found) for found in one.dates]] for one in series]
    return signing.dumps(said, salt=_SALT, compress=True)


def unpacked(text: str) -> list[Series]:
    """What `packed` made. ValidationError for anything else, and for what is older than a day."""
    try:
        said = signing.loads(text, salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature as error:
        raise ValidationError(_("Please choose the file again.")) from error
    return [Series(title, words, [_date_in(found) for found in dates]) for title, words, dates in said]


def _date_out(found: Found) -> list[Any]:
    return [found.key, found.starts.timestamp(), found.ends.timestamp(), found.is_cancelled, found.is_moved]


def _date_in(said: list[Any]) -> Found:
    key, starts, ends, is_cancelled, is_moved = said
    begins, finishes = datetime.fromtimestamp(starts, BERLIN), datetime.fromtimestamp(ends, BERLIN)
    return Found(key, begins, finishes, is_cancelled, is_moved)
