"""What families say of a date: counted, never kept as a row of its own, and shown in steps.

A step is made once `SHOWN_FROM` more families have answered a question; what came since the last one stays
back, also for good. So nobody reads one family's answer off two looks at the sums. All who answer by the
link of one family are one, and so are all who answer on one phone.
"""

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
from parentwork.queries.feedback import SHOWN_FROM, AnswerCountQuerySet
from portal.accounts.models import User
from portal.lib.limits import counted, is_first, remember, remembered, was_here

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

    Through the link of a family, `seat`, as many are counted as it has adults; who has answered in the same
    browser through the code before is asked first whether this is `another` person. Through the code that
    hangs in the room one of each `browser` (what tells it from others), and more where the person says to be
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
    if seat and browser and not another and was_here("feedback", f"code {date.pk}:{browser}"):
        remember("feedback", str(token), Became.ASKED, A_DAY)
        return Became.ASKED  # by the code that hangs in the room: mostly the same person
    person = _next(f"{date.pk}:{browser}", PERSONS_A_PHONE if another else 1) if browser else 0
    adult = _next(f"family {seat.pk}", _adults(seat)) if seat else 0
    if browser and seat is None and person is not None:
        is_first("feedback", f"code {date.pk}:{browser}", round(_ASKED.total_seconds()))
    became = _refused(person, adult, is_family=seat is not None, another=another)
    if became is None:
        became = _count(date, answers, is_new=person == adult == 0 and _is_remembered(token))
    remember("feedback", str(token), became, A_DAY)
    return became


def _refused(person: int | None, adult: int | None, *, is_family: bool, another: bool) -> Became | None:
    """Why these answers are not counted, whatever they say."""
    if is_family:
        return Became.FAMILY if adult is None else None
    if person is not None:
        return None
    return Became.PHONE if another else Became.ASKED


def _count(date: WorkshopDate, answers: Answers, *, is_new: bool) -> Became:
    """Each question for itself, as often as people came at most; `is_new`: the first one of a family."""
    became = Became.FULL
    for question, answer in answers.items():
        rows = AnswerCount.objects.filter(date=date, question=question, source=Source.ONLINE)
        if date.recorded and _said(rows) >= could_answer(date):
            continue
        row, _new = rows.get_or_create(date=date, question=question, answer=answer, source=Source.ONLINE)
        # Two at once would each make a step, and the second would show one answer alone.
        list(rows.select_for_update().order_by("pk"))
        rows.filter(pk=row.pk).update(count=F("count") + 1, families_since=F("families_since") + int(is_new))
        _step(rows)
        became = Became.COUNTED
    return became


def _step(rows: AnswerCountQuerySet) -> None:
    """Show all answers to a question, once several families have answered since they were shown."""
    since = rows.aggregate(sum=Sum("families_since"))["sum"] or 0
    if since >= SHOWN_FROM:
        rows.update(shown=F("count"), families=F("families") + F("families_since"), families_since=0)


def family_behind(date: WorkshopDate, code: str) -> Seat | None:
    """Whose own link has this code; None where that is nobody's, or the booking is deleted already."""
    seats = Seat.objects.confirmed().filter(date=date).select_related("attendance")
    return next((seat for seat in seats if constant_time_compare(seat.opinion_code, code)), None)


def has_answered(seat: Seat) -> bool:
    """Each adult of the family has, by its link."""
    return all(was_here("feedback", f"family {seat.pk}:{adult}") for adult in range(_adults(seat)))


def _adults(seat: Seat) -> int:
    came = getattr(seat, "attendance", None)
    return max(came.adults if came else seat.adults, 1)


def _is_remembered(token: uuid.UUID) -> bool:
    """While the cache is away nobody is known again, so nobody counts as one more family."""
    lasts = round(_ASKED.total_seconds())
    return is_first("feedback", f"token {token}", lasts) and was_here("feedback", f"token {token}")


def _next(who: str, most: int) -> int | None:
    """Which of them answers now, counted from 0; None where all have."""
    lasts = round(_ASKED.total_seconds())
    return next((it for it in range(most) if is_first("feedback", f"{who}:{it}", lasts)), None)


def could_answer(date: WorkshopDate) -> int:
    """So many people came, a family of children counted as one; none before that is typed in."""
    if date.recorded is None:
        return 0
    ticked = Attendance.objects.filter(Q(adults__gt=0) | Q(children__gt=0), seat__date=date)
    families = sum(max(adults, 1) for adults in ticked.values_list("adults", flat=True))
    others = date.headcounts.of_people().values_list("adults", "children")
    return families + sum(max(adults, min(children, 1)) for adults, children in others)


def _said(rows: AnswerCountQuerySet) -> int:
    return rows.aggregate(sum=Sum("count"))["sum"] or 0


@transaction.atomic
def enter_paper(date: WorkshopDate, sums: Sums, *, by: User) -> None:
    """The sums of the paper sheets of a date, each of a family; entered again, the new sums count."""
    if not rules.may_see_families(by, date):
        raise PermissionDenied
    if not date.has_come:
        raise ValidationError(_("This date is still to come."))
    _check_sheets(date, sums)
    for (question, answer), count in sums.items():
        AnswerCount.objects.update_or_create(
            date=date, question=question, answer=answer, source=Source.PAPER,
            defaults={"count": count, "shown": count, "families": count},
        )  # fmt: skip


def _check_sheets(date: WorkshopDate, sums: Sums) -> None:
    sheets = Counter[Question]()
    for (question, _answer), count in sums.items():
        sheets[question] += count
    if any(sheets.values()) and date.recorded is None:
        raise ValidationError(_("Please type in first who came."))
    if max(sheets.values(), default=0) > could_answer(date):
        raise ValidationError(_("To one question there are more answers than people who came."))
