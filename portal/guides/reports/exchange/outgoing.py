"""What goes out to helpers: the German of a guide beside its translation, the draft's if there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings

from portal.guides.choices import State, Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.exchange.xliff import GuideTexts, Progress, Unit, document, unit_ids
from portal.guides.reports.translations import pieces


def export(guides: Iterable[Guide], language: str) -> bytes:
    """An XLIFF document with these guides in one language."""
    return document([_texts(guide, language) for guide in guides], language)


def _texts(guide: Guide, language: str) -> GuideTexts:
    rows = {text.language: text for text in guide.translations.filter(language__in=["de", language])}
    text = rows.get(language)
    draft = TranslationDraft.objects.filter(guide=guide, language=language).first()
    if draft:
        found, revision = pieces.read(draft.pieces), draft.made_from
    else:
        german = rows[settings.LANGUAGE_CODE]
        found, revision = pieces.compare(german, text), german.made_from
    state = draft.step if draft else text.state if text else "missing"
    return GuideTexts(guide.slug, revision, state, _units(found, draft, text))


def _units(
    found: Iterable[pieces.Piece], draft: TranslationDraft | None, text: Translation | None
) -> Sequence[Unit]:
    asked = [piece for piece in found if not piece.is_gone]
    done = _done(draft, text)
    return [
        Unit(name, piece.german, piece.text, done if piece.is_done else Progress.INITIAL)
        for name, piece in zip(unit_ids(len(asked)), asked, strict=True)
    ]


def _done(draft: TranslationDraft | None, text: Translation | None) -> Progress:
    """How far a paragraph is that has a translation."""
    if draft and draft.step == Step.REVIEW:
        return Progress.REVIEWED
    if draft or text is None or text.machine_assisted:
        return Progress.TRANSLATED
    return Progress.FINAL if text.state == State.PUBLISHED else Progress.TRANSLATED
