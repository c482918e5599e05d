"""Answers for the tests of what an organisation says once a year."""

from typing import Any

from organisations.models import StructureProfile
from portal.lib.dates import today

ANSWERS: dict[str, Any] = {
    "members": "20-49", "staff_heads": "2-3", "full_time": "0.5-1", "volunteers": "10-24",
    "volunteer_hours": "50-99", "premises": "rented", "premises_features": ["step-free"],
    "institutional": "0", "projects": "51-75", "own_money": "26-50", "ending": "51-75",
    "child_protection": "written", "record_checks": "yes", "record_checks_on": None, "quality": "own",
}  # fmt: skip


def profile(organisation, year: int | None = None, **changes: Any) -> StructureProfile:
    """A profile, put there past the service."""
    return StructureProfile.objects.create(
        organisation=organisation, year=year or today().year, version=1, **ANSWERS | changes
    )
