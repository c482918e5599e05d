import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    """Each test begins with fresh rate limits."""
    cache.clear()
