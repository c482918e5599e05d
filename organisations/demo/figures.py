"""Members of the demo's network let their figures count: of the sums most show a number, one shows none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from organisations.choices.structure import Quality
from organisations.demo.yearly import ANSWERS
from organisations.models import Consent, Organisation, StructureProfile
from organisations.models.structure import newest_closed_year

SMALL: dict[str, Any] = ANSWERS | {
    "members": "20-49", "staff_heads": "0", "full_time": "0", "volunteers": "5-9", "volunteer_hours": "50-99",
    "premises": "none", "premises_features": [], "institutional": "26-50", "projects": "26-50",
    "own_money": "1-25", "ending": "26-50", "child_protection": "none", "record_checks": "no",
}  # fmt: skip
LARGE: dict[str, Any] = ANSWERS | {
    "members": "250+", "staff_heads": "4-9", "full_time": "1-3", "volunteers": "50+",
    "volunteer_hours": "250+", "premises": "rented", "child_protection": "written",
}  # fmt: skip
# In the order of the members: five like the association in Dortmund, seven small ones, a large one.
KINDS = (ANSWERS, SMALL, SMALL) * 3 + (ANSWERS, SMALL, ANSWERS, LARGE)
# Nobody can tell how many have which, since so few do.
QUALITIES = (Quality.OWN, Quality.NONE, Quality.STANDARD)


def load(umbrella: Organisation, members: Iterable[Organisation]) -> None:
    """All of them agree, unless somebody has agreed or withdrawn before."""
    if umbrella.member_consents.exists():
        return
    for place, (member, answers) in enumerate(zip(members, KINDS, strict=True)):
        quality = QUALITIES[place % len(QUALITIES)]
        StructureProfile.objects.get_or_create(
            organisation=member,
            year=newest_closed_year(),
            defaults=answers | {"quality": quality.value, "version": 1},
        )
        Consent.objects.create(member=member, umbrella=umbrella)
