"""A translator with work: one outdated guide, and one that waits for a second person."""

from __future__ import annotations

from portal.accounts.demo import STAFF, people
from portal.accounts.models import User
from portal.guides import services
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.services import translating

TRANSLATOR, LANGUAGE = "uebersetzung-ar@demo.example", "ar"
OUTDATED, WAITING = "after-primary-school", "starting-school"
# What the German text says since the Arabic one was made.
NEWS = "Sie müssen nicht allein entscheiden: Bitten Sie die Klassenlehrkraft um ein Gespräch."
SUMMARY = "متى وأين وكيف تسجّلون طفلكم في المدرسة، وماذا يحدث قبل ذلك."


def load() -> dict[str, int]:
    """Make the translator, the outdated text and the one in review; what is there already stays."""
    persons = people()
    staff, translator = persons[STAFF], persons[TRANSLATOR]
    made = _outdate(staff) + _hand_in(translator, staff)
    services.give_language(translator, LANGUAGE, by=staff)
    return {"translations to work on": made}


def _outdate(staff: User) -> int:
    """The German text says something new, so that all other languages are outdated."""
    text = Translation.objects.filter(guide__slug=OUTDATED, language="de").first()
    if text is None or NEWS in text.body:
        return 0
    body = f"{text.body.rstrip()}\n\n{NEWS}\n"
    services.save_text(
        text, title=text.title, summary=text.summary, body=body, version=text.version, by=staff
    )
    return 1


def _hand_in(translator: User, staff: User) -> int:
    guide = Guide.objects.filter(slug=WAITING, translations__language=LANGUAGE).first()
    if guide is None or TranslationDraft.objects.filter(guide=guide, language=LANGUAGE).exists():
        return 0
    if guide.translations.get(language=LANGUAGE).by_id:
        return 0  # somebody has published it already
    services.give_language(translator, LANGUAGE, by=staff)
    draft = translating.begin(guide, LANGUAGE, by=translator)
    draft = translating.keep(draft, {pieces.SUMMARY: SUMMARY}, {}, by=translator, version=draft.version)
    translating.submit(draft, by=translator, version=draft.version, machine_read=True)
    return 1
