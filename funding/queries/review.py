from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


class CheckQuerySet(models.QuerySet[Any]):
    def with_superseded(self) -> CheckQuerySet:
        """Each check with `superseded`: a later one of the same kind stands in its place."""
        later = self.model._default_manager.filter(
            request=OuterRef("request"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
        )
        return self.annotate(superseded=Exists(later))

    def of_submission(self, submission: Any) -> CheckQuerySet:
        """The checks of one submission, newest first, with who checked and what is superseded."""
        return self.filter(submission=submission).with_superseded().select_related("checked_by")


CheckManager = models.Manager.from_queryset(CheckQuerySet)
