"""`manage.py up` as a person starts, doubles, interrupts and kills it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.servers.processes import BASE, descendants, environment, free_port, lives, running, wait_for

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


def survivors(pids):
    return {pid: name for pid, name in pids.items() if lives(pid)}


def one(pids, *words):
    """The pid of the first process whose command line holds all words."""
    return next(pid for pid, line in sorted(pids.items()) if all(word in line for word in words))


def refused(data_dir, port):
    """What a start says that must fail at once."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=BASE,
        env=environment(data_dir, port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Starting" not in done.stdout
    return done.stderr


def test_two_houses_live_side_by_side_and_ctrl_c_ends_all_of_one(folder, used_folder):
    with running(folder) as first, running(used_folder) as second:
        assert f"Port {first.port} is taken" in refused(used_folder, first.port)
        assert f"in use by process {first.process.pid}" in refused(folder, free_port())
        folders = [path for path in folder.iterdir() if path.is_dir()]
        open_to_others = {path.name for path in folders if path.stat().st_mode & 0o007}
        assert open_to_others == {"static"}, "mails, uploads and logs hold personal data"
        processes = descendants(first.process.pid)
        for program in ("postgres", "valkey-server", "granian", "celery worker", "celery beat"):
            assert one(processes, *program.split())
        assert first.end(signal.SIGINT) == 0
        assert survivors(processes) == {}
        assert not first.answers()
        assert second.answers()


def test_a_killed_house_leaves_nothing_behind_and_starts_again(folder):
    with running(folder) as up:
        assert "Loading" not in up.said(), "the start before has loaded just that"
        before = descendants(up.process.pid)
        os.kill(one(before, "granian"), signal.SIGKILL)
        up.wait_until_it_says("web started again")
        web = [pid for pid, line in before.items() if "granian" in line]
        wait_for(lambda: not any(lives(pid) for pid in web), 10)
        wait_for(up.answers, 30, up.said)

        processes = descendants(up.process.pid)
        os.kill(up.process.pid, signal.SIGKILL)
        up.process.wait()
        wait_for(lambda: not survivors(processes), 30, lambda: survivors(processes))
        assert not up.answers()
    with running(folder) as again:
        assert again.answers()
