from collections.abc import Mapping
from typing import Any

from django.db import models

from portal.lib.text import fold


class OpenedByCode(models.QuerySet[Any]):
    """Rows that a person without an account opens on any phone: by the short code and one thing more."""

    def opened_by(self, code: str, said: Mapping[str, str]) -> Any | None:
        """The row of the code, if what was `said` (phone, email, name) is what the person gave.

        A contact that was given opens it alone; the name only where no contact was given.
        """
        row = self.filter(code=code).first()
        if row is None:
            return None
        own = {"phone": row.number, "email": row.email}
        if not any(own.values()):
            own["name"] = fold(row.name)
        return row if any(own[what] and own[what] == said[what] for what in own) else None
