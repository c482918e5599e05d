"""Migrations change a database that people use: they wait briefly for a lock, and do all or nothing."""

import re
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("portal", "organisations", "parentwork", "funding")


def ours():
    """All migrations of the house, by app and name."""
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {key: row for key, row in found.items() if type(row).__module__.partition(".")[0] in OURS}


def test_whoever_migrates_waits_no_longer_for_a_lock_than_a_reader(db):
    """Pages queue behind a change that waits; `tests/faults/test_database.py` shows it with readers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout')::interval = make_interval(secs => %s)",
            [settings.DATABASE_PATIENCE],
        )
        assert cursor.fetchone() == (True,)


def test_no_migration_takes_more_patience_or_stops_half_way():
    assert len(ours()) > 50
    assert [key for key, row in ours().items() if not row.atomic] == []
    own_limits = re.compile(r"lock_timeout|statement_timeout|CONCURRENTLY", re.IGNORECASE)
    sources = {path for app in OURS for path in Path(settings.BASE_DIR, app).rglob("migrations/*.py")}
    assert [path.name for path in sources if own_limits.search(path.read_text())] == []
