import pytest

from parentwork.choices import ContactWay
from parentwork.services.bookings import Family


@pytest.fixture
def family():
    """What a family says, with what the test wants to be different."""

    def say(**fields) -> Family:
        return Family(**({"name": "Samira", "way": ContactWay.ASSOCIATION} | fields))

    return say
