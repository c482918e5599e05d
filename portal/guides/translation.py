import pghistory
from modeltranslation.translator import TranslationOptions, register

from portal.guides.models import FactChoice, FactKey, Guide, LandFact, Picture, Term, Topic, Translation


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Term)
class TermTranslation(TranslationOptions):
    """The word itself stays German."""

    fields = ("say", "meaning")


@register(FactKey)
class FactKeyTranslation(TranslationOptions):
    fields = ("label", "phrase", "meaning")


@register(FactChoice)
class FactChoiceTranslation(TranslationOptions):
    fields = ("text",)


@register(LandFact)
class LandFactTranslation(TranslationOptions):
    fields = ("text", "note")


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alternative",)


# Only here are the translated columns known; as decorators in models they would be lost.
for model in (Topic, Guide, Translation, Term, FactKey, FactChoice, LandFact, Picture):
    pghistory.track()(model)
