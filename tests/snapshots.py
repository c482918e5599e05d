"""The reference data of the house, loaded once a process and put back quickly after a flush.

Tests in transactions of their own leave an empty database behind. Loading places, guides and offices takes
ten seconds; copying their rows back takes a fraction of one.
"""

from django.core.management import call_command
from django.db import connection, transaction

_tables: dict[str, bytes] = {}


def restore_reference() -> None:
    """Make the tables hold the reference data and nothing else; they must be empty."""
    if not _tables:
        call_command("loadreference", verbosity=0)
        connection.check_constraints()  # once; else at the end of each test in this transaction
        _tables.update(_copied())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows come back as they were: no trigger writes history or counts an edition again.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, rows in _tables.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(rows)
        cursor.execute(_SEQUENCES)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")  # the transaction may go on


def _copied() -> dict[str, bytes]:
    """The rows of every table that has any, migrations and Django's own registers left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table.startswith(("django_", "auth_permission")):
                continue
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                rows = b"".join(bytes(part) for part in copy)
            if rows:
                found[table] = rows
    return found


_SEQUENCES = """
    SELECT format('SELECT setval(%L, coalesce(max(%I), 0) + 1, false) FROM %I', s.sequence, s.column, s.table)
    FROM (
        SELECT c.table_name AS table, c.column_name AS column,
               pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) AS sequence
        FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND (c.is_identity = 'YES' OR c.column_default LIKE 'nextval%%')
    ) s
    WHERE s.sequence IS NOT NULL
"""
