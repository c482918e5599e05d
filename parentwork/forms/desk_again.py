"""A series once more: the form for a new one, filled in from one that was held."""

from collections import Counter
from datetime import date, time, timedelta
from typing import Any

from parentwork.forms.words import other_columns
from parentwork.models import Workshop, WorkshopDate
from portal.lib.dates import BERLIN, today

# What a new series takes over as it is; its dates follow from a rule again.
SAME = (
    "title_de", "text_de", "audience", "sign_up", "seats", "has_waiting_list", "offers_places", "childcare",
    "childcare_from_age", "childcare_to_age", "childcare_days", "children_per_carer", "interpreting",
    "interpreting_from", "cost", "remind_days", "remind_hours", "signed_list",
    *other_columns("title", "text"),
)  # fmt: skip


def plan_like(workshop: Workshop) -> dict[str, Any]:
    """What `workshop` says of itself, and the rule that its dates followed, from the week after its last."""
    return {
        **{name: getattr(workshop, name) for name in SAME},
        "format": workshop.format_id,
        "concept": workshop.concept_id,
        "child_carer": workshop.child_carer_id,
        "venue": workshop.venue_id,
        "topics": [topic.pk for topic in workshop.topics.all()],
        "school_text": workshop.school.number if workshop.school else "",
        # Each of the two fields knows its own languages.
        "languages": workshop.languages,
        "more_languages": workshop.languages,
        "more_interpreting": workshop.interpreting,
        **_rule(list(workshop.dates.planned().order_by("starts"))),
    }


def _rule(dates: list[WorkshopDate]) -> dict[str, Any]:
    if not dates:
        return {}
    weekdays = sorted({row.day.weekday() for row in dates})
    begins, ends = Counter(map(_hours, dates)).most_common(1)[0][0]
    return {
        "first": _next(max(dates[-1].day, today()), weekdays[0]),
        "weekdays": weekdays,
        "count": len(dates),
        "begins": begins,
        "ends": ends,
    }


def _hours(row: WorkshopDate) -> tuple[time, time]:
    return row.starts.astimezone(BERLIN).time(), row.ends.astimezone(BERLIN).time()


def _next(after: date, weekday: int) -> date:
    """The first such weekday later than `after`."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
