"""Who sees guides: everybody. Who writes them: portal staff, and translators in their language only."""

from typing import Any

from portal.guides.reports.history import events_of
from portal.guides.services import translating
from tests.cast import Cast
from tests.factories.guides import (
    FactChoiceFactory,
    GuideFeedbackFactory,
    LandFactFactory,
    LinkCheckFactory,
    TextFactory,
    TranslatorFactory,
)
from tests.matrix import EVERYBODY, Row

EDITORS = {"portal_staff"}


def furnish(cast: Cast) -> None:
    # A key of its own, which the reference data does not know: journeys load both.
    cast.fact = LandFactFactory(land=cast.land, fact_key__key="first-day")
    cast.fact_event = cast.fact.pgh_event_model.objects.get(pgh_obj=cast.fact).pgh_id
    cast.answer = FactChoiceFactory(fact_key__key="first-teacher")
    cast.link = LinkCheckFactory(url="https://schule.example/")
    cast.guide = TextFactory(guide__slug="schule", body="{{fact:first-day}}").guide
    cast.edit = events_of(cast.guide.translations.get()).get().pgh_id
    TranslatorFactory(user=cast.translator, language="ar")
    cast.given_language = TranslatorFactory(language="uk")
    cast.said = GuideFeedbackFactory(guide=cast.guide)
    cast.tapped = GuideFeedbackFactory(guide=cast.guide, sentence="")
    cast.waiting_guide = TextFactory(guide__slug="geld", body="Text.").guide
    _hand_in(cast)
    cast.told_guide = TextFactory(guide__slug="rechte", body="Text.").guide
    told = TextFactory(guide=cast.told_guide, language="ar", body="نص.")
    cast.told_edit = events_of(told).get().pgh_id
    translating.begin(cast.guide, "ar", by=cast.translator)


def _hand_in(cast: Cast) -> None:
    """A translation that the cast's translator may read, written by somebody else."""
    writer = TranslatorFactory(language="ar").user
    draft = translating.begin(cast.waiting_guide, "ar", by=writer)
    words = dict(enumerate(["مدرسة", "كل شيء.", "نص."]))
    draft = translating.keep(draft, words, {}, by=writer, version=draft.version)
    translating.submit(draft, by=writer, version=draft.version)


TRANSLATORS = {"translator", "portal_staff"}


def _begun(cast: Cast) -> dict[str, Any]:
    return {"language": "ar", "slug": cast.guide.slug}


def _waiting(cast: Cast) -> dict[str, Any]:
    return {"language": "ar", "slug": cast.waiting_guide.slug}


MATRIX = {
    "guides:list": Row(sees=EVERYBODY),
    "guides:compare": Row(sees=EVERYBODY),
    "guides:words": Row(sees=EVERYBODY),
    "guides:detail": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY, query="?land=DE-NW"),
    "guides:search": Row(sees=EVERYBODY, query="?q=Schule"),
    "guides:share": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:forget": Row(sees=EVERYBODY),
    "guides:offline": Row(sees=EVERYBODY),
    "guides:feedback": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:helped": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:said": Row(kwargs=lambda cast: {"key": cast.tapped.key}, sees=EVERYBODY),
    "guides:thanks": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:booklet": Row(sees=EVERYBODY),
    "guides:pdf": Row(kwargs=lambda cast: {"slug": cast.guide.slug}, sees=EVERYBODY),
    "guides:desk_translations": Row(sees=TRANSLATORS),
    "guides:desk_translation_overview": Row(sees=TRANSLATORS),
    "guides:desk_translators": Row(sees={"portal_staff"}),
    "guides:desk_translator_remove": Row(
        kwargs=lambda cast: {"pk": cast.given_language.pk}, sees={"portal_staff"}, post=True
    ),
    "guides:desk_translate": Row(kwargs=_begun, sees=TRANSLATORS),
    "guides:desk_translate_begin": Row(kwargs=_begun, sees=TRANSLATORS, post=True),
    "guides:desk_translate_autosave": Row(kwargs=_begun, sees=TRANSLATORS, post=True, statuses=(422,)),
    "guides:desk_translate_refresh": Row(kwargs=_begun, sees=TRANSLATORS, post=True),
    "guides:desk_translate_withdraw": Row(kwargs=_begun, sees=TRANSLATORS, post=True),
    "guides:desk_translate_take_over": Row(kwargs=_begun, sees=TRANSLATORS, post=True),
    "guides:desk_translate_discard": Row(kwargs=_begun, sees=TRANSLATORS, post=True),
    "guides:desk_xliff_export": Row(kwargs=_begun, sees=TRANSLATORS),
    "guides:desk_xliff_import": Row(sees=TRANSLATORS),
    "guides:desk_machine": Row(kwargs=_begun, sees=TRANSLATORS),
    "guides:desk_translation_restore": Row(
        kwargs=lambda cast: {"language": "ar", "slug": cast.told_guide.slug, "event": cast.told_edit},
        sees=TRANSLATORS,
        post=True,
    ),
    "guides:desk_translation_publish": Row(kwargs=_waiting, sees=TRANSLATORS, post=True),
    "guides:desk_translation_send_back": Row(kwargs=_waiting, sees=TRANSLATORS, post=True, statuses=(422,)),
}
OF_GUIDE = {"kwargs": lambda cast: {"slug": cast.guide.slug}, "sees": EDITORS}
OF_EDIT = {"kwargs": lambda cast: {"slug": cast.guide.slug, "event": cast.edit}, "sees": EDITORS}
OF_PICTURE = {"kwargs": lambda cast: {"slug": cast.picture.slug}, "sees": EDITORS}
MATRIX |= {
    "guides:desk_guides": Row(sees=EDITORS),
    "guides:desk_new": Row(sees=EDITORS),
    "guides:desk_edit": Row(**OF_GUIDE),
    "guides:desk_edit_autosave": Row(**OF_GUIDE, post=True, statuses=(422,)),
    "guides:desk_paste": Row(**OF_GUIDE, post=True),
    "guides:desk_preview": Row(**OF_GUIDE, post=True),
    "guides:desk_discard": Row(**OF_GUIDE, post=True),
    "guides:desk_take_back": Row(**OF_GUIDE),
    "guides:desk_place": Row(**OF_GUIDE),
    "guides:desk_remove": Row(**OF_GUIDE),
    "guides:desk_heard": Row(**OF_GUIDE),
    "guides:desk_heard_forget": Row(
        kwargs=lambda cast: {"slug": cast.guide.slug, "pk": cast.said.pk}, sees=EDITORS, post=True
    ),
    "guides:desk_history": Row(kwargs=lambda cast: {"slug": cast.guide.slug, "language": "de"}, sees=EDITORS),
    "guides:desk_history_edit": Row(
        kwargs=lambda cast: {"slug": cast.guide.slug, "language": "de", "event": cast.edit}, sees=EDITORS
    ),
    "guides:desk_restore": Row(**OF_EDIT, post=True),
    "guides:desk_pictures": Row(sees=EDITORS),
    "guides:desk_picture_new": Row(sees=EDITORS),
    "guides:desk_picture": Row(**OF_PICTURE),
    "guides:desk_picture_remove": Row(**OF_PICTURE, post=True),
}
OF_FACT = {"kwargs": lambda cast: {"pk": cast.fact.pk}, "sees": EDITORS}
OF_LINK = {"kwargs": lambda cast: {"pk": cast.link.pk}, "sees": EDITORS}
MATRIX |= {
    "guides:desk_facts": Row(sees=EDITORS, query="?land=DE-NW"),
    "guides:desk_fact": Row(**OF_FACT),
    "guides:desk_fact_follow": Row(**OF_FACT),
    "guides:desk_fact_history": Row(**OF_FACT),
    "guides:desk_fact_remove": Row(**OF_FACT),
    "guides:desk_fact_confirm": Row(**OF_FACT, post=True),
    "guides:desk_fact_restore": Row(
        kwargs=lambda cast: {"pk": cast.fact.pk, "event": cast.fact_event}, sees=EDITORS, post=True
    ),
    "guides:desk_fact_new": Row(kwargs=lambda cast: {"key": "first-day", "place": "DE-BE"}, sees=EDITORS),
    "guides:desk_fact_answer": Row(kwargs=lambda cast: {"pk": cast.answer.pk}, sees=EDITORS),
    "guides:desk_fact_key": Row(kwargs=lambda cast: {"key": "first-day"}, sees=EDITORS),
    "guides:desk_links": Row(sees=EDITORS),
    "guides:desk_link_ask": Row(**OF_LINK, post=True),
    "guides:desk_link_fine": Row(**OF_LINK, post=True),
}
