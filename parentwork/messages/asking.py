"""What helpers are asked, when they are reminded of it, and what becomes of the dates on which they help."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import AssignmentState
from parentwork.messages.kinds import MOVE, stamp
from parentwork.messages.nights import RingsByDay, news_about
from parentwork.messages.posting import account_of
from parentwork.messages.words import told_words
from parentwork.models import Assignment, Helper
from portal.lib.dates import moment_words, span_words
from portal.lib.phones import is_landline
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Text, kinds_about, mail_text, register
from portal.outbox.models import Message

# Whoever moves several dates one after the other is done then, and one message speaks of all of them.
PAUSE = timedelta(minutes=10)
# With a date that is so near no message waits for more.
SOON = timedelta(days=1)


@register
class HelperAsked(RingsByDay):
    """Whether somebody helps on a date; the answer is a button on the page behind the link."""

    key = "parentwork.helper_asked"
    label = _("Helper asked")
    template = "helper_asked"

    def load(self, object_id: int) -> Assignment | None:
        rows = Assignment.objects.select_related("helper", "date__workshop__organisation", "date__venue")
        return rows.filter(pk=object_id).first()

    def dates_of(self, obj: Assignment) -> list[Assignment]:
        """What the message speaks of: all that is open behind the same link, the next date first."""
        together = Assignment.objects.open().filter(secret=obj.secret).select_related("date")
        return list(together) if obj.secret else [obj]

    def render(self, obj: Assignment, language: str, message: Message) -> Text:
        rows = self.dates_of(obj)
        spans = [_span(row, language) for row in rows]
        context: dict[str, Any] = {
            "helper": obj.helper,
            "role": obj.get_role_display(),
            "title": told_words(obj.date.workshop, "title", language),
            "organisation": obj.date.workshop.organisation,
            "place": obj.date.venue,
            "date": spans[0] if spans else span_words(obj.date.starts, obj.date.ends, language),
            "dates": spans if len(spans) > 1 else [],
            "has_moved": any(row.moved_from for row in rows),
            # Somebody who agreed by word of mouth has no page of her own, and nobody reads one aloud.
            "link": obj.whole_address(language) if obj.secret and message.channel != Channel.CALL else "",
        }
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        """It is the latest question, something of it is open, and the date is the one it speaks of."""
        return message.version == _version(obj) and bool(self.dates_of(obj))


def _span(row: Assignment, language: str) -> str:
    """When it is; asked again since the date moved, also when it was."""
    words = span_words(row.date.starts, row.date.ends, language)
    if row.moved_from is None:
        return words
    return f"{words} ({_('It was:')} {moment_words(row.moved_from, language)})"


@register
class HelperReminder(HelperAsked):
    key = "parentwork.helper_reminder"
    label = _("Helper asked: reminder")
    template = "helper_reminder"


@register
class HelperMoved(HelperAsked):
    """The date on which somebody helps has another time or place."""

    key = "parentwork.helper_moved"
    label = _("Helper: date changed")
    template = "helper_moved"

    def dates_of(self, obj: Assignment) -> list[Assignment]:
        return [obj]

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        same = message.version.partition(MOVE)[0] == stamp(obj.date)
        return same and obj.state == AssignmentState.AGREED and obj.can_be_answered


@register
class HelperElsewhere(HelperMoved):
    """The date has moved to a time at which somebody helps elsewhere, so nobody counts on her."""

    key = "parentwork.helper_elsewhere"
    label = _("Helper: date moved to a time when she or he helps elsewhere")
    template = "helper_elsewhere"

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        same = message.version.partition(MOVE)[0] == stamp(obj.date)
        return same and obj.is_elsewhere and obj.can_be_answered


@register
class HelperReleased(HelperMoved):
    """The date on which somebody helps, or was asked to, does not take place."""

    key = "parentwork.helper_released"
    label = _("Helper: date cancelled")
    template = "helper_released"

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        is_free = obj.state == AssignmentState.RELEASED and obj.date.is_cancelled
        return is_free and not obj.date.is_over


def helper_recipient(helper: Helper) -> outbox.Recipient | None:
    """By mail, else by SMS to a mobile number, else by the mail address of the account, in the language of
    that; None where nothing works.
    """
    language = helper.user.language if helper.user else "de"
    if helper.email:
        return outbox.Recipient(Channel.MAIL, helper.email, language, helper.name)
    if helper.phone and settings.SMS_POSSIBLE and not is_landline(str(helper.phone.as_e164)):
        return outbox.Recipient(Channel.SMS, str(helper.phone.as_e164), language, helper.name)
    if helper.user and helper.user.is_active:
        return outbox.Recipient(Channel.MAIL, helper.user.email, language, helper.name)
    return None


def helper_asked(assignment: Assignment) -> None:
    """About this date and all others behind the same link."""
    _post(HelperAsked.key, assignment, _version(assignment), assignment.date.starts)


def helper_asked_anew(assignment: Assignment, together: Iterable[int], *, soonest: datetime) -> None:
    """About a date that was moved, and all others behind the same link: of several moves one message.

    `together`: the ids of what is asked there; a message about it that was not sent yet is replaced.
    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    outbox.withdraw(HelperAsked.key, *together)
    pause = PAUSE if soonest - timezone.now() > SOON else None
    _post(HelperAsked.key, assignment, _version(assignment), soonest, pause=pause)


def remind_helper(assignment: Assignment) -> None:
    """Once of what was asked at the same moment behind one link, whichever date is the next one."""
    asked = _version(assignment).partition("-")[0]
    together = Assignment.objects.filter(secret=assignment.secret).values_list("pk", flat=True)
    told = outbox.versions_of(HelperReminder.key, together)
    if not any(version.partition("-")[0] == asked for _pk, version in told):
        _post(HelperReminder.key, assignment, _version(assignment), assignment.date.starts)


def helper_not_asked(assignment: Assignment, others: Sequence[Assignment]) -> None:
    """This date is asked about no more; what its message, not sent yet, says of `others` is still asked."""
    if outbox.withdraw(HelperAsked.key, assignment.pk) and others:
        helper_asked(others[0])


def helper_not_asked_yet(assignments: Iterable[Assignment]) -> set[int]:
    """The ids of those under which a question waits to be sent."""
    return set(outbox.unsent(HelperAsked.key, [row.pk for row in assignments]))


def put_asked_from_on(assignments: Iterable[Any]) -> None:
    """Sets `asked_from`, when the question goes out that waits on purpose; None where it was sent or no
    message asks. Of what is asked behind one link the message may stand at any date.
    """
    rows = list(assignments)
    secrets = {row.secret for row in rows if row.is_open and row.secret}
    together = Assignment.objects.open().filter(secret__in=secrets) if secrets else Assignment.objects.none()
    behind = dict(together.values_list("pk", "secret"))
    now, links = timezone.now(), dict[str | None, datetime]()
    for pk, due in outbox.due_of(HelperAsked.key, behind).items() if behind else ():
        if due > now:
            links[behind[pk]] = due
    for row in rows:
        row.asked_from = links.get(row.secret) if row.is_open and row.secret else None


def helper_moved(assignment: Assignment, *, soonest: datetime) -> None:
    """Of each move, also of one to and fro; of several that she was not told of yet only of the last.

    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    _post_move(HelperMoved.key, assignment, soonest)


def helper_elsewhere(assignment: Assignment, *, soonest: datetime) -> None:
    """The same of a move to a time at which she helps elsewhere."""
    _post_move(HelperElsewhere.key, assignment, soonest)


def helper_released(assignment: Assignment) -> None:
    _post(HelperReleased.key, assignment, stamp(assignment.date), assignment.date.starts)


def _post_move(kind: str, assignment: Assignment, soonest: datetime) -> None:
    outbox.withdraw(kind, assignment.pk)
    version = f"{stamp(assignment.date)}{MOVE}{assignment.date.version}"
    _post(kind, assignment, version, soonest)


def forget_helper(helper: Helper) -> None:
    """Nothing more is asked of a helper, and the address goes from what was sent."""
    asked = list(helper.assignments.values_list("pk", flat=True))
    outbox.forget_contacts(kinds_about(HelperAsked), asked)


def _post(
    kind: str, assignment: Assignment, version: str, starts: datetime, *, pause: timedelta | None = None
) -> None:
    if to := helper_recipient(assignment.helper):
        account, when = account_of(assignment.helper.organisation_id), news_about(to, starts, pause=pause)
        outbox.post(kind, assignment.pk, to=to, version=version, account=account, **when)


def _version(assignment: Assignment) -> str:
    """Which question about which time a message carries."""
    asked = int(assignment.asked.timestamp()) if assignment.asked else 0
    return f"{asked}-{stamp(assignment.date)}"
