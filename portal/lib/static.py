"""Collecting the static files, but only when one of them has changed."""

from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from portal.lib import fingerprints


def sources() -> Iterator[Path]:
    """Every static file where it is written, before it is collected."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


def collect(root: Path) -> bool:
    """Fill `root` with the hashed and compressed files; returns whether there was anything to do."""
    stamp = root / ".fingerprint"
    fingerprint = fingerprints.of_files(sources())
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)
    return True
