from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from portal.lib import languages, markdown
from portal.lib.dates import period_words, today

_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
CONTENT = Path(__file__).resolve().parent / "content"
# How long it is kept, by the activities of the register: the setting, and what that counts.
PERIODS = {
    "bookings": ("BOOKINGS_KEPT_DAYS", "day"),
    "consents": ("CONSENTS_KEPT_MONTHS", "month"),
    "needs": ("NEEDS_KEPT_MONTHS", "month"),
    "messages": ("OUTBOX_KEEP_DAYS", "day"),
    "helpers": ("VOLUNTEER_NAMES_KEPT_YEARS", "year"),
    "advice": ("ADVICE_KEPT_MONTHS", "month"),
    "feedback": ("GUIDE_FEEDBACK_DAYS", "day"),
    "partnerships": ("PARTNERSHIP_CONTACTS_DAYS", "day"),
    "trust": ("TRUST_KEPT_DAYS", "day"),
    "openings": ("LIST_OPENINGS_KEPT_DAYS", "day"),
    "reports": ("REPORT_KEEP_DAYS", "day"),
}


@dataclass(frozen=True)
class Text:
    """A page's text, ready to show, in the language it is really in."""

    title: str
    html: SafeString
    language: str
    # As far as the second heading: enough to know what the page is about.
    opening: SafeString


class SiteTextQuerySet(models.QuerySet[Any]):
    def text(self, key: str, language: str) -> Text:
        """What the operator wrote for the page, or else what the portal brings along, in `language`.

        Once the operator has written anything, the portal's own text is never shown: it might contradict.
        """
        row = self.filter(key=key).first()
        written = _written(row, language) if row else None
        if written:
            return _ready(*written)
        return brought_along(key, language)


class ReportQuerySet(models.QuerySet[Any]):
    def unanswered(self) -> ReportQuerySet:
        return self.filter(answered=None)

    def overdue(self) -> ReportQuerySet:
        return self.unanswered().filter(answer_by__lt=today())

    def to_be_deleted(self, day: date) -> ReportQuerySet:
        """Reports whose deletion date has come."""
        return self.filter(delete_on__lte=day)


SiteTextManager = models.Manager.from_queryset(SiteTextQuerySet)
ReportManager = models.Manager.from_queryset(ReportQuerySet)


def _written(row: Any, language: str) -> tuple[str, str, str] | None:
    """Language, title and body of the best version that the operator wrote."""
    for code in languages.fallbacks(language):
        column = code.replace("-", "_")
        title, body = getattr(row, f"title_{column}"), getattr(row, f"body_{column}")
        if body:
            return code, title or row.get_key_display(), body
    return None


def brought_along(key: str, language: str) -> Text:
    """The text in content/<language>/<key>.md, or the next best language.

    Its title stands in the first line; the operator's details are filled in, and how long what is kept.
    """
    language, source = _source(key, language)
    for name, (setting, unit) in PERIODS.items():
        source = source.replace(f"{{{name}}}", period_words(getattr(settings, setting), unit, language))
    for name, value in settings.OPERATOR.items():
        source = source.replace(f"{{{name}}}", _isolated(name, value))
    title, _line, body = source.partition("\n")
    return _ready(language, title.removeprefix("# "), body)


# What stands around the operator's details until the text is HTML, where it becomes <bdi>.
_ISOLATE = {"\ue000": '<bdi dir="ltr">', "\ue001": "<bdi>", "\ue002": "</bdi>"}


def _isolated(name: str, value: str) -> str:
    """The operator's detail in Markdown, its direction kept apart; its name in brackets if it is not set."""
    text = markdown.escape(value or f"[{name}]")
    if name == "mail" and value:
        text = f"[{text}](mailto:{quote(value, safe='@+')})"
    return ("\ue000" if name in {"mail", "phone"} else "\ue001") + text + "\ue002"


def _html(text: str) -> SafeString:
    html = markdown.to_html(text, top=2)
    for mark, tag in _ISOLATE.items():
        html = mark_safe(html.replace(mark, tag))  # noqa: S308 - our own tags
    return html


def _ready(language: str, title: str, body: str) -> Text:
    opening = "".join(_SECTION.split(body)[:2])
    return Text(title, _html(body), language, _html(opening))


@lru_cache
def _source(key: str, language: str) -> tuple[str, str]:
    paths = ((code, CONTENT / code / f"{key}.md") for code in languages.fallbacks(language))
    return next((code, path.read_text(encoding="utf-8")) for code, path in paths if path.exists())
