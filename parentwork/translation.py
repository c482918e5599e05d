import pghistory
from modeltranslation.translator import TranslationOptions, register

from parentwork.models import Concept, Format, Venue, Workshop, WorkshopDate


@register(Format)
class FormatTranslation(TranslationOptions):
    fields = ("name", "hint")


@register(Venue)
class VenueTranslation(TranslationOptions):
    """The name of a place is what stands at its door."""

    fields = ("directions",)


@register(Workshop)
class WorkshopTranslation(TranslationOptions):
    fields = ("title", "text")


# What people edit. Bookings, seats and attendance are left out on purpose: an event row would keep a family's
# name past its deletion date; what must stay of them stays as anonymous sums in Headcount.
for model in (Concept, Format, Venue, Workshop, WorkshopDate):
    pghistory.track()(model)
