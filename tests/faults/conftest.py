import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, built
from tests.servers.mailbox import Mailbox
from tests.servers.processes import wait_for, working
from tests.servers.web import serving

# More threads than connections, so that some readers wait for one.
WEB = {"GRANIAN_BLOCKING_THREADS": "8", "DATABASE_POOL": "4", "TRUSTED_PROXY_HOPS": "1"}


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
        with serving(folder, **house.extra, **WEB) as web:
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
    with working("WORKER", log, mailing(house, mailbox), "--concurrency", "1"):
        yield log


def mailing(house: House, mailbox: Mailbox) -> dict[str, str]:
    """What a process of the house is told that sends its mails there."""
    return house.environment(EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}")
