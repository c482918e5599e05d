from typing import Any

from django.db import models


class PostalCodeQuerySet(models.QuerySet[Any]):
    """Postal codes."""


PostalCodeManager = models.Manager.from_queryset(PostalCodeQuerySet)
