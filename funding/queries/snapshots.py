from __future__ import annotations

from typing import Any

from django.db import models


class SnapshotQuerySet(models.QuerySet[Any]):
    def with_paper(self, public_id: Any) -> SnapshotQuerySet:
        """Submissions that this paper was part of."""
        return self.filter(data__papers__contains=[{"id": str(public_id)}])


SnapshotManager = models.Manager.from_queryset(SnapshotQuerySet)
