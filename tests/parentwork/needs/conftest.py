import pytest

from parentwork.services.needs import Wish
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import NeedFactory, WorkshopDateFactory, WorkshopFactory


@pytest.fixture
def wish(cast):
    """What somebody in Dortmund says, with what the test wants to be different."""

    def say(**fields) -> Wish:
        usual = {"name": "Olena", "place": cast.postal_code, "spoken": "uk", "words": "Як працює школа?"}
        return Wish(**(usual | fields))

    return say


@pytest.fixture
def checked(cast):
    """The association was checked, so that it may answer."""
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    return cast.association


@pytest.fixture
def evening(checked):
    """A published workshop of the association with a date that is to come."""
    return WorkshopDateFactory(workshop=WorkshopFactory(organisation=checked)).workshop


@pytest.fixture
def need(cast):
    return NeedFactory(place=cast.postal_code)
