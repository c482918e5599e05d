from modeltranslation.translator import TranslationOptions, register

from portal.places.models import Land


@register(Land)
class LandTranslation(TranslationOptions):
    fields = ("name",)
