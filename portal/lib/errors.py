"""How a service says no.

Bad input or a wrong state: Django's `ValidationError`, by field where one is at fault, so that
`form.add_error(None, error)` shows it. Not allowed: `PermissionDenied`, or `Refused` with a reason for the
reader. Somebody was faster: `Stale`.
"""

import traceback
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _


def place_of(error: BaseException) -> str:
    """Class, file and line of an error for a log; its message may repeat what people typed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where


class Refused(PermissionDenied):
    """Not allowed, with a sentence that the page says to the reader."""


class Stale(ValidationError):  # noqa: N818 - an answer, not a fault
    """The row changed since the reader opened it; `current` is the row as it is now.

    A page with fields shows `portal.forms.differences` beside them; where there is nothing to compare, the
    sentence is enough. Either way the form goes on from `current`, so that a second press means it.
    """

    def __init__(self, current: Any = None) -> None:
        super().__init__(
            _("Somebody else changed this in the meantime. Please look at it again."), code="stale"
        )
        self.current = current
