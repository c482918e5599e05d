"""Which documents are at work, stuck or to be deleted. Who sees one is said by its kind."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from portal.documents.choices import LIVE, State


class DocumentQuerySet(models.QuerySet[Any]):
    """Rendered files."""

    def live(self) -> Self:
        """Documents that are waiting, being made or ready; of these there is one for the same input."""
        return self.filter(state__in=LIVE)

    def newest(self, kind: str, params: dict[str, Any], language: str) -> Any:
        """The document of these parameters that was asked for last, or None."""
        return self.filter(kind=kind, params=params, language=language).order_by("-created").first()

    def silent_since(self, moment: datetime) -> Self:
        """Documents whose worker must have died, since it has not shown itself after `moment`."""
        return self.filter(state=State.RENDERING, seen__lt=moment)

    def queued_before(self, moment: datetime) -> Self:
        """Documents that have waited since before `moment`; the nudge may have been lost."""
        return self.filter(state=State.QUEUED, created__lt=moment)

    def expired(self, now: datetime) -> Self:
        """Documents that have reached their deletion date."""
        return self.filter(expires__lte=now)


DocumentManager = models.Manager.from_queryset(DocumentQuerySet)
