"""PDF by WeasyPrint: tagged, with language and title, with the fonts of the house."""

import gc
import io
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind
from portal.documents.rendering.binding import Binding
from portal.documents.rendering.glyphs import legible
from portal.documents.rendering.portions import Portions

# The steps that WeasyPrint reports, and how much of the work is then behind it, in percent.
_STEPS = {"Step 1": 25, "Step 2": 30, "Step 3": 35, "Step 4": 45, "Step 5": 55, "Step 6": 80, "Step 7": 90}
# Between which of them a long document goes through its portions.
_PORTIONS = (30, 85)
TOLD_SECONDS = 1.0


def html(kind: Kind, data: Any, language: str) -> str:
    """The document's HTML in `language`."""
    with translation.override(language):
        return legible(render_to_string(kind.template, {"data": data, "language": language}), language)


def write(markup: str, variant: Variant, attachments: list[Attachment], tell: Callable[[int], None]) -> bytes:
    """The PDF in which `markup` is laid out; tells the progress in percent."""
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
        read = weasyprint.HTML(string=markup, base_url="house:", url_fetcher=fetcher)
        portions = Portions(read)
        if not portions.are_several:
            document = read.render(**options)
            document.fonts = Fonts()
            made: bytes = document.write_pdf(finisher=_name_files_once, **options)
            return made
    return _bound(portions, options, tell)


def _bound(portions: Portions, options: dict[str, Any], tell: Callable[[int], None]) -> bytes:
    """The PDF of a long document, laid out in portions of which one at a time is in memory."""
    from weasyprint.text.fonts import FontConfiguration

    from portal.documents.rendering.letters import Fonts

    binding, fonts = Binding(), Fonts()
    variant, configuration = options["pdf_variant"], FontConfiguration()

    def add(start: int) -> int:
        document, following = portions.lay_out(start, font_config=configuration, pdf_variant=variant)
        document.fonts = fonts
        document.write_pdf(io.BytesIO(), finisher=binding.add, pdf_variant=variant)
        return following

    def close(document: Any, made: Any) -> None:
        _name_files_once(document, made)
        binding.close(document, made)

    start, fonts.wait = 0, True
    while start < len(portions):
        start = add(start)
        gc.collect()  # boxes name each other: without it those of two portions would be in memory
        tell(_PORTIONS[0] + (_PORTIONS[1] - _PORTIONS[0]) * start // len(portions))
    margins = portions.lay_out_margins(font_config=configuration, **options)
    margins.fonts, fonts.wait = fonts, False
    margins.write_pdf(io.BytesIO(), finisher=close, **options)
    tell(90)
    return binding.content()


def _name_files_once(document: Any, pdf: Any) -> None:
    """WeasyPrint 70 lists each attached file twice among the associated files of a PDF/A-3."""
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)


class _Steps(logging.Handler):
    """Hears WeasyPrint's steps, of this thread only. One that comes with each page is told once a second."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell, self.thread, self.told, self.since = tell, threading.get_ident(), 0, monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        percent = _STEPS.get(record.getMessage()[:6])
        if percent and threading.get_ident() == self.thread and self._is_news(percent):
            self.told, self.since = percent, monotonic()
            self.tell(percent)

    def _is_news(self, percent: int) -> bool:
        return percent != self.told or monotonic() - self.since >= TOLD_SECONDS


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
