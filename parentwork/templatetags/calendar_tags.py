"""How the calendar shows days, languages and places, and its parts of the shared pages."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from organisations.choices import PLANNERS
from organisations.models import Organisation
from parentwork import rules
from parentwork.models import Assignment, Booking, Need, School, Workshop, WorkshopDate, counts
from parentwork.queries.interpreting import put_wishes_on
from parentwork.queries.needs import REACH_KM
from parentwork.queries.people import one_a_question
from parentwork.reports.reach import reach_of
from portal.lib import codes, dates
from portal.templatetags.house import own_words

register = template.Library()
SHOWN_AT_HOME = 3
SHOWN_OF_AN_ORGANISATION = 5
SHOWN_ON_THE_DESK = 4
MOST_OF_A_WEEK, MOST_REACHING, MOST_HELPED = 30, 12, 20
SHOWN_OF_HELPING, MOST_ASKED = 5, 60
# How long after its last meeting a school is still called a partner, and how many are named.
PARTNERS_OF_LATE = timedelta(days=365)
MOST_SCHOOLS = 50


@register.filter
def day_words(day: date | datetime) -> str:
    """`Di., 24. November` in the reader's language, as clocks in Berlin have it."""
    local = day.astimezone(dates.BERLIN).date() if isinstance(day, datetime) else day
    return dates.day_words(local, get_language() or "de")


@register.filter
def dated_words(day: date | datetime) -> str:
    """The same with the year where it is another one than now."""
    local = dates.day_of(day) if isinstance(day, datetime) else day
    return dates.dated_words(local, get_language() or "de")


@register.filter
def clock(moment: datetime) -> str:
    return dates.clock(moment)


@register.filter
def hours(span: Any) -> str:
    """`17:30–19:30` of anything that starts and ends, never broken across two lines."""
    return dates.hours(span.starts, span.ends)


@register.filter
def moment_words(moment: datetime) -> str:
    """`Di., 24. November, 17:30` in the reader's language."""
    return dates.moment_words(moment, get_language() or "de")


@register.filter
def span_words(span: Any) -> str:
    """`Di., 24. November, 17:30–19:30` of anything that starts and ends, in the reader's language."""
    return dates.span_words(span.starts, span.ends, get_language() or "de")


@register.filter
def part_words(part: tuple[str, str, int]) -> str:
    """What a part of a head count is called: an age or a language."""
    by, key, _number = part
    return counts.part_words(by, key, get_language() or "de")


@register.filter
def spaced(code: str) -> str:
    return codes.spaced(code)


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data inside a script element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return mark_safe(text)  # noqa: S308 - escaped above


@register.inclusion_tag("parentwork/parts/date_card.html")
def date_card(row: WorkshopDate, heading: str = "h2") -> dict[str, Any]:
    """One date as a card that leads to its workshop."""
    return {"date": row, "workshop": row.workshop, "heading": heading}


@register.inclusion_tag("parentwork/parts/who_sees.html")
def who_sees(
    organisation: Organisation,
    *,
    signs: bool = False,
    booking: Booking | None = None,
    allows: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The line of trust, on every page where a family says something; `signs`: there is a list to sign.

    Of a booking it says the day on which that is deleted, and what the family `allows`, which is kept longer.
    """
    return {
        "organisation": organisation,
        "days": settings.BOOKINGS_KEPT_DAYS,
        "signs": signs,
        "booking": booking,
        "allows": allows,
    }


@register.inclusion_tag("parentwork/parts/who_reads_needs.html")
def who_reads_needs(until: date | None = None) -> dict[str, Any]:
    """Who reads what somebody looks for, and until when it is kept: a day, or so many months from now."""
    return {"until": until, "months": settings.NEEDS_KEPT_MONTHS, "km": REACH_KM}


@register.simple_tag(takes_context=True)
def need_title(context: Context, need: Need) -> SafeString | str:
    """What is looked for in a few words: its topic."""
    return own_words(context, need.topic, "title") if need.topic else gettext("something else")


@register.inclusion_tag("parentwork/parts/home.html")
def calendar_home() -> dict[str, Any]:
    """The next meetings, wherever they are, for the public home page."""
    rows = WorkshopDate.objects.public().upcoming().next_of_each().for_pages()
    return {"dates": list(rows[:SHOWN_AT_HOME])}


@register.inclusion_tag("parentwork/parts/organisation.html")
def organisation_workshops(organisation: Organisation, *, says_none: bool = False) -> dict[str, Any]:
    """What an organisation offers next, for its public page; a sentence where nothing is and `says_none`."""
    rows = WorkshopDate.objects.public().upcoming().filter(workshop__organisation=organisation)
    dates = list(rows.next_of_each().for_pages()[:SHOWN_OF_AN_ORGANISATION])
    return {"dates": dates, "says_none": says_none}


@register.inclusion_tag("parentwork/parts/schools.html")
def organisation_schools(organisation: Organisation) -> dict[str, Any]:
    """The schools that have confirmed to work with an organisation, and those of its meetings of late."""
    since = timezone.now() - PARTNERS_OF_LATE
    confirmed: list[Any] = list(School.objects.confirmed_by(organisation)[:MOST_SCHOOLS])
    others = School.objects.partners_of(organisation, since).exclude(pk__in=[row.pk for row in confirmed])
    return {
        "confirmed": confirmed,
        "by_school": [row for row in confirmed if row.is_reached_at(row.asked_at)],
        "schools": [*confirmed, *others[: MOST_SCHOOLS - len(confirmed)]],
    }


@register.inclusion_tag("parentwork/parts/desk_links.html", takes_context=True)
def calendar_desk_links(context: Context) -> dict[str, Any]:
    """The side list: the calendar of each organisation in which the person works."""
    request = context["request"]
    own = Organisation.objects.of(request.user).order_by("name")
    return {"organisations": list(own), "request": request}


@register.inclusion_tag("parentwork/desk/parts/helping.html", takes_context=True)
def calendar_desk_helping(context: Context) -> dict[str, Any]:
    """The dates on which the person helps, or is asked to, the next first."""
    user = context["request"].user
    rows = (
        Assignment.objects.of(user).expected().select_related("date__workshop__organisation", "date__venue")
    )
    shown = one_a_question(rows[: MOST_HELPED + MOST_ASKED])[:MOST_HELPED]
    seen = WorkshopDate.objects.with_families_for(user).filter(pk__in=[row.date_id for row in shown])
    folded = sum(1 + row.more for row in shown[SHOWN_OF_HELPING:])
    return {
        "rows": shown,
        "folded": folded,
        "seen": set(seen.values_list("pk", flat=True)) if shown else set(),
    }


@register.inclusion_tag("parentwork/desk/parts/week.html", takes_context=True)
def calendar_desk_week(context: Context) -> dict[str, Any]:
    """What is still to come this week in the organisations whose workshops the person plans, and what next;
    to who helps the own dates.
    """
    user = context["request"].user
    own_ones = Organisation.objects.of(user).order_by()
    roles = list(own_ones.values_list("is_umbrella", "memberships__role"))
    if not roles:
        return {"member": False}
    own = WorkshopDate.objects.with_families_for(user).select_related(
        "workshop__organisation", "workshop__format", "venue__postal_code"
    )
    coming = list(own.ahead().with_places().with_helpers()[: MOST_OF_A_WEEK + SHOWN_ON_THE_DESK])
    put_wishes_on(coming)
    monday = dates.today() + timedelta(days=7 - dates.today().weekday())
    week = [row for row in coming if row.day < monday]
    return {
        "week": week[:MOST_OF_A_WEEK],
        "has_more": len(week) > MOST_OF_A_WEEK,
        "later": [row for row in coming if row.day >= monday][:SHOWN_ON_THE_DESK],
        # That none are planned need not be read in networks that hold no meetings themselves, nor by who only
        # helps and sees no others.
        "member": bool(coming) or any(role in PLANNERS and not is_network for is_network, role in roles),
    }


@register.inclusion_tag("parentwork/desk/parts/reach.html", takes_context=True)
def calendar_desk_reach(context: Context) -> dict[str, Any]:
    """Whom the workshops reached that the person plans, this year beside last year to the same day."""
    planned = Organisation.objects.planned_by(context["request"].user).order_by("name", "pk")
    rows = reach_of(list(planned[:MOST_REACHING]), dates.today())
    return {"rows": [row for row in rows if not (row.is_empty and row.organisation.is_umbrella)]}


@register.simple_tag
def first_workshop(organisation: Organisation) -> list[dict[str, str]]:
    """The last step of an organisation that begins, for the task list of those who may plan it."""
    planned = Workshop.objects.filter(organisation=organisation).order_by("pk").first()
    slug = organisation.slug
    done = {"state_label": gettext("done"), "tone": "ok"}
    open_ = {"state_label": gettext("still to be done"), "tone": "info"}
    return [
        {
            "title": gettext("Your first workshop"),
            "hint": gettext("Families find it by place, language and day"),
            "url": reverse("parentwork:desk_workshop", args=[slug, planned.pk])
            if planned
            else reverse("parentwork:desk_plan", args=[slug]),
            **(done if planned else open_),
        }
    ]


@register.simple_tag(takes_context=True)
def may_plan(context: Context, organisation: Organisation) -> bool:
    return rules.may_plan(context["request"].user, organisation)
