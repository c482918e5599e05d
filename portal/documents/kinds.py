"""The kinds of documents. Each app registers its own in `<app>/reports.py`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language

from portal.documents.choices import Variant
from portal.lib.text import file_name


@dataclass(frozen=True)
class Attachment:
    """A file inside a PDF/A-3a: the figures behind the text."""

    name: str
    content: bytes
    mime: str = "text/csv"
    description: str = ""
    # How the file relates to the document (ISO 32000-2, 7.11.3): Data, Source, Supplement, Alternative.
    relationship: str = "Data"


class Kind(ABC):
    """One kind of document.

    `gather` is asked twice: when the document is requested, so that unchanged input is recognised at once,
    and in the job, so that the file shows the data as they are when it is made. It only reads, in a few
    queries, and returns a frozen dataclass of plain values (no model instances): all that the file shows.
    """

    key: str
    label: str | Promise
    template: str = ""
    variant: Variant = Variant.UA1
    # Days after which the file is deleted; None leaves that to the app. `kept_until` may say it otherwise.
    keep_days: int | None = settings.DOCUMENT_KEEP_DAYS

    @abstractmethod
    def gather(self, params: dict[str, Any], language: str) -> Any:
        """All that the file shows, as a frozen dataclass, in `language`."""

    @abstractmethod
    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        """Whether `user`, signed in or not, may see a document of these parameters."""

    @abstractmethod
    def filename(self, data: Any) -> str:
        """The name under which a person saves the file, extension included."""

    def saved_as(self, filename: str, language: str) -> str:
        """How a file called `filename`, in `language`, is called for whoever saves it now."""
        return filename

    def page_of(self, params: dict[str, Any], user: Any) -> str:
        """The address of the page on which `user` asked for it; empty where that is the desk."""
        return ""

    def kept_until(self, params: dict[str, Any]) -> datetime | None:
        """When a file made now is deleted; None if the app sees to that."""
        return timezone.now() + timedelta(days=self.keep_days) if self.keep_days is not None else None

    def attachments(self, data: Any) -> list[Attachment]:
        """Files inside the PDF."""
        return []

    def rows(self, data: Any) -> Iterable[Sequence[Any]]:
        """The rows of a sheet, the head first."""
        raise NotImplementedError

    def picture(self, data: Any) -> bytes:
        """The file of a picture."""
        raise NotImplementedError


class NamedByLabel(Kind):
    """A kind whose files are called by its label, in the language of who saves one, and what it is about."""

    @abstractmethod
    def about(self, data: Any) -> str:
        """What tells one file of the kind from another, the same in every language."""

    def filename(self, data: Any) -> str:
        return file_name(self.about(data), suffix=self.variant.suffix)

    def saved_as(self, filename: str, language: str) -> str:
        about, _dot, suffix = filename.rpartition(".")
        other = language if language != get_language() else ""
        return file_name(capfirst(str(self.label)), about, other, suffix=suffix)


_kinds: dict[str, Kind] = {}


def register[K: type[Kind]](cls: K) -> K:
    """Class decorator: makes the kind known under its key."""
    add(cls())
    return cls


def add(kind: Kind) -> None:
    """Make a kind known that is one of several of its class, under its key."""
    known = _kinds.get(kind.key)
    if known is not None and type(known).__qualname__ != type(kind).__qualname__:
        raise ValueError(f"document kind {kind.key} is registered twice")
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind of that key; KeyError if no app has registered it."""
    return _kinds[key]


def is_known(key: str) -> bool:
    """Whether an app still makes documents of that kind."""
    return key in _kinds


def all_kinds() -> list[Kind]:
    """Every registered kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]
