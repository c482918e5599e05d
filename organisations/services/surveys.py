"""What a network asks all its members, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.messages import SurveyAsked, SurveyClosed, SurveyReminder
from organisations.models import Membership, Organisation, Reply, Survey
from organisations.models.surveys import KEPT, WRITTEN
from organisations.reports.surveys import members_to_ask
from organisations.rules import may_answer_surveys, may_ask_members
from portal.accounts.models import User
from portal.lib import dates
from portal.lib.errors import Stale
from portal.outbox.services import Recipient, post

LONGEST = relativedelta(years=1)
# So long before the last day those are reminded who have not answered.
REMINDED_BEFORE = timedelta(days=3)


@transaction.atomic
def save_survey(
    umbrella: Organisation, key: UUID, written: dict[str, Any], *, version: int, by: User
) -> Survey:
    """Keep what is `written` (see `WRITTEN`) as a draft; version 0 stands for a new one. A double click saves
    once.

    Raises `Stale` with the draft as it is now if it is no longer at `version`, `ValidationError` by field or
    once it is sent, `PermissionDenied`.
    """
    if not may_ask_members(by, umbrella):
        raise PermissionDenied
    if unknown := set(written) - set(WRITTEN):
        raise TypeError(f"not written into a survey: {sorted(unknown)}")
    Organisation.objects.select_for_update(no_key=True).get(pk=umbrella.pk)  # the clicks come one by one
    survey = Survey.objects.filter(umbrella=umbrella, key=key).first() or Survey(umbrella=umbrella, key=key)
    if not survey.is_draft:
        raise ValidationError(_("These questions are sent already."))
    if survey.version != version:
        if all(getattr(survey, name) == value for name, value in written.items()):
            return survey
        raise Stale(survey)
    for name, value in written.items():
        setattr(survey, name, value)
    survey.full_clean()
    _refuse_day(survey)
    survey.version += 1
    survey.save()
    return survey


@transaction.atomic
def send_survey(survey: Survey, *, version: int, by: User) -> Survey:
    """Ask the members that the draft means today; their coordinators get a mail. A double click sends once.

    Raises `Stale` if the draft is no longer as it was looked at, `ValidationError` where nobody can answer or
    the last day is over, `PermissionDenied`.
    """
    survey = _locked(survey, by)
    if not survey.is_draft:
        return survey
    if survey.version != version:
        raise Stale(survey)
    _refuse_day(survey)
    members = [row.member for row in members_to_ask(survey)]
    if not members:
        raise ValidationError(_("There is no member whom you could ask like this."))
    survey.sent, survey.sent_by = timezone.now(), by
    survey.save(update_fields=["sent", "sent_by"])
    Reply.objects.bulk_create(Reply(survey=survey, member=member) for member in members)
    _tell_members(SurveyAsked.key, survey.replies.all())
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: User) -> Survey:
    """Nobody answers any more; a second click changes nothing.

    Raises `PermissionDenied`, `ValidationError` for a draft.
    """
    survey = _locked(survey, by)
    if survey.is_draft:
        raise ValidationError(_("These questions are not sent yet."))
    if survey.closed is None:
        survey.closed = timezone.now()
        survey.save(update_fields=["closed"])
    return survey


@transaction.atomic
def discard_survey(survey: Survey, *, by: User) -> None:
    """Throw a draft away. Raises `PermissionDenied`, and `ValidationError` once it is sent."""
    survey = _locked(survey, by)
    if not survey.is_draft:
        raise ValidationError(_("These questions are sent already."))
    survey.delete()


@transaction.atomic
def answer_survey(reply: Reply, answers: list[str], *, version: int, by: User) -> Reply:
    """Keep the `answers`, one for each question, in place of those given before. A double click keeps them
    once.

    Raises `Stale` with the reply as it is now if it is no longer at `version`, `ValidationError` once nobody
    answers any more or where nothing is said, `PermissionDenied`.
    """
    current = (
        Reply.objects.select_for_update(of=("self",)).select_related("survey", "member").get(pk=reply.pk)
    )
    if not may_answer_surveys(by, current.member):
        raise PermissionDenied
    if not Reply.objects.open(dates.today()).filter(pk=current.pk).exists():
        raise ValidationError(_("These questions can not be answered any more."))
    if current.version != version:
        if current.answers == answers:
            return current
        raise Stale(current)
    if len(answers) != len(current.survey.questions):
        raise TypeError("one answer for each question, please")
    if not any(answers):
        raise ValidationError(_("Answer one question at least."))
    current.answers, current.answered = answers, timezone.now()
    current.version += 1
    current.save()
    return current


def remind_of_surveys() -> int:
    """Tell members once that have not answered and whose last day is near; how many it is told now or was."""
    due = Reply.objects.due_within(REMINDED_BEFORE, dates.today())
    return _tell_members(SurveyReminder.key, due)


@transaction.atomic
def close_surveys() -> int:
    """Close those whose last day is over, and tell the coordinators of their networks; how many."""
    over = list(Survey.objects.over(dates.today()).select_for_update(of=("self",)).order_by("pk"))
    for survey in over:
        survey.closed = timezone.now()
        survey.save(update_fields=["closed"])
        coordinating = Membership.objects.coordinating().filter(organisation=survey.umbrella_id)
        for membership in coordinating.select_related("user"):
            post(SurveyClosed.key, survey.pk, to=Recipient.by_mail(membership.user))
    return len(over)


def purge() -> dict[str, int]:
    """Delete questions with all answers a year after the last day, drafts too."""
    old = Survey.objects.filter(last_day__lte=dates.today() - KEPT)
    return {"surveys": old.delete()[1].get(Survey._meta.label, 0)}


def _locked(survey: Survey, by: User) -> Survey:
    current = Survey.objects.select_for_update(of=("self",)).select_related("umbrella").get(pk=survey.pk)
    if not may_ask_members(by, current.umbrella):
        raise PermissionDenied
    return current


def _refuse_day(survey: Survey) -> None:
    if not dates.today() < survey.last_day <= dates.today() + LONGEST:
        raise ValidationError({"last_day": _("Choose a day from tomorrow on, within a year.")})


def _tell_members(kind: str, replies: Iterable[Reply]) -> int:
    """To the coordinators of each member; posted once for each, however often it is asked for."""
    by_member = {reply.member_id: reply for reply in replies}
    coordinating = Membership.objects.coordinating().filter(organisation__in=by_member)
    for membership in coordinating.select_related("user").order_by("pk"):
        post(kind, by_member[membership.organisation_id].pk, to=Recipient.by_mail(membership.user))
    return len(by_member)
