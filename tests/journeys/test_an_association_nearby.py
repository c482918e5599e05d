"""A mother finds by phone, in Russian, an association near her that speaks Russian."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from portal.places.models import PostalCode
from tests.factories.organisations import OrganisationFactory
from tests.journeys.conftest import PHONE, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dortmund(house) -> PostalCode:
    return PostalCode.objects.get(code="44137")


@pytest.fixture
def munich(house) -> PostalCode:
    return PostalCode.objects.get(code="80331")


def test_a_mother_finds_an_association_that_speaks_her_language(house, dortmund, munich, visit):
    OrganisationFactory(
        name="Радуга", slug="raduga", languages=["de", "ru"], postal_code=dortmund, phone="+49231555010"
    )
    OrganisationFactory(name="Далеко", slug="daleko", languages=["de", "ru"], postal_code=munich)
    OrganisationFactory(name="Gökkuşağı", slug="goekkusagi", languages=["de", "tr"], postal_code=dortmund)
    page = visit(size=PHONE)
    page.goto("/ru/organisations/")
    page.locator("[name=near]").fill("44137")
    page.locator("[name=language]").select_option("ru")
    page.locator("form.filters button").click()
    names = page.locator(".card h3")
    expect(names).to_have_text(["Радуга"])
    assert urlsplit(page.url).query == "near=44137&language=ru&km=25"
    assert_accessible(page)

    page.locator("nav.row a").last.click()  # leave the language out
    expect(names).to_have_count(2)
    page.go_back()
    names.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Радуга")
    expect(page.get_by_role("main")).to_contain_text("Русский")
    expect(page.get_by_role("link", name="0231 555010")).to_have_attribute("href", "tel:+49-231-555010")
    assert_accessible(page)
