from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from parentwork.models import Workshop, WorkshopDate
from portal.lib.sitemaps import HouseSitemap


class WorkshopSitemap(HouseSitemap):
    """Workshops with a date that is still to come."""

    def items(self) -> QuerySet[Workshop]:
        coming = WorkshopDate.objects.filter(workshop=OuterRef("pk"), starts__gt=timezone.now())
        return Workshop.objects.public().filter(Exists(coming)).order_by("pk")
