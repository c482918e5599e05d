"""What the calendar adds to the sums of a network: figures of its members, a year each."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from organisations.reports.figures import Amounts, register
from parentwork.models import Workshop


@register(
    meetings=_("Meetings held"),
    participations=_("Participations of adults and children"),
    families=_("Families"),
    hours=_("Hours of volunteers"),
)
def of(organisations: Collection[int], year: int) -> dict[str, Amounts]:
    """As in the report on a year's work, see `Evidence`; an organisation after the other."""
    found: dict[str, Amounts] = {"meetings": {}, "participations": {}, "families": {}, "hours": {}}
    for organisation in organisations:
        workshops = Workshop.objects.filter(organisation=organisation)
        evidence = workshops.evidence(date(year, 1, 1), date(year, 12, 31))
        came = evidence.participations_adults + evidence.participations_children
        found["meetings"][organisation] = Decimal(evidence.dates_held)
        found["participations"][organisation] = Decimal(came)
        found["families"][organisation] = Decimal(evidence.families)
        found["hours"][organisation] = evidence.volunteer_hours
    return found
