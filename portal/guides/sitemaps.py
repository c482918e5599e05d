from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Q, QuerySet

from portal.guides.choices import State
from portal.guides.models import Guide
from portal.lib.sitemaps import HouseSitemap


class GuideSitemap(HouseSitemap):
    """Guides in the languages that have a text of their own; elsewhere the page shows the German one."""

    def items(self) -> QuerySet[Guide]:
        published = Q(translations__state=State.PUBLISHED)
        guides = Guide.objects.filter(pk__in=Guide.objects.public().values("pk"))
        return guides.annotate(
            languages=ArrayAgg("translations__language", filter=published),
            changed=Max("translations__updated", filter=published),
        ).order_by("pk")

    def get_languages_for_item(self, item: Any) -> list[str]:
        return list(item.languages)

    def lastmod(self, item: Any) -> datetime:
        changed: datetime = item.changed
        return changed
