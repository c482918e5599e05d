import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.servers import commands
from tests.faults.house import House, built
from tests.servers.mailbox import Mailbox
from tests.servers.processes import BASE, wait_for
from tests.servers.web import serving


@pytest.fixture(scope="session")
def whole(ground: Path) -> Iterator[House]:
    """The house of all tests of faults: they mend what they break."""
    folder = ground / "faults" / "data"
    folder.parent.mkdir()
    house = built(folder)
    try:
        made = house.run("-m", "tests.faults.furnish")
        assert made.returncode == 0, made.stderr
        house.page = json.loads(made.stdout)
        more = {"GRANIAN_BLOCKING_THREADS": "8", "DATABASE_POOL": "4", "TRUSTED_PROXY_HOPS": "1"}
        with serving(folder, **house.extra, **more) as web:
            house.web = web
            yield house
    finally:
        house.servers.stop()


@pytest.fixture
def house(whole: House) -> House:
    whole.mend()
    # What a test before it has killed may still be missed by a connection of the pool.
    wait_for(lambda: whole.web.get(whole.page["book"]).status == 200, 60)
    whole.web.cookies.clear()
    return whole


@pytest.fixture
def mailbox():
    with Mailbox() as server:
        yield server


@pytest.fixture
def worker(house, mailbox):
    """One that is there all the time, and is never started again."""
    log = house.servers.data_dir / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *commands.WORKER.split(), "--concurrency", "1"],
            cwd=BASE, env=house.environment(EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}"),
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    yield log
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
