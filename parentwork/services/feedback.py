"""What families say of a date: counted, never kept as a row of its own."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.choices import Answer, Question, Source
from parentwork.models import AnswerCount, WorkshopDate
from portal.accounts.models import User
from portal.lib.limits import counted

type Answers = Mapping[Question, Answer]
type Sums = Mapping[tuple[Question, Answer], int]


@transaction.atomic
def say(date: WorkshopDate, answers: Answers, *, token: uuid.UUID) -> None:
    """Count the answers of one family; the form with the same token again counts nothing.

    The token is only remembered for a day in the cache, and never beside an answer. `ValidationError` where
    the date takes no answers.
    """
    if not date.takes_feedback:
        raise ValidationError(_("No answers are taken for this meeting now."))
    if counted("feedback", str(token), "1/d"):
        return
    for question, answer in answers.items():
        row, _new = AnswerCount.objects.get_or_create(date=date, question=question, answer=answer)
        AnswerCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def enter_paper(date: WorkshopDate, sums: Sums, *, by: User) -> None:
    """The sums of the paper sheets of a date; entered again, the new sums count."""
    if not rules.may_see_families(by, date.workshop.organisation):
        raise PermissionDenied
    if not date.has_come:
        raise ValidationError(_("This date is still to come."))
    for (question, answer), count in sums.items():
        AnswerCount.objects.update_or_create(
            date=date, question=question, answer=answer, source=Source.PAPER, defaults={"count": count}
        )
