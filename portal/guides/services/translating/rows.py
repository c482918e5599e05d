"""A translation in the making: its row under lock, and whether it may be written now."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.lib.errors import Stale

OPEN = (Step.WRITING, Step.RETURNED)


def text_of(draft: TranslationDraft) -> Translation | None:
    found: Translation | None = draft.guide.translations.filter(language=draft.language).first()
    return found


def locked(draft: TranslationDraft) -> TranslationDraft:
    """The guide first, as in editing; `ValidationError` if somebody has published or discarded the draft."""
    guide = Guide.objects.select_for_update().get(pk=draft.guide_id)
    row = TranslationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        raise ValidationError(_("This translation is no longer open: it was published or discarded."), "gone")
    row.guide = guide
    return row


def own(draft: TranslationDraft, *, by: User) -> TranslationDraft:
    row = locked(draft)
    if not rules.may_translate(by, row.language):
        raise PermissionDenied
    if row.author_id != by.pk:
        raise ValidationError(_("Somebody else goes on with this translation now."), "taken")
    return row


def writable(draft: TranslationDraft, *, by: User, version: int, page: str = "") -> TranslationDraft:
    row = own(draft, by=by)
    still(row, *OPEN)
    if not (page and page == row.page):
        fresh(row, version)
    return row


def still(row: TranslationDraft, *steps: Step) -> None:
    if row.step not in steps:
        raise ValidationError(
            _("This is no longer possible: somebody has moved the translation on."), "state"
        )


def fresh(row: TranslationDraft, version: int) -> None:
    if row.version != version:
        raise Stale(row)


def moved(row: TranslationDraft, step: Step) -> TranslationDraft:
    row.step, row.since = step, timezone.now()
    return write(row)


def write(row: TranslationDraft) -> TranslationDraft:
    row.version += 1
    row.save()
    return row
