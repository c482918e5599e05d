"""Millions of rows from a few patterns, made inside the database: no row crosses a wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import connection, models

MEMORY = "512MB"  # for making an index, of which two workers share it
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND (contype = 'f' OR contype = 'u' AND NOT EXISTS (
        SELECT FROM pg_constraint AS its WHERE its.contype = 'f' AND its.conindid = pg_constraint.conindid
    )) ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1
"""


def multiply(
    pattern: models.QuerySet[Any], source: str, parameters: tuple[Any, ...] = (), /, **columns: str
) -> int:
    """Copy each row of `pattern` once for each row of the SQL query `source`; returns how many came of it.

    `columns` are SQL expressions, by column of the table, in which `n` is the row of `source` and `p` that
    of the pattern; a per cent sign in them is doubled. A column that is not named has the value of the
    pattern, an unnamed key the next number. Raises `ValueError` for a column that the table does not have.

    No trigger runs. One that keeps the history asks each time for a setting that is not there, which ends a
    subtransaction and looks through all that is still to be checked in the transaction: ten times the rows
    would take a hundred times as long.
    """
    model = pattern.model
    key = model._meta.pk.column
    names = [field.column for field in model._meta.concrete_fields if field.column != key or key in columns]
    values = ", ".join(columns.get(name, f'p."{name}"') for name in names)
    unknown = set(columns) - set(names)
    if unknown:
        raise ValueError(f"{model._meta.db_table} has no column {', '.join(sorted(unknown))}")
    ids = list(pattern.order_by("pk").values_list("pk", flat=True))
    quoted = ", ".join(f'"{name}"' for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with pgtrigger.ignore(*_triggers_of(model)), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {values} FROM ({source}) AS n, {table} AS p"
            f' WHERE p."{key}" = ANY(%s)',
            [*parameters, ids],
        )
        return int(cursor.rowcount)


def _triggers_of(model: type[models.Model]) -> list[str]:
    """Not those of all tables: each row looks for its own in the list."""
    return [trigger.get_uri(owner) for owner, trigger in pgtrigger.registered() if owner is model]


def next_id(model: type[models.Model]) -> int:
    """The number after the highest key of the table."""
    return int(model._default_manager.aggregate(most=models.Max("pk"))["most"] or 0) + 1


def count_on(*tables: type[models.Model]) -> None:
    """Let the next row of each table that Django makes follow the highest key."""
    with connection.cursor() as cursor:
        for model in tables:
            name = model._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                [f'"{name}"', model._meta.pk.column, next_id(model)],
            )


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Take away foreign keys, unique constraints and indexes; make them anew at the end, which checks them.

    Ten million rows enter many of them one by one slowly, and all at once quickly. Keys, check constraints
    and what a foreign key points at stay. To be used inside a transaction, which a failure rolls back whole.
    """
    anew: list[str] = []
    with connection.cursor() as cursor:
        _settle(cursor)
        for model in tables:
            anew += _taken_away(cursor, model._meta.db_table)
        yield
        _settle(cursor)
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        for statement in anew:
            cursor.execute(statement)


def _settle(cursor: Any) -> None:
    """Check now what is to be checked at the end: no table is altered before."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _taken_away(cursor: Any, name: str) -> list[str]:
    """Drop them, and return the statements that make them anew: indexes first, then constraints."""
    table = connection.ops.quote_name(name)
    cursor.execute(_CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [table])
    indexes = cursor.fetchall()
    for constraint, _definition in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(constraint)}")
    for index, _definition in indexes:
        cursor.execute(f"DROP INDEX {index}")
    return [definition for _index, definition in indexes] + [
        f"ALTER TABLE {table} ADD CONSTRAINT {connection.ops.quote_name(constraint)} {definition}"
        for constraint, definition in constraints
    ]
