"""Starts PostgreSQL and Valkey for the suite and says what every test may use."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

from portal.servers import Servers
from tests import emptying, template_database

if TYPE_CHECKING:
    from tests.bucket import Bucket
    from tests.cast import Cast
    from tests.visitor import Visitor

# Files with tests of a minute.
LONGEST = {"test_every_address.py", "test_matrix.py", "test_matrix_foreign.py", "test_odd_words.py"}

# A busy machine is no fault of what is tried: no test asserts a time.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

_servers: Servers | None = None


def pytest_configure(config: pytest.Config) -> None:
    """The process that the person started starts the servers; its xdist workers use them."""
    global _servers
    emptying.only_delete_rows()
    if os.environ.get("PYTEST_XDIST_WORKER") or config.option.collectonly:
        return
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _servers = Servers(Path(os.environ["DATA_DIR"]), durable=False)
        _servers.start_postgres()
        _servers.start_valkey()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns each client of its absence
    template_database.ensure()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: else one process walks every address while the other has nothing left to do."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: nobody looks through it again and again for what can go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def pytest_unconfigure() -> None:
    if _servers is not None:
        _servers.stop()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long words and files give a test no name: it would be sent to and fro with each of its results."""
    return f"{type(val).__name__}{len(val)}" if isinstance(val, str | bytes) and len(val) > 100 else None


@pytest.fixture(autouse=True)
def _language_of_the_house() -> None:
    """The last request of the test before leaves its language behind, as in a thread of the server."""
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    from tests.cast import assemble

    return assemble()


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast with a row for every address that the matrix knows, made once for all tests of a file.

    Each of them takes back what it writes. None of them may ask for `cast` besides, nor a response for its
    context: tens of thousands of pages are read as their readers see them, and not kept in parts.
    """
    from django.db import transaction

    from tests import matrix
    from tests.cast import assemble

    translation.deactivate()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", lambda *_what, **_more: None)
        cast = assemble()
        matrix.furnish(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of pages that somebody is refused the status alone: where thousands are, nobody reads them."""
    from django.http import HttpResponse

    for status in (404, 405):
        plain = partial(HttpResponse, status=status)
        monkeypatch.setattr(f"portal.urls.handler{status}", lambda *_asked, plain=plain, **_more: plain())


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Somebody who asks a web process that looks at once whether its kept pages are old."""
    from portal.lib import pagecache
    from tests.visitor import Visitor, connections_kept

    monkeypatch.setattr(pagecache, "STAMP_SECONDS", 0)
    monkeypatch.setattr(pagecache, "stamps", pagecache.Stamps())
    monkeypatch.setattr(pagecache, "close_old_connections", lambda: None)
    with connections_kept():
        yield Visitor()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium where there is one; as root it needs --no-sandbox."""
    args = [
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    launch = {**browser_type_launch_args, "args": args}
    if Path("/usr/bin/chromium").exists():
        launch["executable_path"] = "/usr/bin/chromium"
    return launch


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A folder for data folders. Not below pytest's own: every pytest that starts closes that to others,
    and with it to the user whom the servers run as when root starts them."""
    folder = Path(tempfile.mkdtemp(prefix="ground-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def in_english() -> Iterator[None]:
    """What is said outside a request is said in English, the language of the msgids."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def object_storage() -> Iterator[Bucket]:
    """A server that speaks S3, with one bucket; who uses it empties it first."""
    from tests.bucket import Bucket

    bucket = Bucket()
    yield bucket
    bucket.stop()
