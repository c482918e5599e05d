"""A migrated, empty database from which each test process copies its own.

Running all migrations takes half a minute of the processor, copying takes a second. The name holds a checksum
of all that shapes the database, so a changed migration makes a new one.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def name() -> str:
    """Of the database that fits the migrations as they are now."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), *sorted(ROOT.glob("portal/*/migrations/*.py"))]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for path in [ROOT / "requirements.lock", ROOT / "portal" / "lib" / "languages.py"]:
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def ensure() -> None:
    """Make it if it is missing, and drop those of migrations that are gone."""
    with _connect() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
        known = {row[0] for row in rows}
        for old in known - {name()}:
            connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        if name() in known:
            return
        draft = f"{name()}_draft"
        connection.execute(f'CREATE DATABASE "{draft}"')
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-m", "tests.template_database", draft]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name()}"')


def _connect() -> Any:
    import psycopg
    from django.conf import settings

    database = settings.DATABASES["default"]
    return psycopg.connect(
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _migrate(database: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    _migrate(sys.argv[1])
