"""After a test that commits, its rows are deleted, and nothing else is done.

Django truncates every table of the house, some two hundred, and then registers all models and permissions
anew; most tests have written into twenty.
"""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

# What would be made again just as it was.
KEPT = {"django_content_type", "auth_permission"}


def only_delete_rows() -> None:
    """From now on, after each test that commits."""
    TransactionTestCase._fixture_teardown = lambda _test: empty()  # type: ignore[method-assign]


def empty() -> None:
    """Delete the rows of all tables that have any; no trigger forbids that or keeps a history of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_which_have_any())
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


@cache
def _which_have_any() -> str:
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = sorted({*known} - KEPT)
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
