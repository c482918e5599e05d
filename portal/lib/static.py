"""Collecting the static files, but only when one of them has changed."""

from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from portal.lib import fingerprints


def collect(root: Path) -> bool:
    """Fill `root` with the hashed and compressed files; returns whether there was anything to do."""
    stamp = root / ".fingerprint"
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    fingerprint = fingerprints.of_files(map(Path, sources))
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)
    return True
