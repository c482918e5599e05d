from django.urls import reverse

from portal.lib.sitemaps import HouseSitemap


class PageSitemap(HouseSitemap):
    """The pages that are always there, those of the other rooms included."""

    def items(self) -> list[str]:
        return [
            "home",
            "guides:list",
            "guides:compare",
            "guides:words",
            "parentwork:list",
            "organisations:list",
            "organisations:map",
            "organisations:networks",
            "funding:contact_points",
            "funding:programmes",
            "funding:open_data",
            "pages:accessibility",
            "pages:privacy",
            "pages:imprint",
        ]

    def location(self, item: str) -> str:
        return reverse(item)
