import uuid

import pytest


@pytest.fixture(autouse=True)
def counted_from_zero(settings):
    """Attempts of one test do not count for the next: each has its own keys in the cache."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}
