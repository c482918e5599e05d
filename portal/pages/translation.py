from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import SiteText


@register(SiteText)
class SiteTextTranslation(TranslationOptions):
    fields = ("title", "body")
