import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, built
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
def house(whole: House) -> Iterator[House]:
    whole.web.cookies.clear()
    yield whole
    whole.mend()
