"""What a planner is told about a date that is saved all the same, and what is in the way of another one."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork.models import Venue, Workshop, WorkshopDate
from parentwork.queries.interpreting import put_wishes_on
from parentwork.services.dates import Day, needed_elsewhere
from parentwork.services.series import Span, holidays_on, land_of, others_in_room
from parentwork.services.workshops import untimed
from portal.lib.dates import day_of, span_words
from portal.lib.feasts import feasts_on
from portal.lib.languages import best_words, name_of


def in_the_way(day: Day, error: ValidationError, *, but: WorkshopDate | None = None) -> list[WorkshopDate]:
    """The dates for which `day` was refused, since only one meeting at a time can be at its place."""
    if "venue" not in getattr(error, "error_dict", {}) or not day.venue.one_at_a_time:
        return []
    return list(dict.fromkeys(others_in_room(day.venue, [day], but=but).values()))


def put_feasts_on(rows: Iterable[WorkshopDate], organisation: Organisation) -> None:
    """Sets `feasts` of many families and `holidays` of the Land on which each date falls, by name."""
    for row in rows:
        row.feasts = feasts_on(row.starts, row.ends)  # type: ignore[attr-defined]
        row.holidays = _holidays(row, row.venue, organisation)  # type: ignore[attr-defined]


def _holidays(span: Span, venue: Venue, organisation: Organisation) -> list[str]:
    """None where it is not known in which Land the place is."""
    try:
        return holidays_on(day_of(span.starts), land_of(venue, organisation))
    except ValidationError:
        return []


def warn_of_gaps(request: HttpRequest, workshop: Workshop) -> None:
    """Families see a workshop now for whose dates helpers are still missing: said, not refused."""
    dates = list(workshop.dates.upcoming().with_helpers())
    for date in dates:
        date.workshop = workshop
    if workshop.interpreting:
        put_wishes_on(dates)
    for text in _gaps(dates):
        messages.warning(request, text)


def missing_before_publishing(workshop: Workshop, coming: list[WorkshopDate]) -> list[str]:
    """What a draft still lacks for families, said before it is published; `coming` need `with_helpers()`."""
    said = [] if coming else [_("Add a date that is still to come before you publish.")]
    if unwritten := [code for code in workshop.languages if _lacks_title(workshop, code)]:
        names = ", ".join(name_of(code, get_language() or "de") for code in unwritten)
        text = _("In these languages that are spoken there is no title yet: %(languages)s")
        said.append(text % {"languages": names})
    return said + untimed(coming) + _gaps(coming)


def _lacks_title(workshop: Workshop, code: str) -> bool:
    """Families could read it in this language, but would find the title in another one."""
    return not getattr(workshop, f"title_{code.replace('-', '_')}", code)


def put_gaps_on(dates: Iterable[WorkshopDate], coming: list[WorkshopDate]) -> list[str]:
    """Sets `own_gaps` of each date: which help is missing there. The sentence that is returned sums up
    `coming`; what all of them lack stands in it alone.
    """
    for row in dates:
        row.own_gaps = [str(gap) for gap in row.gaps]  # type: ignore[attr-defined]
    if len(coming) < 2:
        return []
    numbers = Counter(gap for row in coming for gap in _own(row))
    for row in coming:
        row.own_gaps = [gap for gap in _own(row) if numbers[gap] < len(coming)]  # type: ignore[attr-defined]
    return _said(dict(numbers.most_common()))


def _own(row: WorkshopDate) -> list[str]:
    own: list[str] = row.own_gaps  # type: ignore[attr-defined]
    return own


def _gaps(dates: list[WorkshopDate]) -> list[str]:
    return _said(Counter(str(gap) for date in dates for gap in date.gaps))


def _said(gaps: Mapping[str, int]) -> list[str]:
    """Which help is missing, each with the number of dates."""
    if not gaps:
        return []
    text = _("Something is still missing: %(gaps)s. Ask helpers in good time.")
    return [text % {"gaps": "; ".join(_gap(words, number) for words, number in gaps.items())}]


def _gap(words: str, number: int) -> str:
    text = ngettext("%(gap)s (%(number)d date)", "%(gap)s (%(number)d dates)", number)
    return text % {"gap": words, "number": number}


def doubts(row: WorkshopDate, day: Day | WorkshopDate) -> list[str]:
    """What speaks against having the date `row` when and where `day` says: that it is over, feasts, holidays,
    helpers who are elsewhere, and another date in the same place. A date that is to be added is `row` and
    `day` in one.
    """
    gets_over = day.ends <= timezone.now() and (row is day or not row.is_over)
    said = [_("This date is over.")] if gets_over else []
    for feast in feasts_on(day.starts, day.ends):
        said.append(_("This date falls on a feast of many families: %(name)s") % {"name": feast})
    for name in _holidays(day, day.venue, row.workshop.organisation):
        said.append(_("This date falls on a holiday: %(name)s") % {"name": name})
    if row.pk and (names := needed_elsewhere(row, day)):
        said.append(_("%(name)s is needed elsewhere at that time.") % {"name": ", ".join(names)})
    return said + [_in_the_same_place(other) for other in others_in_room(day.venue, [day], but=row).values()]


def _in_the_same_place(other: WorkshopDate) -> str:
    text = _("Another date is in the same place at that time: %(title)s, %(when)s.")
    title = best_words(other.workshop, "title", get_language() or "de")[0]
    return text % {"title": title, "when": span_words(other.starts, other.ends, get_language() or "de")}
