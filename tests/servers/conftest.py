import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.servers.processes import Up, free_port, running


@pytest.fixture(scope="session")
def used_folder(ground: Path) -> Path:
    """A data folder whose first start was killed in the middle, whose second one went well."""
    folder = ground / "first" / "data"
    folder.parent.mkdir()
    up = Up(folder, free_port())
    up.wait_until_it_says("Migrating the database")
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait()
    with running(folder) as again:
        assert again.end(signal.SIGTERM) == 0
    return folder


@pytest.fixture
def folder(used_folder: Path, ground: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of it."""
    copy = ground / request.node.name / "data"
    copy.parent.mkdir()
    subprocess.run(["cp", "-a", used_folder, copy], check=True)
    return copy
