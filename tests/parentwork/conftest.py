import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from parentwork.choices import ContactWay
from parentwork.services.families import Family
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopFactory


@pytest.fixture(autouse=True)
def nobody_was_here():
    """Rate limits count in the cache, which the tests share."""
    cache.clear()


@pytest.fixture
def family():
    """What a family says, with what the test wants to be different."""

    def say(**fields) -> Family:
        return Family(**({"name": "Samira", "way": ContactWay.ASSOCIATION} | fields))

    return say


@pytest.fixture
def desk(cast, client):
    """The coordinator's browser; `desk.post("desk_edit", {...}, pk=1)`."""
    client.force_login(cast.coordinator)

    class Desk:
        def address(self, name: str, **kwargs) -> str:
            with translation.override("en"):
                return reverse(f"parentwork:{name}", kwargs={"slug": cast.association.slug} | kwargs)

        def get(self, name: str, **kwargs):
            return client.get(self.address(name, **kwargs))

        def follow(self, address: str):
            return client.get(address)

        def send(self, address: str, data: dict):
            return client.post(address, data)

        def post(self, name: str, data: dict | None = None, **kwargs):
            return client.post(self.address(name, **kwargs), data or {})

    return Desk()


@pytest.fixture
def workshop(cast):
    return WorkshopFactory(organisation=cast.association)


@pytest.fixture
def helps(cast):
    """`helps(date)`: the helper of the association has agreed to that, or has said what `state` says."""

    def on(date, state: str = "agreed"):
        known = cast.association.helpers.filter(user=cast.helper).first()
        helper = known or HelperFactory(organisation=cast.association, user=cast.helper)
        return AssignmentFactory(date=date, helper=helper, state=state)

    return on
