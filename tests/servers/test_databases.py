"""PostgreSQL and Valkey from the wheels, in folders that make it hard for them."""

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from redis import Redis

from portal.servers import Servers, addresses, folder
from portal.servers.databases import NAME
from tests.servers.processes import BASE

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


def test_memory_that_is_short_never_costs_the_queue(ground):
    servers = Servers(ground / "valkey" / "data", durable=False)
    servers.start_valkey()
    try:
        with Redis.from_url(addresses.redis_url(servers.data_dir)) as valkey:
            valkey.config_set("maxmemory", "3mb")
            valkey.lpush("mail", "a job")
            for number in range(400):
                valkey.set(f"page-{number}", "x" * 10_000, ex=300)
            assert valkey.llen("mail") == 1
            assert 0 < valkey.dbsize() < 400
    finally:
        servers.stop()


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


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert addresses.why_not("127.0.0.1", port).startswith(f"Port {port} is taken.")
    assert addresses.why_not("127.0.0.1", port) == ""


def test_a_port_that_only_the_administrator_may_use_is_told_apart(monkeypatch):
    def refuse(*args):
        raise PermissionError

    monkeypatch.setattr("portal.servers.addresses.socket.socket.bind", refuse)
    assert addresses.why_not("127.0.0.1", 80) == "Port 80 is for the administrator of this machine only."


@pytest.mark.parametrize("port", ["abc", "99999", "0", "-1", "٨٠٠٠", ""])
def test_a_port_that_is_none_is_said_in_one_line(port):
    said = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=BASE, env=os.environ | {"PORT": port}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert said.stderr == f"PORT must be a number from 1 to 65535, not {port!r}.\n"
