import pytest
from django.db import connection, transaction

from portal.places.imports import load_reference


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All places, loaded once for a test file and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        counted = load_reference()
        connection.check_constraints()  # once; else at the end of each test in this transaction
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE places_postalcode, places_placename")  # nobody else sees these rows
        yield counted
        transaction.set_rollback(True)


@pytest.fixture
def reference(loaded: dict[str, int], db: None) -> dict[str, int]:
    return loaded
