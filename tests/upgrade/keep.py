"""Keep the demo as this release makes it, for the releases to come: `python -m tests.upgrade.keep NAME`.

Of what every release loads anew (postal codes, guides, search) only some rows stay: the file is to be small.
"""

import gzip
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PASSWORD = "damals-geheim-genug"  # of the demo people in the kept files

# What is loaded anew, as far as no row of the demo needs it.
NOT_KEPT = """
DELETE FROM guides_passage;
DELETE FROM guides_translation WHERE guide_id > (SELECT min(id) + 1 FROM guides_guide);
DELETE FROM guides_translationevent WHERE pgh_obj_id NOT IN (SELECT id FROM guides_translation);
DELETE FROM places_placename;
DO $$ DECLARE code record; BEGIN
    FOR code IN SELECT * FROM places_postalcode LOOP
        BEGIN
            DELETE FROM places_postalcode WHERE places_postalcode.code = code.code;
            SET CONSTRAINTS ALL IMMEDIATE;
        EXCEPTION WHEN foreign_key_violation THEN NULL;
        END;
    END LOOP;
END $$;
"""


def main(name: str) -> None:
    """Make a house with demo rows in a folder of its own, and write what is kept of it beside this file."""
    with tempfile.TemporaryDirectory(prefix="keep-") as folder:
        os.environ |= {
            "DATA_DIR": folder, "DEMO": "1", "DEMO_PASSWORD": PASSWORD,
            "DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": secrets.token_urlsafe(40),
        }  # fmt: skip
        kept = _made()
    file = FOLDER / f"{name}.sql.gz"
    file.write_bytes(gzip.compress(kept, 9, mtime=0))
    sys.stdout.write(f"{file.name}: {file.stat().st_size / 1000:.0f} kB\n")


def _made() -> bytes:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from portal.servers import Servers
    from portal.servers.databases import NAME, program

    servers = Servers(settings.DATA_DIR, durable=False)
    servers.start_postgres()
    servers.start_valkey()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("loadreference", verbosity=0)
        call_command("loaddemo", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(NOT_KEPT)
        connection.close()
        dump = [program("pg_dump"), f"--host={servers.run_dir}", f"--username={NAME}", "--no-owner", NAME]
        return subprocess.run(dump, check=True, capture_output=True).stdout
    finally:
        servers.stop()


if __name__ == "__main__":
    main(sys.argv[1])
