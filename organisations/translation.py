import pghistory
from modeltranslation.translator import TranslationOptions, register

from organisations.models import Affiliation, AreaEvaluation, Membership, Organisation, StructureProfile


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    """The name of an organisation stays as its statutes say it."""

    fields = ("summary", "about")


# Only here are the translated columns known; as a decorator in models.py they would be lost.
# The folded columns follow from the others and would double the size of every event.
pghistory.track(exclude=["search_text", "sort_key"])(Organisation)
pghistory.track()(Membership)
pghistory.track()(Affiliation)
pghistory.track()(StructureProfile)
pghistory.track()(AreaEvaluation)
