"""What families say of a date: counted, never kept as a row of its own."""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.choices import Answer, Question, Source
from parentwork.models import AnswerCount, Attendance, Seat, WorkshopDate
from parentwork.models.dates import ASKED_FOR
from portal.accounts.models import User
from portal.lib.limits import counted, is_first, remember, remembered

# Longer than a date takes answers.
_ASKED = ASKED_FOR + timedelta(days=7)
A_DAY = 24 * 60 * 60
# A family may share a phone; more than that are not counted from one.
PERSONS_A_PHONE = 4

type Answers = Mapping[Question, Answer]
type Sums = Mapping[tuple[Question, Answer], int]


class Became(StrEnum):
    """What became of somebody's answers; all but COUNTED leave the sums as they were."""

    COUNTED = "counted"
    ASKED = "asked"  # somebody has answered in this browser: is it another person?
    PHONE = "phone"  # so many persons have answered in this browser
    FAMILY = "family"  # each adult of the family has answered
    FULL = "full"  # as many have answered as came


@transaction.atomic
def say(
    date: WorkshopDate,
    answers: Answers,
    *,
    token: uuid.UUID,
    browser: str = "",
    seat: Seat | None = None,
    another: bool = False,
) -> Became:
    """Count the answers of one person and say what became of them; the same token again counts nothing.

    Through the link of a family, `seat`, as many are counted as it has adults; through the code that hangs
    in the room one of each `browser` (what tells it from others), and more where the person says to be
    `another`, since a family may share a phone. Nobody is asked who it is, so whoever takes the trouble is
    counted several times there: more would take a name. But no question counts more often than people came,
    once that is typed in.

    Token, browser and seat are only remembered as hashes in the cache, and never beside an answer: the token
    for a day, the others as long as the date takes answers. `ValidationError` where it takes none.
    """
    if not date.takes_feedback:
        raise ValidationError(_("No answers are taken for this meeting now."))
    if counted("feedback", str(token), "1/d"):
        return Became(remembered("feedback", str(token)) or Became.COUNTED)
    became = _refused(date, browser, seat, another=another) or _count(date, answers)
    remember("feedback", str(token), became, A_DAY)
    return became


def _refused(date: WorkshopDate, browser: str, seat: Seat | None, *, another: bool) -> Became | None:
    """Why these answers are not counted, whatever they say."""
    persons = range(PERSONS_A_PHONE if another else 1)
    is_new = not browser or any(_is_first(f"{date.pk}:{browser}:{number}") for number in persons)
    if seat:
        return None if _is_asked(seat) else Became.FAMILY
    if is_new:
        return None
    return Became.PHONE if another else Became.ASKED


def _count(date: WorkshopDate, answers: Answers) -> Became:
    """Each question for itself, as often as people came at most."""
    became = Became.FULL
    for question, answer in answers.items():
        if date.recorded and _said(date, question) >= could_answer(date):
            continue
        row, _new = AnswerCount.objects.get_or_create(
            date=date, question=question, answer=answer, source=Source.ONLINE
        )
        AnswerCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        became = Became.COUNTED
    return became


def family_behind(date: WorkshopDate, code: str) -> Seat | None:
    """Whose own link has this code; None where that is nobody's, or the booking is deleted already."""
    seats = Seat.objects.confirmed().filter(date=date).select_related("attendance")
    return next((seat for seat in seats if constant_time_compare(seat.opinion_code, code)), None)


def _is_asked(seat: Seat) -> bool:
    """One of the adults of the family has not answered yet."""
    came = getattr(seat, "attendance", None)
    adults = max(came.adults if came else seat.adults, 1)
    return any(_is_first(f"family {seat.pk}:{number}") for number in range(adults))


def _is_first(who: str) -> bool:
    return is_first("feedback", who, round(_ASKED.total_seconds()))


def could_answer(date: WorkshopDate) -> int:
    """So many people came, a family of children counted as one; none before that is typed in."""
    if date.recorded is None:
        return 0
    ticked = Attendance.objects.filter(Q(adults__gt=0) | Q(children__gt=0), seat__date=date)
    families = sum(max(adults, 1) for adults in ticked.values_list("adults", flat=True))
    others = date.headcounts.of_people().values_list("adults", "children")
    return families + sum(max(adults, min(children, 1)) for adults, children in others)


def _said(date: WorkshopDate, question: Question) -> int:
    rows = AnswerCount.objects.filter(date=date, question=question, source=Source.ONLINE)
    return rows.aggregate(sum=Sum("count"))["sum"] or 0


@transaction.atomic
def enter_paper(date: WorkshopDate, sums: Sums, *, by: User) -> None:
    """The sums of the paper sheets of a date; entered again, the new sums count."""
    if not rules.may_see_families(by, date):
        raise PermissionDenied
    if not date.has_come:
        raise ValidationError(_("This date is still to come."))
    _check_sheets(date, sums)
    for (question, answer), count in sums.items():
        AnswerCount.objects.update_or_create(
            date=date, question=question, answer=answer, source=Source.PAPER, defaults={"count": count}
        )


def _check_sheets(date: WorkshopDate, sums: Sums) -> None:
    sheets = Counter[Question]()
    for (question, _answer), count in sums.items():
        sheets[question] += count
    if any(sheets.values()) and date.recorded is None:
        raise ValidationError(_("Please type in first who came."))
    if max(sheets.values(), default=0) > could_answer(date):
        raise ValidationError(_("To one question there are more answers than people who came."))
