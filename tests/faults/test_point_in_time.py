"""What was changed by mistake comes back as it was at a moment, from a copy and an archive."""

import re
import secrets
import shutil
from pathlib import Path

import psycopg
import pytest

from portal.servers.databases import NAME
from portal.servers.folder import own_folder
from tests.faults.families import book_by_mail
from tests.faults.replica import copied, running
from tests.servers.processes import wait_for
from tests.test_house.composition import SERVICES
from tests.test_house.sources import ROOT

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
BOOKINGS = "SELECT name FROM parentwork_booking WHERE name IN ('Amal', 'Bojan') ORDER BY name"


@pytest.fixture
def folder():
    folder = Path("/tmp") / f"past-{secrets.token_hex(4)}"
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def archive(house, folder):
    """What is written is put aside by the very command of docker-compose.yml."""
    own_folder(folder, house.servers.uid)
    archive = own_folder(folder / "archive", house.servers.uid)
    aside = re.search(r"'archive_command=(.+?)'", SERVICES["postgres"]["command"], re.DOTALL)[1]
    change(house, "SET archive_mode = 'on'")
    change(house, f"SET archive_command = '{aside.replace('../../archive', str(archive))}'")
    restart(house)
    yield archive
    change(house, "RESET archive_mode")
    change(house, "RESET archive_command")
    restart(house)


def change(house, what):
    with psycopg.connect(
        host=str(house.servers.run_dir), user=NAME, dbname=NAME, autocommit=True
    ) as connection:
        connection.execute(f"ALTER SYSTEM {what}")


def restart(house):
    house.kill("postgres")
    house.servers.start_postgres()
    # A connection of the pool that is being mended from before may need another try.
    wait_for(lambda: house.web.get(house.page["book"]).status == 200, 60)


def test_what_was_deleted_by_mistake_comes_back_as_it_was_a_moment_before(house, folder, archive):
    copied(house.servers, folder / "copy")
    assert book_by_mail(house, "Amal").status == 302
    (moment,) = house.all("SELECT clock_timestamp()")
    assert book_by_mail(house, "Bojan").status == 302
    with house.connect() as connection:
        connection.execute("UPDATE parentwork_booking SET name = 'gone' WHERE name = 'Amal'")
    assert house.all(BOOKINGS) == ["Bojan"]

    (last,) = house.all("SELECT pg_walfile_name(pg_switch_wal())")
    wait_for(lambda: (archive / f"{last}.gz").exists(), 30)
    (folder / "copy" / "data" / "recovery.signal").touch()
    back = re.search(r"restore_command='(.+?)'", (ROOT / "README.md").read_text())[1]
    past = {
        "archive_mode": "off",
        "restore_command": back.replace("../../archive", str(archive)),
        "recovery_target_time": str(moment),
        "recovery_target_action": "promote",
    }
    with running(house.servers, folder / "copy", **past) as database:
        wait_for(lambda: database.run("SELECT pg_is_in_recovery()") is False, 60)
        assert database.run(f"SELECT string_agg(name, ' ') FROM ({BOOKINGS}) AS found") == "Amal"
