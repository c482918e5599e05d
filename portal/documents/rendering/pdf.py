"""PDF by WeasyPrint: tagged, with language and title, with the fonts of the house."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind
from portal.documents.rendering.glyphs import legible

# The steps that WeasyPrint reports, and how much of the work is then behind it, in percent.
_STEPS = {"Step 1": 25, "Step 2": 30, "Step 3": 35, "Step 4": 45, "Step 5": 55, "Step 6": 80, "Step 7": 90}


def html(kind: Kind, data: Any, language: str) -> str:
    """The document's HTML in `language`."""
    with translation.override(language):
        return legible(render_to_string(kind.template, {"data": data, "language": language}), language)


def write(
    markup: str, target: Path, variant: Variant, attachments: list[Attachment], tell: Callable[[int], None]
) -> None:
    """Lay out `markup` and write it to `target`, telling the progress in percent."""
    import weasyprint

    from portal.documents.rendering.assets import HouseFetcher
    from portal.documents.rendering.letters import Fonts

    fetcher = HouseFetcher()
    embedded = [
        weasyprint.Attachment(
            string=attachment.content,
            name=attachment.name,
            description=attachment.description or attachment.name,
            relationship=attachment.relationship,
            url_fetcher=fetcher,
        )
        for attachment in attachments
    ]
    with _told(tell):
        options = {"pdf_variant": variant.value, "attachments": embedded or None}
        document = weasyprint.HTML(string=markup, base_url="house:", url_fetcher=fetcher).render(**options)
        document.fonts = Fonts()
        document.write_pdf(target, finisher=_name_files_once, **options)


def _name_files_once(document: Any, pdf: Any) -> None:
    """WeasyPrint 70 lists each attached file twice among the associated files of a PDF/A-3."""
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)


class _Steps(logging.Handler):
    """Hears WeasyPrint's steps, of this thread only."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell, self.thread = tell, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        percent = _STEPS.get(record.getMessage()[:6])
        if percent and threading.get_ident() == self.thread:
            self.tell(percent)


@contextmanager
def _told(tell: Callable[[int], None]) -> Iterator[None]:
    log = logging.getLogger("weasyprint.progress")
    steps = _Steps(tell)
    log.addHandler(steps)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(steps)
