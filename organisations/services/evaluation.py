"""What an organisation thinks of its own work, once a year, and the measures that follow from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.choices.evaluation import Area
from organisations.messages import MeasureDue
from organisations.models import AreaEvaluation, Organisation
from organisations.models.evaluation import WRITTEN
from organisations.rules import may_answer_yearly, may_finish_measure
from organisations.services.structure import open_years
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.outbox.services import Recipient, post

# So long before its day somebody is reminded of a measure.
REMINDED_BEFORE = timedelta(days=7)


@transaction.atomic
def save_evaluation(
    organisation: Organisation, year: int, area: Area, answers: dict[str, Any], *, version: int, by: User
) -> AreaEvaluation:
    """Keep the `answers` (see `WRITTEN`) for an area; version 0 stands for one that was not looked at yet.

    A measure that says something else than before is open again. Raises `Stale` with the evaluation as it is
    now if it is no longer at `version`, `ValidationError` by field, `PermissionDenied`.
    """
    if not may_answer_yearly(by, organisation):
        raise PermissionDenied
    if year not in open_years():
        raise ValidationError(_("This year is closed."))
    if unknown := set(answers) - set(WRITTEN):
        raise TypeError(f"not answers of a self-evaluation: {sorted(unknown)}")
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two first answers come one by one
    current = organisation.evaluations.filter(year=year, area=area).first()
    if (current.version if current else 0) != version:
        raise Stale(current)
    evaluation = current or AreaEvaluation(organisation=organisation, year=year, area=area)
    if evaluation.measure != answers["measure"]:
        evaluation.done_on = None
    for name, answer in answers.items():
        setattr(evaluation, name, answer)
    if evaluation.owner and evaluation.owner.organisation_id != organisation.pk:
        raise ValidationError({"owner": _("This person has left in the meantime.")})
    evaluation.full_clean()
    evaluation.version += 1
    evaluation.save()
    return evaluation


@transaction.atomic
def finish_measure(evaluation: AreaEvaluation, *, by: User) -> AreaEvaluation:
    """The measure is done; a second click changes nothing. Raises `PermissionDenied`, `ValidationError`."""
    current = AreaEvaluation.objects.select_for_update().get(pk=evaluation.pk)
    if not may_finish_measure(by, current):
        raise PermissionDenied
    if not current.measure:
        raise ValidationError(_("There is no measure here any more."))
    if current.done_on is None:
        current.done_on = today()
        current.version += 1
        current.save()
    return current


def remind_of_measures() -> int:
    """Tell everybody once of each measure of theirs whose day is near; to how many it is told now or was."""
    due = AreaEvaluation.objects.due_until(today() + REMINDED_BEFORE)
    for evaluation in due:
        _remind(evaluation)
    return len(due)


def _remind(evaluation: AreaEvaluation) -> None:
    """Posted once for each day and person: a later day, or somebody else, is told anew."""
    assert evaluation.owner  # noqa: S101 - what the queryset promises
    user = evaluation.owner.user
    to = Recipient.by_mail(user)
    post(MeasureDue.key, evaluation.pk, to=to, version=str(evaluation.due))
