"""The database as a file, and what is in its tables, to see that both say the same."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from psycopg import sql

from portal.backups.errors import BackupError
from portal.servers import program

# Of all rows as text, whatever their order. The text of a moment depends on the zone, which is therefore set.
_CENSUS = "SELECT count(*), coalesce(sum(hashtextextended(it::text, 0)::numeric), 0)::text FROM {} AS it"
_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""

type Census = dict[str, tuple[int, str]]


@contextmanager
def snapshot() -> Iterator[str]:
    """The name of a moment of the database, in which the block and `dump` see the same rows."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def census() -> Census:
    """The number of rows in each table and a hash of them all, by the name of the table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        found: Census = {}
        for name in names():
            cursor.execute(sql.SQL(_CENSUS).format(sql.Identifier(name)))
            found[name] = cursor.fetchone()
    return found


def names() -> list[str]:
    """Those of the tables that there are."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def dump(file: Path, moment: str) -> None:
    """Write the database as it was in that moment of `snapshot`."""
    _run("pg_dump", "--format=custom", f"--snapshot={moment}", f"--file={file}")


def load(file: Path) -> None:
    """Bring a dump into an empty database, all of it or nothing."""
    connection.close()
    _run("pg_restore", "--single-transaction", "--exit-on-error", str(file))


def _run(name: str, *options: str) -> None:
    database = connection.settings_dict
    where = {"HOST": database["HOST"], "PORT": database["PORT"], "PASSWORD": database["PASSWORD"]}
    environment = {f"PG{key}": str(value) for key, value in where.items() if value}
    command = [program(name), "--no-owner", "--no-privileges", *options]
    command += [f"--username={database['USER']}", f"--dbname={database['NAME']}"]
    done = subprocess.run(  # noqa: S603
        command, env=os.environ | environment, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-500:]}")
