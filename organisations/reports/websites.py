"""The websites of the registry, for those who look after links."""

from collections.abc import Iterator

from django.urls import reverse

from organisations.models import Organisation


def websites() -> Iterator[tuple[str, str, str]]:
    """The websites of organisations with a public page, for `settings.LINK_SOURCES`."""
    listed = Organisation.objects.listed().exclude(website="").order_by("pk")
    for pk, name, website in listed.values_list("pk", "name", "website"):
        yield name, reverse("admin:organisations_organisation_change", args=[pk]), website
