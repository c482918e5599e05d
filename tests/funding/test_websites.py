"""The outside links of contact points and programmes are looked after with all others."""

import pytest

from portal.guides.reports.links import Use, uses
from tests.factories.accounts import UserFactory
from tests.factories.funding import OfficeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))


def test_the_website_and_the_source_of_a_contact_point_are_looked_after(client, staff):
    OfficeFactory(listed=False, website="https://verborgen.example/")
    amt = OfficeFactory(name="Amt", website="https://amt.example/", source_url="https://land.example/stellen")
    OfficeFactory(name="Stelle", website="https://stelle.example/", source_url="https://stelle.example/")
    found = [(use.label, use.url) for use in uses()]
    assert found == [
        ("Amt", "https://amt.example/"),
        ("Amt", "https://land.example/stellen"),
        ("Stelle", "https://stelle.example/"),
    ]
    form = client.get(next(uses(["https://amt.example/"])).edit_url).content.decode()
    assert f'value="{amt.website}"' in form


def test_the_source_of_a_programme_is_looked_after_in_the_revision_that_holds(client, staff):
    programme = ProgrammeFactory(name_de="Elternarbeit", source_url="https://geld.example/neu")
    ProgrammeFactory(
        office=programme.office, slug="alt", is_current=False, source_url="https://geld.example/alt"
    )
    [use] = uses()
    assert use == Use("https://geld.example/neu", "Elternarbeit", use.edit_url)
    assert 'value="https://geld.example/neu"' in client.get(use.edit_url).content.decode()
