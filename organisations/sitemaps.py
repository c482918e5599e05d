from django.db.models import QuerySet

from organisations.choices import ListingState
from organisations.models import Organisation
from portal.lib.sitemaps import HouseSitemap


class OrganisationSitemap(HouseSitemap):
    """Organisations that have a page of their own."""

    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.filter(state=ListingState.LISTED).order_by("pk")
