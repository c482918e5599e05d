import pytest
from django.db import transaction

from portal.places.imports import load_reference


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All places, loaded once for a test file and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_reference()
        transaction.set_rollback(True)


@pytest.fixture
def reference(loaded: dict[str, int], db: None) -> dict[str, int]:
    return loaded
