"""Of a suspended organisation nobody reads anything any more, from the very next request on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations import services
from organisations.models import Affiliation
from parentwork.models import Workshop
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
SLUG = "elterntreff-nordstadt"


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    """The association is a network too, with a member, belongs to another, and has an evening to come."""
    cast.association.is_umbrella = True
    cast.association.summary_de = "Eltern helfen Eltern."
    cast.association.save()
    Affiliation.objects.create(member=OrganisationFactory(slug="mitglied"), umbrella=cast.association)
    workshop = WorkshopFactory(organisation=cast.association, title_de="Abend der Nordstadt")
    WorkshopDateFactory(workshop=workshop, starts=timezone.now() + timedelta(days=3))
    return workshop


def test_it_vanishes_at_once_from_all_that_is_public(client, cast: Cast, workshop: Workshop) -> None:
    lists = [
        "/en/", "/en/organisations/", "/en/organisations/?q=Nordstadt", "/en/organisations/?land=DE-NW",
        "/en/organisations.csv", "/en/organisations/elternnetz/", "/en/organisations/mitglied/",
        "/en/organisations/elternnetz/embed/", "/en/workshops/", "/sitemap-organisations.xml",
        "/sitemap-workshops.xml", "/api/organizations", "/api/organizations?full=true", "/api/services",
        "/api/service_at_locations",
    ]  # fmt: skip
    pages = [
        f"/en/organisations/{SLUG}/", f"/en/organisations/{SLUG}/embed/",
        f"/api/organizations/{cast.association.public_id}", f"/api/services/{workshop.public_id}",
        f"/en{workshop.get_absolute_url().removeprefix('/de')}",
    ]  # fmt: skip
    path = workshop.get_absolute_url()
    words = (SLUG, str(cast.association.public_id), "Elterntreff Nordstadt", "Abend der Nordstadt", path)

    def naming() -> list[str]:
        texts = {address: client.get(address).content.decode() for address in lists}
        return [address for address, text in texts.items() if any(word in text for word in words)]

    assert naming() == lists
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    services.suspend(cast.association, reason="Unwahr.", by=cast.portal_staff)
    assert naming() == []
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
