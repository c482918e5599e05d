import pghistory
from modeltranslation.translator import TranslationOptions, register

from organisations.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    """The name of an organisation stays as its statutes say it."""

    fields = ("summary", "about")


# Only here are the translated columns known; as a decorator in models.py they would be lost.
pghistory.track()(Organisation)
