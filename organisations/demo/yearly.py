"""What the association of the demo says of itself, last year and this one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from organisations.choices.evaluation import Area
from organisations.models import AreaEvaluation, Organisation, StructureProfile
from portal.lib.dates import today

ANSWERS: dict[str, Any] = {
    "members": "50-99", "staff_heads": "1", "full_time": "0-0.5", "volunteers": "10-24",
    "volunteer_hours": "100-249", "premises": "shared", "premises_features": ["step-free", "childcare"],
    "institutional": "0", "projects": "51-75", "own_money": "26-50", "ending": "51-75",
    "child_protection": "begun", "record_checks": "yes", "quality": "own",
}  # fmt: skip
# Ratings of last year and of this one, and how they know.
RATINGS: dict[Area, tuple[tuple[list[int], str], ...]] = {
    Area.WELCOME: (
        ([3, 2, 2, 3, 4], "Gespräche beim Elterncafé"),
        ([4, 3, 2, 3, 4], "Umfrage im Mai, 31 Antworten"),
    ),
    Area.COMMUNICATION: (
        ([2, 2, 3, 3, 1], "Anrufliste, Rückfragen nach den Abenden"),
        ([3, 3, 4, 3, 2], "Rückmeldungen nach sechs Abenden"),
    ),
    Area.COOPERATION: (([2, 3, 3, 1, 3], "Zwei Schulen fragen uns, ohne Vereinbarung"),),
    Area.PARTICIPATION: (([2, 1, 2, 2, 3], "Eine Mutter wurde Elternvertreterin"),),
}
MEASURE = "Mit der Grundschule eine Vereinbarung schreiben"
DAYS_LEFT = 40


def load(organisation: Organisation) -> None:
    """The answers of two years, unless there are some."""
    if organisation.evaluations.exists() or organisation.structure_profiles.exists():
        return
    this = today().year
    StructureProfile.objects.create(organisation=organisation, year=this - 1, version=1, **ANSWERS)
    for area, answers in RATINGS.items():
        for year, (ratings, evidence) in zip((this - 1, this), answers, strict=False):
            row = AreaEvaluation(organisation=organisation, year=year, area=area, version=1)
            row.ratings, row.evidence = ratings, evidence
            if area == Area.COOPERATION:
                _plan(row)
            row.save()


def _plan(row: AreaEvaluation) -> None:
    row.measure, row.due = MEASURE, today() + timedelta(days=DAYS_LEFT)
    row.owner = row.organisation.memberships.order_by("pk").first()
