"""Letting a translation through to the readers: handed in, read by a second person, published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import State, Step
from portal.guides.messages.notices import tell_accepted, tell_returned
from portal.guides.models import Translation, TranslationDraft
from portal.guides.reports.translations import checks, pieces
from portal.guides.services.editing import create_text, save_text
from portal.guides.services.translating.rows import (
    fresh,
    locked,
    moved,
    still,
    text_of,
    writable,
)
from portal.lib.errors import Stale


class Faulty(ValidationError):  # noqa: N818 - an answer, not a fault
    """The translation cannot go on; `places` says what is wrong at which paragraph."""

    def __init__(self, places: dict[int, list[str]]) -> None:
        super().__init__(_("Something in the translation is still to be mended."), code="faulty")
        self.places = places


@transaction.atomic
def submit(
    draft: TranslationDraft, *, by: User, version: int, page: str = "", machine_read: bool = False
) -> TranslationDraft:
    """Hand the translation to a second person. Faulty if something is missing in it.

    `machine_read`: `by` says to have read what a machine wrote; without it such words do not go on.
    """
    row = locked(draft)
    if row.step == Step.REVIEW and row.author_id == by.pk:
        return row  # the same click again
    row = writable(draft, by=by, version=version, page=page)
    _sound(row)
    _read_by_a_person(row, machine_read)
    return moved(row, Step.REVIEW)


@transaction.atomic
def send_back(draft: TranslationDraft, note: str, *, by: User, version: int) -> TranslationDraft:
    """Say what is to be changed; the translator gets a mail."""
    row = _in_review(draft, by=by, version=version)
    row.note = note.strip()
    if not row.note:
        raise ValidationError({"note": _("Please say what is to be changed.")})
    row.full_clean(exclude=["guide", "pieces", "author"])
    tell_returned(moved(row, Step.RETURNED))
    return row


@transaction.atomic
def publish(draft: TranslationDraft, *, by: User, version: int, machine_read: bool = False) -> Translation:
    """Let the translation through to the readers, as the second person; the translator gets a mail.

    `machine_read`: as in `submit`; the second person says it anew.
    """
    row = _in_review(draft, by=by, version=version)
    _read_by_a_person(row, machine_read)
    text = _let_through(row, by=by)
    tell_accepted(text, row.author)
    return text


@transaction.atomic
def confirm(
    draft: TranslationDraft, *, by: User, version: int, page: str = "", machine_read: bool = False
) -> Translation:
    """Say that a text made with a machine is right as it stands: this person is its second reader.

    Only for a text that is not outdated and in which nothing was changed; all else goes through a review.
    `machine_read`: as in `submit`.
    """
    row = writable(draft, by=by, version=version, page=page)
    if not is_confirmable(row):
        raise ValidationError(_("This text needs a second person. Hand it in for a review."), "state")
    _sound(row)
    _read_by_a_person(row, machine_read)
    return _let_through(row, by=by)


def is_confirmable(draft: TranslationDraft) -> bool:
    """A machine made the readers' text, nobody has checked it, and the German still says the same.

    Words that readers do not have need two people, whoever wrote them: a person, a file or a machine.
    """
    text = text_of(draft)
    if text is None or text.version != draft.text_version:
        return False
    is_reworded = any(piece.is_reworded for piece in pieces.read(draft.pieces))
    return not is_reworded and waits_for_a_yes(text) and draft.guide.says_the_same_as(draft.made_from)


def waits_for_a_yes(text: Translation) -> bool:
    """Whoever reads these words of a machine against the German, and finds them right, is a second person."""
    return text.machine_assisted and not text.is_outdated


def _let_through(row: TranslationDraft, *, by: User) -> Translation:
    text, wording = text_of(row), pieces.joined(pieces.read(row.pieces))
    if (text.version if text else 0) != row.text_version:
        raise Stale(text)
    words: dict[str, Any] = {"title": wording.title, "summary": wording.summary, "body": wording.body}
    if text is None:
        text = create_text(row.guide, row.language, **words, made_from=row.made_from, by=by)
    words |= {"made_from": row.made_from, "written_by": row.author, "checked": True}
    text = save_text(text, **words, version=text.version, by=by, state=State.PUBLISHED)
    row.delete()
    return text


def _sound(row: TranslationDraft) -> None:
    if found := checks.faults(pieces.read(row.pieces), row.language):
        raise Faulty(found)


def _read_by_a_person(row: TranslationDraft, machine_read: bool) -> None:
    """Words that nobody touched go on only if this person says to have read them.

    The mark stays with the paragraph: whoever has the draft next is asked as well.
    """
    unread = sum(piece.is_unread for piece in pieces.read(row.pieces))
    if unread and not machine_read:
        message = ngettext(
            "A machine wrote %(number)s paragraph that nobody has changed. Say that you have read it.",
            "A machine wrote %(number)s paragraphs that nobody has changed. Say that you have read them.",
            unread,
        )
        raise ValidationError({"machine_read": message % {"number": unread}})


def _in_review(draft: TranslationDraft, *, by: User, version: int) -> TranslationDraft:
    row = locked(draft)
    if not rules.may_review(by, row):
        raise PermissionDenied
    still(row, Step.REVIEW)
    fresh(row, version)
    return row
