import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_migrates():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from parentwork_workshop")
        assert cursor.fetchone() == (0,)
