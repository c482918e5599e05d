"""How a service says no.

Bad input or a wrong state: Django's `ValidationError`, by field where one is at fault, so that
`form.add_error(None, error)` shows it. Not allowed: `PermissionDenied`. Somebody was faster: `Stale`.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Stale(ValidationError):  # noqa: N818 - an answer, not a fault
    """The row changed since the reader opened it; `current` is the row as it is now."""

    def __init__(self, current: Any = None) -> None:
        super().__init__(
            _("Somebody else changed this in the meantime. Both versions are shown below."), code="stale"
        )
        self.current = current
