import pytest
from django.core.cache import cache

from parentwork.choices import ContactWay
from parentwork.services.bookings import Family


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
