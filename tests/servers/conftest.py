import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder for data folders. Not below pytest's own: every pytest that starts closes that to others,
    and with it to the user whom the servers run as when root starts them."""
    folder = Path(tempfile.mkdtemp(prefix="ground-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
