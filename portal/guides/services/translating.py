"""Translating a guide: written by one person, let through by another, kept beside what readers see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import State, Step
from portal.guides.messages.notices import tell_accepted, tell_returned
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.references import check_references
from portal.guides.reports.translations import checks, pieces
from portal.guides.services.editing import create_text, german, save_text
from portal.lib.errors import Stale

MAX_LETTERS = 40_000
OPEN = (Step.WRITING, Step.RETURNED)


class Faulty(ValidationError):  # noqa: N818 - an answer, not a fault
    """The translation cannot go on; `places` says what is wrong at which paragraph."""

    def __init__(self, places: dict[int, list[str]]) -> None:
        super().__init__(_("Something in the translation is still to be mended."), code="faulty")
        self.places = places


@transaction.atomic
def begin(guide: Guide, language: str, *, by: User) -> TranslationDraft:
    """Start to translate a guide, or to bring its translation up to date; the draft that is there if any."""
    if not rules.may_translate(by, language):
        raise PermissionDenied
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    found = TranslationDraft.objects.filter(guide=guide, language=language).first()
    if found:
        return found
    draft = TranslationDraft(guide=guide, language=language, author=by, since=timezone.now())
    _read_texts(draft)
    draft.save()
    return draft


@transaction.atomic
def keep(
    draft: TranslationDraft,
    typed: Mapping[int, str],
    agreed: Mapping[int, bool],
    *,
    by: User,
    version: int,
    page: str = "",
) -> TranslationDraft:
    """Keep what has been typed so far, by place of the paragraph, unchecked.

    `page` is the open page that says it. PermissionDenied, ValidationError (too long, no longer open), Stale.
    """
    row = _writable(draft, by=by, version=version, page=page)
    known = pieces.read(row.pieces)
    changed = [
        replace(piece, agreed=agreed.get(at, piece.agreed)).reworded(_clean(typed.get(at, piece.text)))
        for at, piece in enumerate(known)
    ]
    if sum(len(piece.text) for piece in changed) > MAX_LETTERS:
        raise ValidationError(_("This is too long to be kept."), "length")
    if changed != known:
        row.pieces, row.page = pieces.stored(changed), page
        row.writers = sorted({*row.writers, by.pk})
        _write(row)
    return row


@transaction.atomic
def refresh(draft: TranslationDraft, *, by: User, version: int, page: str = "") -> TranslationDraft:
    """Bring in the German text and the readers' text as they are now; what was typed stays.

    `page` is the open page that asks for it; no open page knows the places that follow.
    """
    row = _writable(draft, by=by, version=version, page=page)
    typed = pieces.read(row.pieces)
    fresh = _read_texts(row)
    row.pieces, row.page = pieces.stored(pieces.carry(typed, fresh)), ""
    return _write(row)


@transaction.atomic
def take_over(draft: TranslationDraft, *, by: User, version: int) -> TranslationDraft:
    """Go on with what somebody else has begun; from then on it is this person's."""
    row = _locked(draft)
    if not rules.may_translate(by, row.language):
        raise PermissionDenied
    if row.author_id == by.pk:
        return row
    _still(row, *OPEN)
    _fresh(row, version)
    row.author, row.since, row.page = by, timezone.now(), ""
    return _write(row)


@transaction.atomic
def submit(
    draft: TranslationDraft, *, by: User, version: int, page: str = "", machine_read: bool = False
) -> TranslationDraft:
    """Hand the translation to a second person. Faulty if something is missing in it.

    `machine_read`: `by` says to have read what a machine wrote; without it such words do not go on.
    """
    row = _locked(draft)
    if row.step == Step.REVIEW and row.author_id == by.pk:
        return row  # the same click again
    row = _writable(draft, by=by, version=version, page=page)
    _sound(row)
    _read_by_a_person(row, machine_read)
    return _moved(row, Step.REVIEW)


@transaction.atomic
def send_back(draft: TranslationDraft, note: str, *, by: User, version: int) -> TranslationDraft:
    """Say what is to be changed; the translator gets a mail."""
    row = _in_review(draft, by=by, version=version)
    row.note = note.strip()
    if not row.note:
        raise ValidationError({"note": _("Please say what is to be changed.")})
    row.full_clean(exclude=["guide", "pieces", "author"])
    tell_returned(_moved(row, Step.RETURNED))
    return row


@transaction.atomic
def publish(draft: TranslationDraft, *, by: User, version: int, machine_read: bool = False) -> Translation:
    """Let the translation through to the readers, as the second person; the translator gets a mail.

    `machine_read`: as in `submit`, for words of a machine that are still in it.
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
    """Say that a text made with a machine is right, small changes included: this person is its second reader.

    Only for a text that is not outdated; everything else goes through a review.
    `machine_read`: as in `submit`.
    """
    row = _writable(draft, by=by, version=version, page=page)
    if not is_confirmable(row):
        raise ValidationError(_("This text needs a second person. Hand it in for a review."), "state")
    _sound(row)
    _read_by_a_person(row, machine_read)
    return _let_through(row, by=by)


@transaction.atomic
def restore(guide: Guide, language: str, event: Any, *, by: User) -> TranslationDraft:
    """Bring an older wording, from an event of the text's history, into the draft; readers see nothing of it.

    Where the German says something else since, somebody has to look at it again.
    PermissionDenied, ValidationError (somebody else's draft, or a review).
    """
    draft = begin(guide, language, by=by)
    row = _writable(draft, by=by, version=draft.version)
    fresh = _read_texts(row)
    row.pieces, row.page = pieces.stored(pieces.with_words_of(event, fresh, german(guide))), ""
    row.writers = sorted({*row.writers, by.pk})
    return _write(row)


@transaction.atomic
def discard(draft: TranslationDraft, *, by: User) -> None:
    """Throw away what was not published; readers keep what they have."""
    row = TranslationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return
    if not (rules.may_edit(by) or (row.author_id == by.pk and rules.may_translate(by, row.language))):
        raise PermissionDenied
    row.delete()


def is_confirmable(draft: TranslationDraft) -> bool:
    """A machine made the readers' text, nobody has checked it, and the German still says the same."""
    text = _text_of(draft)
    revision = draft.guide.revision
    return bool(
        text and text.machine_assisted and text.made_from == draft.made_from == revision
        and text.version == draft.text_version
    )  # fmt: skip


def is_behind(draft: TranslationDraft, master: Translation, text: Translation | None) -> bool:
    """The German text, or the one that readers have, was changed since the draft read them."""
    return (draft.german_version, draft.text_version) != (master.version, text.version if text else 0)


def _let_through(row: TranslationDraft, *, by: User) -> Translation:
    text, wording = _text_of(row), pieces.joined(pieces.read(row.pieces))
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
    known = pieces.read(row.pieces)
    if found := checks.faults(known, row.language):
        raise Faulty(found)
    check_references(pieces.joined(known).body)


def _read_by_a_person(row: TranslationDraft, machine_read: bool) -> None:
    """Words that nobody touched go on only if somebody says to have read them; then the mark falls."""
    known = pieces.read(row.pieces)
    if not (unread := sum(piece.is_unread for piece in known)):
        return
    if not machine_read:
        message = ngettext(
            "A machine wrote %(number)s paragraph that nobody has changed. Say that you have read it.",
            "A machine wrote %(number)s paragraphs that nobody has changed. Say that you have read them.",
            unread,
        )
        raise ValidationError({"machine_read": message % {"number": unread}})
    row.pieces = pieces.stored(replace(piece, by_machine=False) for piece in known)


def _read_texts(draft: TranslationDraft) -> list[pieces.Piece]:
    master, text = german(draft.guide), _text_of(draft)
    fresh = pieces.compare(master, text)
    draft.pieces = pieces.stored(fresh)
    draft.made_from, draft.german_version = master.made_from, master.version
    draft.text_version = text.version if text else 0
    return fresh


def _text_of(draft: TranslationDraft) -> Translation | None:
    found: Translation | None = draft.guide.translations.filter(language=draft.language).first()
    return found


def _locked(draft: TranslationDraft) -> TranslationDraft:
    """The guide first, as in editing; `ValidationError` if somebody has published or discarded the draft."""
    guide = Guide.objects.select_for_update().get(pk=draft.guide_id)
    row = TranslationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        raise ValidationError(_("This translation is no longer open: it was published or discarded."), "gone")
    row.guide = guide
    return row


def _writable(draft: TranslationDraft, *, by: User, version: int, page: str = "") -> TranslationDraft:
    row = _locked(draft)
    if not rules.may_translate(by, row.language):
        raise PermissionDenied
    if row.author_id != by.pk:
        raise ValidationError(_("Somebody else goes on with this translation now."), "taken")
    _still(row, *OPEN)
    if not (page and page == row.page):
        _fresh(row, version)
    return row


def _in_review(draft: TranslationDraft, *, by: User, version: int) -> TranslationDraft:
    row = _locked(draft)
    if not rules.may_review(by, row):
        raise PermissionDenied
    _still(row, Step.REVIEW)
    _fresh(row, version)
    return row


def _still(row: TranslationDraft, *steps: Step) -> None:
    if row.step not in steps:
        raise ValidationError(
            _("This is no longer possible: somebody has moved the translation on."), "state"
        )


def _fresh(row: TranslationDraft, version: int) -> None:
    if row.version != version:
        raise Stale(row)


def _moved(row: TranslationDraft, step: Step) -> TranslationDraft:
    row.step, row.since = step, timezone.now()
    return _write(row)


def _write(row: TranslationDraft) -> TranslationDraft:
    row.version += 1
    row.save()
    return row


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
