from django.db.models import QuerySet

from funding.models import Office, Programme, ProgrammeEntry
from portal.lib.sitemaps import HouseSitemap


class OfficeSitemap(HouseSitemap):
    """Contact points."""

    def items(self) -> QuerySet[Office]:
        return Office.objects.listed().order_by("pk")


class ProgrammeSitemap(HouseSitemap):
    """Programmes of public money."""

    def items(self) -> QuerySet[Programme]:
        return Programme.objects.current().order_by("pk")


class EntrySitemap(HouseSitemap):
    """Programmes as the federal funding database describes them."""

    def items(self) -> QuerySet[ProgrammeEntry]:
        return ProgrammeEntry.objects.only("key").order_by("pk")
