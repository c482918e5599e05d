"""PostgreSQL and Valkey from the wheels, in folders that make it hard for them."""

import os
import socket

import psycopg
import pytest

from portal.servers import Servers, addresses, folder
from portal.servers.databases import NAME

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


@pytest.fixture
def deep_folder(ground):
    """Its path is longer than a unix socket may be."""
    return ground / ("d" * 60) / ("e" * 60) / "data"


def test_a_long_path_gets_a_short_private_socket_folder(deep_folder):
    servers = Servers(deep_folder, durable=False)
    try:
        servers.start_postgres()
        servers.start_valkey()
        assert len(str(servers.run_dir)) < 60
        assert servers.run_dir.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(host=str(servers.run_dir), user=NAME, dbname=NAME) as connection:
            # The C locale would give no trigrams here, and search would find nothing.
            connection.execute("CREATE EXTENSION pg_trgm")
            assert connection.execute("SELECT cardinality(show_trgm('школа'))").fetchone() > (3,)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        servers.stop()
    servers.run_dir.rmdir()


def test_a_folder_in_use_is_refused_and_free_again_afterwards(tmp_path):
    first, second = Servers(tmp_path), Servers(tmp_path)
    first.claim()
    with pytest.raises(folder.FolderError, match=f"in use by process {os.getpid()}"):
        second.claim(seconds=0)
    first.stop()
    second.claim(seconds=0)
    second.stop()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    (tmp_path / "run").symlink_to(target)
    with pytest.raises(folder.FolderError, match="belongs to somebody else"):
        folder.own_folder(tmp_path / "run", None)


def test_only_passing_through_is_allowed_to_others(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o700)
    folder.make_reachable(secret, uid=folder.UNPRIVILEGED_UID)
    assert secret.stat().st_mode & 0o777 == 0o701


def test_a_taken_port_is_seen(tmp_path):

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not addresses.port_is_free("127.0.0.1", taken.getsockname()[1])
