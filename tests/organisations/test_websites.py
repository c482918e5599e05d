"""The websites of organisations are looked after with all outside links."""

import pytest
from django.urls import reverse

from organisations.choices import ListingState
from portal.guides.models import LinkCheck
from portal.guides.reports.links import Use, uses
from portal.guides.services import linkcheck
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_website_of_a_public_entry_is_looked_after_and_changed_in_the_admin(client):
    OrganisationFactory(name="Ohne Seite")
    OrganisationFactory(website="https://gesperrt.example/", state=ListingState.SUSPENDED)
    organisation = OrganisationFactory(name="Elterntreff", website="https://treff.example/")
    edit_url = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    assert list(uses()) == [Use("https://treff.example/", "Elterntreff", edit_url)]
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert 'name="website"' in client.get(edit_url).content.decode()
    assert linkcheck.collect() == 1
    assert LinkCheck.objects.get().url == "https://treff.example/"
