"""What helpers are asked, when they are reminded of it, and what becomes of the dates on which they help."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import AssignmentState
from parentwork.messages.kinds import MOVE, kinds_about, stamp
from parentwork.messages.nights import due_of_news
from parentwork.messages.posting import account_of
from parentwork.models import Assignment, Helper
from portal.lib.dates import span_words
from portal.lib.languages import best_words
from portal.lib.phones import is_landline
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


@register
class HelperAsked(Kind):
    """Whether somebody helps on a date; the answer is a button on the page behind the link."""

    key = "parentwork.helper_asked"
    label = _("Helper asked")
    template = "helper_asked"

    def load(self, object_id: int) -> Assignment | None:
        rows = Assignment.objects.select_related("helper", "date__workshop__organisation", "date__venue")
        return rows.filter(pk=object_id).first()

    def render(self, obj: Assignment, language: str, message: Message) -> Text:
        context: dict[str, Any] = {
            "helper": obj.helper,
            "role": obj.get_role_display(),
            "title": best_words(obj.date.workshop, "title", language)[0],
            "organisation": obj.date.workshop.organisation,
            "place": obj.date.venue,
            "date": span_words(obj.date.starts, obj.date.ends, language),
            # Somebody who agreed by word of mouth has no page of her own.
            "link": obj.whole_address(language) if obj.secret else "",
        }
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        """It is the latest question, nobody has answered it, and the date is the one it speaks of."""
        return obj.is_open and obj.can_be_answered and message.version == _version(obj)


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

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        same = message.version.partition(MOVE)[0] == stamp(obj.date)
        return same and obj.state == AssignmentState.AGREED and obj.can_be_answered


@register
class HelperReleased(HelperAsked):
    """The date on which somebody helps, or was asked to, does not take place."""

    key = "parentwork.helper_released"
    label = _("Helper: date cancelled")
    template = "helper_released"

    def still_wanted(self, obj: Assignment, message: Message) -> bool:
        is_free = obj.state == AssignmentState.RELEASED and obj.date.is_cancelled
        return is_free and obj.date.starts > timezone.now()


def helper_recipient(helper: Helper) -> outbox.Recipient | None:
    """By mail, else by SMS to a mobile number, in the language of the account; None where neither works."""
    language = helper.user.language if helper.user else "de"
    if helper.email:
        return outbox.Recipient(Channel.MAIL, helper.email, language, helper.name)
    if helper.phone and settings.SMS_POSSIBLE and not is_landline(str(helper.phone.as_e164)):
        return outbox.Recipient(Channel.SMS, str(helper.phone.as_e164), language, helper.name)
    return None


def helper_asked(assignment: Assignment) -> None:
    _post(HelperAsked.key, assignment, _version(assignment), assignment.date.starts)


def remind_helper(assignment: Assignment) -> None:
    _post(HelperReminder.key, assignment, _version(assignment), assignment.date.starts)


def helper_moved(assignment: Assignment, *, soonest: datetime) -> None:
    """Of each move, also of one to and fro; of several that she was not told of yet only of the last.

    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    outbox.withdraw(HelperMoved.key, assignment.pk)
    version = f"{stamp(assignment.date)}{MOVE}{assignment.date.version}"
    _post(HelperMoved.key, assignment, version, soonest)


def helper_released(assignment: Assignment) -> None:
    _post(HelperReleased.key, assignment, stamp(assignment.date), assignment.date.starts)


def forget_helper(helper: Helper) -> None:
    """Nothing more is asked of a helper, and the address goes from what was sent."""
    asked = list(helper.assignments.values_list("pk", flat=True))
    outbox.forget_contacts(kinds_about(HelperAsked), asked)


def _post(kind: str, assignment: Assignment, version: str, starts: datetime) -> None:
    if to := helper_recipient(assignment.helper):
        account, due = account_of(assignment.helper.organisation_id), due_of_news(to, starts)
        outbox.post(kind, assignment.pk, to=to, version=version, account=account, due=due)


def _version(assignment: Assignment) -> str:
    """Which question about which time a message carries."""
    asked = int(assignment.asked.timestamp()) if assignment.asked else 0
    return f"{asked}-{stamp(assignment.date)}"
