import pghistory
from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import SiteText


@register(SiteText)
class SiteTextTranslation(TranslationOptions):
    fields = ("title", "body")


# Only here are the translated columns known; as a decorator in models.py they would be lost.
pghistory.track()(SiteText)
