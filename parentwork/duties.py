"""What waits in the calendar: questions, attendance, hours to confirm, calls, drafts, what is looked for."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import SeatState, WorkshopState
from parentwork.messages.callees import due_by, how_many_to_call
from parentwork.messages.posting import account_of
from parentwork.models import Assignment, Need, VolunteerHours, Workshop, WorkshopDate
from portal.accounts.models import User
from portal.lib.dates import day_of, day_words, today
from portal.lib.duties import Duty, register
from portal.lib.languages import best_words

MOST = 10
# For so long what somebody near looks for is new to an organisation.
FRESH = timedelta(days=14)
# So many days before a meeting somebody else can still be asked to help.
ELSE_ASKED = timedelta(days=3)


@register
def of(user: User) -> list[Duty]:
    """The duties of `user` in the organisations in which he or she works."""
    own = list(Organisation.objects.of(user).select_related("postal_code").order_by("name", "pk")[:MOST])
    if not own:  # nor any dates, for which the database would look through those of everybody
        return []
    return [
        *_questions(user),
        *_attendance(user),
        *(duty for organisation in own for duty in _in(organisation, user)),
    ]


def _questions(user: User) -> Iterator[Duty]:
    """Whether he or she helps: one duty for what is asked behind one link."""
    rows = Assignment.objects.of(user).open().exclude(secret=None).select_related("date__workshop")
    together: dict[str | None, list[Assignment]] = defaultdict(list)
    for row in rows:
        together[row.secret].append(row)
    for asked in list(together.values())[:MOST]:
        title = ngettext(
            "Say whether you can help on %(day)s",
            "Say on which of %(count)d dates you can help, the first is %(day)s",
            len(asked),
        )
        first = asked[0]
        day = day_words(first.date.day, get_language() or "de")
        yield Duty(
            title % {"day": day, "count": len(asked)},
            first.get_absolute_url(),
            about=_title(first.date.workshop),
            until=_answer_by(first),
            since=first.asked and day_of(first.asked),
        )


def _answer_by(question: Assignment) -> date:
    """Some days before the meeting, so that there is time to ask somebody else; not before it was asked."""
    asked = day_of(question.asked) if question.asked else today()
    return min(question.date.day, max(asked, question.date.day - ELSE_ASKED))


def _attendance(user: User) -> Iterator[Duty]:
    kept = Min("taken__booking__delete_on", filter=~Q(taken__state=SeatState.CANCELLED))
    dates = WorkshopDate.objects.with_families_for(user).unrecorded().annotate(names_until=kept)
    for row in dates.select_related("workshop__organisation")[:MOST]:
        yield Duty(
            _("Type in who came on %(day)s") % {"day": day_words(row.day, get_language() or "de")},
            reverse("parentwork:desk_attendance", args=[row.workshop.organisation.slug, row.pk]),
            about=_title(row.workshop),
            # Afterwards there are no names any more beside which to type it in.
            until=row.names_until and row.names_until - timedelta(days=1),
            since=row.day,
        )


def _in(organisation: Organisation, user: User) -> Iterator[Duty]:
    plans = rules.may_plan(user, organisation)
    if plans:
        yield from _calls(organisation)
    if rules.may_confirm_hours(user, organisation):
        yield from _hours(organisation, user)
    if plans:
        yield from _drafts(organisation)
        yield from _needs(organisation, user)


def _calls(organisation: Organisation) -> Iterator[Duty]:
    account = account_of(organisation.pk)
    count, called = how_many_to_call(account)
    if count:
        url = reverse("parentwork:desk_calls", args=[organisation.slug])
        title = _to_tell(count, called) % {"count": count}
        yield Duty(title, url, about=organisation.name, until=due_by(account))


def _to_tell(count: int, called: int) -> str:
    """In words that fit: who gave no number cannot be called."""
    if called == count:
        return ngettext("Call %(count)d family", "Call %(count)d families", count)
    if not called:
        return ngettext("Tell %(count)d family in person", "Tell %(count)d families in person", count)
    return ngettext(
        "Call %(count)d family or tell it in person", "Call %(count)d families or tell them in person", count
    )


def _hours(organisation: Organisation, user: User) -> Iterator[Duty]:
    rows = VolunteerHours.objects.confirmable_by(user).filter(workshop__organisation=organisation)
    if count := rows.count():
        title = ngettext(
            "Confirm %(count)d entry of volunteer hours",
            "Confirm %(count)d entries of volunteer hours",
            count,
        )
        url = reverse("parentwork:desk_hours", args=[organisation.slug])
        yield Duty(title % {"count": count}, url, about=organisation.name)


def _drafts(organisation: Organisation) -> Iterator[Duty]:
    for row in Workshop.objects.filter(organisation=organisation, state=WorkshopState.DRAFT)[:MOST]:
        yield Duty(
            _("Publish the workshop “%(title)s” or throw it away") % {"title": _title(row)},
            reverse("parentwork:desk_workshop", args=[organisation.slug, row.pk]),
            about=organisation.name,
        )


def _needs(organisation: Organisation, user: User) -> Iterator[Duty]:
    """One duty for all that was posted of late; what nobody here can answer is not shown for ever."""
    fresh = timezone.now() - FRESH
    rows = Need.objects.visible_to(user, organisation).open().filter(created__gt=fresh)
    if count := rows.count():
        title = ngettext(
            "Look at what a family near you looks for",
            "Look at what %(count)d families near you look for",
            count,
        )
        url = reverse("parentwork:desk_needs", args=[organisation.slug])
        yield Duty(title % {"count": count}, url, about=organisation.name)


def _title(workshop: Workshop) -> str:
    return best_words(workshop, "title", get_language() or "de")[0]
