"""Where files lie that people sent."""

import os
import secrets
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """A file is there whole or not at all: a disk that is full leaves no half one behind."""

    def _save(self, name: str, content: Any) -> str:
        draft = f"{name}.{secrets.token_hex(6)}.part"
        try:
            super()._save(draft, content)  # type: ignore[misc]
            return self._in_place(draft, name)
        finally:
            self.delete(draft)

    def _in_place(self, draft: str, name: str) -> str:
        """The name that the finished draft has got: another one if somebody was faster."""
        while True:
            try:
                os.link(self.path(draft), self.path(name))
                return name
            except FileExistsError:
                name = self.get_available_name(name)
