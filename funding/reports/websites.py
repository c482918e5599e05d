"""Outside links of the directory, for `settings.LINK_SOURCES`."""

from collections.abc import Iterator

from django.urls import reverse

from funding.models import Office, Programme


def of_offices() -> Iterator[tuple[str, str, str]]:
    """Websites of contact points, and the pages that their entries are taken from."""
    for office in Office.objects.listed().order_by("pk"):
        edit_url = reverse("admin:funding_office_change", args=[office.pk])
        for url in filter(None, dict.fromkeys((office.website, office.source_url))):
            yield office.name, edit_url, url


def of_programmes() -> Iterator[tuple[str, str, str]]:
    """The pages that say what holds for programmes."""
    for programme in Programme.objects.current().exclude(source_url="").order_by("pk"):
        edit_url = reverse("admin:funding_programme_change", args=[programme.pk])
        yield programme.name, edit_url, programme.source_url
