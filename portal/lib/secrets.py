"""Secrets that the house makes for itself."""

import contextlib
import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """The secret in the file at `path`, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # atomic: of two first starts one wins, both read the same
        draft.unlink()
    return path.read_text().strip()
