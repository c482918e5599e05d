"""The database of a former release comes to the state of this one, and everybody finds their rows again."""

import gzip
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from portal.servers.databases import program
from tests.servers.processes import BASE

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
FORMER = sorted(Path(__file__).parent.glob("*.sql.gz"))
# What every release counts or loads anew by itself.
CHANGING = ("django_", "auth_permission", "guides_", "places_", "pghistory_", "parentwork_format")


@pytest.fixture(params=FORMER, ids=lambda file: file.name.partition(".")[0])
def former(request):
    """The address of a database as a former release left it."""
    database = settings.DATABASES["default"]
    name = "former_release"
    where = {"host": database["HOST"], "user": database["USER"], "port": database["PORT"] or None}
    server = {key: value for key, value in where.items() if value}
    if database["PASSWORD"]:
        server["password"] = database["PASSWORD"]
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        fill = [program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        fill += [f"--host={database['HOST']}", f"--username={database['USER']}", f"--dbname={name}"]
        password = {"PGPASSWORD": str(database["PASSWORD"]), "PGPORT": str(database["PORT"] or 5432)}
        dump = gzip.decompress(request.param.read_bytes())
        subprocess.run(fill, input=dump, check=True, env=os.environ | password, stdout=subprocess.DEVNULL)
        yield psycopg.connect(**server, dbname=name, autocommit=True)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def house(*command, database):
    """A command of the house of today on that database."""
    ours = {"UPGRADE_DATABASE": database, "DJANGO_SETTINGS_MODULE": "tests.upgrade.settings"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BASE,
        env=os.environ | ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def counts(connection):
    """How many rows each table has that people have filled."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    names = [name for (name,) in tables if not name.startswith(CHANGING)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def terms_of_decisions(connection):
    """Of each decision: whether it waits, until when its use is proved, for how many years vouchers stay."""
    columns = "countersigned IS NULL, proof_due, retention_years"
    return connection.execute(f"SELECT {columns} FROM funding_decision ORDER BY id").fetchall()


def test_a_former_release_is_kept():
    assert FORMER
    assert max(file.stat().st_size for file in FORMER) < 500_000


def test_its_rows_are_all_there_and_its_pages_answer(former):
    before = counts(former)
    assert before["funding_fundingrequest"] > 3
    house("manage.py", "migrate", "--noinput", database="former_release")
    house("manage.py", "loadreference", database="former_release")
    said = json.loads(house("-m", "tests.upgrade.visits", database="former_release"))
    assert {page: status for page, status in said["statuses"].items() if status != 200} == {}
    assert len(said["statuses"]) > 12
    fewer = {name for name, number in before.items() if said["rows"].get(name, number) < number}
    assert fewer == set()
    assert terms_of_decisions(former) == [(True, date(2028, 6, 30), 5), (False, date(2027, 6, 30), 5)]
