"""Public pages are read from a real streaming replica: fresh or not, away, and while the database is away."""

import secrets
import shutil
from pathlib import Path

import pytest

from tests.faults.house import House
from tests.faults.replica import streaming_copy
from tests.servers.processes import wait_for
from tests.servers.web import serving

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
PAGE = "/de/organisations/"


@pytest.fixture
def replica(house):
    folder = Path("/tmp") / f"copy-{secrets.token_hex(4)}"
    with streaming_copy(house.servers, folder) as copy:
        yield copy
    shutil.rmtree(folder)


@pytest.fixture
def web(house, replica, tmp_path):
    more = {"DATABASE_REPLICA_URL": replica.url, "DATABASE_POOL": "2", "GRANIAN_BLOCKING_THREADS": "2"}
    with serving(tmp_path, **house.extra, **more) as web:
        yield web


def reads(replica) -> int:
    """How many rows of organisations the replica has given out."""
    return int(
        replica.run(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables"
            " WHERE relname = 'organisations_organisation'"
        )
    )


def rename(house: House, name: str) -> None:
    with house.connect() as connection:
        connection.execute(
            "UPDATE organisations_organisation SET name = %s WHERE id ="
            " (SELECT min(id) FROM organisations_organisation WHERE state = 'listed')", [name],
        )  # fmt: skip


def test_visitors_read_from_the_copy_and_see_what_changes(house, replica, web):
    before = reads(replica)
    assert web.get(PAGE).status == 200
    wait_for(lambda: web.get(PAGE).status == 200 and reads(replica) > before, 20)
    rename(house, "Zwillingsverein")
    wait_for(lambda: "Zwillingsverein" in web.get(PAGE).text, 10)


def test_a_copy_that_stands_still_is_not_read(house, replica, web):
    wait_for(lambda: web.get(PAGE).status == 200, 10)
    replica.stand_still()
    rename(house, "Neuester Name")
    assert "Neuester Name" not in web.get(PAGE).text
    assert "Neuester Name" in web.somebody_else().get(PAGE, Cookie="sessionid=she").text, (
        "who signs in sees all at once"
    )
    wait_for(lambda: "Neuester Name" in web.get(PAGE).text, 20)


def test_without_the_copy_the_database_answers(replica, web):
    assert web.get(PAGE).status == 200
    replica.kill()
    wait_for(lambda: web.get(PAGE).status == 200, 20)
    assert {web.get(PAGE).status for _reader in range(4)} == {200}


def test_without_the_database_the_copy_still_answers(house, replica, web):
    before = reads(replica)
    wait_for(lambda: web.get(PAGE).status == 200 and reads(replica) > before, 20)
    house.kill("postgres")
    wait_for(lambda: web.get(PAGE).status == 200, 20)
    assert {web.get(PAGE).status for _reader in range(4)} == {200}
    assert web.get(house.page["book"]).status == 503


JOB = """
import django; django.setup()
from organisations.models import Organisation
from portal.lib.replicas import caught_up
with caught_up():
    row = Organisation.objects.filter(name="Gerade umbenannt").get()
print(row._state.db)
"""


def test_a_job_reads_from_the_copy_what_was_written_before_it_began(house, replica):
    rename(house, "Gerade umbenannt")
    job = house.run("-c", JOB, DATABASE_REPLICA_URL=replica.url)
    assert job.stdout.strip() == "replica", job.stderr
    replica.stand_still()
    rename(house, "Schon wieder")
    rename(house, "Gerade umbenannt")
    assert house.run("-c", JOB, DATABASE_REPLICA_URL=replica.url).stdout.strip() == "default"
