"""Members of the demo's network let their figures count: there are sums of the year that was closed last."""

from __future__ import annotations

from collections.abc import Iterable

from organisations import services
from organisations.demo.yearly import ANSWERS
from organisations.models import Consent, Organisation, StructureProfile
from organisations.models.structure import newest_closed_year


def load(umbrella: Organisation, members: Iterable[Organisation]) -> None:
    """All of them agree, unless somebody has agreed or withdrawn before."""
    if umbrella.member_consents.exists():
        return
    answers = ANSWERS | {"version": 1}
    for member in members:
        StructureProfile.objects.get_or_create(
            organisation=member, year=newest_closed_year(), defaults=answers
        )
        Consent.objects.create(member=member, umbrella=umbrella)
    services.freeze_network_sums()
