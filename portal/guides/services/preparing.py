"""The next wording of a German text: prepared over days, reviewed, published, or thrown away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import State
from portal.guides.messages.notices import tell_waiting
from portal.guides.models import PreparedText, Translation
from portal.guides.reports.checks import check_wording
from portal.guides.services.editing import locked, save_text
from portal.lib.errors import Stale

# What is said; the rest of a wording says how it is meant.
_WORDS = ("title", "summary", "body")


@dataclass(frozen=True)
class Wording:
    """What an editor has typed."""

    title: str
    summary: str
    body: str
    small: bool = False


@dataclass(frozen=True)
class Seen:
    """What an open page knows: the versions of the text and of its prepared wording (0: none), and its name.

    A page that saves itself need not have heard of its own last version, so it is told by its name.
    """

    text_version: int
    version: int
    page: str


@transaction.atomic
def keep(text: Translation, wording: Wording, *, seen: Seen, by: User) -> PreparedText:
    """Keep what was typed, without a word about whether it can be published; no reader sees it.

    Raises PermissionDenied, Stale (`current` is the prepared wording, or the text), ValidationError (length).
    """
    return _kept(locked(text, version=None, by=by), wording, seen, by)


@transaction.atomic
def ask_for_review(
    text: Translation, wording: Wording, *, seen: Seen, reviewer: User | None, by: User
) -> PreparedText:
    """Keep the wording and hand it to a second pair of eyes: `reviewer`, or whoever of the staff comes first.

    Nobody who wrote in it is that second pair. Who is to read it gets a mail, once until somebody else is
    asked. Raises as `keep`, and ValidationError for what stands against publishing it.
    """
    if reviewer and not rules.may_edit(reviewer):
        raise ValidationError({"reviewer": _("This person may not edit guides.")})
    check_wording(wording.title, wording.summary, wording.body, text.guide)
    prepared = _kept(locked(text, version=None, by=by), wording, seen, by)
    if reviewer and reviewer.pk in {*prepared.hands, by.pk}:
        raise ValidationError({"reviewer": _("This person wrote in it. Please choose somebody else.")})
    is_known = prepared.waits and prepared.reviewer == reviewer
    prepared.asked_on, prepared.asked_by, prepared.reviewer = timezone.now(), by, reviewer
    prepared.save()
    if not is_known:
        tell_waiting(prepared)
    return prepared


@transaction.atomic
def publish(text: Translation, wording: Wording, *, seen: Seen, by: User) -> Translation:
    """Show the wording to all readers, as the next version of the text; nothing is prepared any more.

    `by` is a second person who changes nothing in it, or there is none; a small correction needs none.
    Raises as `keep`, Stale if the text itself has moved on, and ValidationError, by field where it has one.
    """
    text = locked(text, version=None, by=by)
    prepared = _as_seen(text, seen)
    check_wording(wording.title, wording.summary, wording.body, text.guide)
    _write(prepared, wording, by)
    if not (_is_correction(text, wording) or may_let_through(prepared, by=by)):
        raise ValidationError(
            _("Another editor reads this first: ask for it. Only a small correction can be published alone.")
        )
    written = save_text(text, **asdict(wording), version=seen.text_version, state=State.PUBLISHED, by=by)
    if prepared.pk:
        prepared.delete()
    return written


def may_let_through(prepared: PreparedText, *, by: User) -> bool:
    """Whether readers may get the wording as it is from this editor: the second person, or the only one."""
    return rules.is_second_reader(by, prepared) or not rules.second_readers(prepared, by=by).exists()


@transaction.atomic
def discard(text: Translation, *, version: int, by: User) -> None:
    """Throw the prepared wording away. Raises PermissionDenied, Stale."""
    locked(text, version=None, by=by)
    prepared = PreparedText.objects.filter(text=text).first()
    if prepared is None:
        return
    if prepared.version != version:
        raise Stale(prepared)
    prepared.delete()


@transaction.atomic
def restore(text: Translation, event: Any, *, by: User) -> PreparedText:
    """Prepare an older wording, from an event of the text's history, to be published as a new edit.

    Raises PermissionDenied, ValidationError while another wording is being prepared.
    """
    text = locked(text, version=None, by=by)
    if PreparedText.objects.filter(text=text).exists():
        raise ValidationError(
            _("Another wording of this text is being prepared. Publish it first, or throw it away.")
        )
    wording = Wording(event.title, event.summary, event.body)
    return _kept(text, wording, Seen(text.version, 0, ""), by)


def _as_seen(text: Translation, seen: Seen) -> PreparedText:
    """The prepared wording that the page knows, or a new one."""
    prepared = PreparedText.objects.filter(text=text).first()
    if prepared is None:
        if seen.text_version != text.version:
            raise Stale(text)
        return PreparedText(text=text, text_version=text.version, version=0)
    if prepared.version != seen.version and not (seen.page and prepared.page == seen.page):
        raise Stale(prepared)
    return prepared


def _is_correction(text: Translation, wording: Wording) -> bool:
    """Readers have the text, and it is to say the same as before."""
    return wording.small and text.state == State.PUBLISHED


def _write(prepared: PreparedText, wording: Wording, by: User) -> None:
    """What changes the words is by this editor; who writes in what others handed over asks anew."""
    is_reworded = any(getattr(prepared, name) != getattr(wording, name) for name in _WORDS)
    for name, value in asdict(wording).items():
        setattr(prepared, name, value)
    if not is_reworded:
        return
    if rules.is_second_reader(by, prepared):
        prepared.writers = []
        prepared.asked_on = prepared.asked_by = prepared.reviewer = None
    prepared.writers, prepared.by = sorted({*prepared.writers, by.pk}), by


def _kept(text: Translation, wording: Wording, seen: Seen, by: User) -> PreparedText:
    prepared = _as_seen(text, seen)
    prepared.text = text
    _write(prepared, wording, by)
    prepared.text_version = max(prepared.text_version, seen.text_version)
    prepared.version += 1
    prepared.page = seen.page
    prepared.full_clean(exclude=["text", "by", "asked_by", "reviewer"])
    prepared.save()
    return prepared
