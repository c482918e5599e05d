import os
import time
from pathlib import Path
from typing import Any

from portal.documents.kinds import Attachment
from portal.documents.kinds import register as register_document
from portal.outbox.kinds import Kind, Text, register
from portal.outbox.models import Message
from tests.documents.kinds import Data, Report


def hold(name: str) -> None:
    """Where the test has put a file `hold-<name>`: rename it, and wait for the end of this process."""
    folder = Path(os.environ.get("HOLD_DIR", "/nowhere"))
    if (folder / f"hold-{name}").exists():
        (folder / f"hold-{name}").rename(folder / f"held-{name}")
        time.sleep(600)


@register_document
class HeldReport(Report):
    """Stops between the text and the layout."""

    key = "tests.held"

    def attachments(self, data: Data) -> list[Attachment]:
        hold("report")
        return []


@register
class Letter(Kind):
    """Numbered; stops before it is sent."""

    key = "tests.letter"
    label = "Letter"

    def load(self, object_id: int) -> Any | None:
        return object_id

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return True

    def render(self, obj: Any, language: str, message: Message) -> Text:
        hold(f"letter-{obj}")
        return Text(subject=f"Letter {obj}", body="Guten Tag")
