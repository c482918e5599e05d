"""Who is where, and the unpaid hours that become evidence."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import messages, rules
from parentwork.choices import EXPECTED, AssignmentState, DateState, HelperRole, HoursVerb
from parentwork.models import Assignment, Helper, HoursReview, VolunteerHours, Workshop, WorkshopDate
from portal.accounts.models import User
from portal.lib.dates import today


@transaction.atomic
def assign(date: WorkshopDate, helper: Helper, role: HelperRole, *, by: User) -> Assignment:
    """Put a helper on a date; twice is once.

    Somebody who is elsewhere at that time, or has another task there, is a `ValidationError`.
    """
    locked = date_to_staff(date, helper, by=by)
    _check_other_tasks(locked, helper, role)
    defaults = {
        "role": role, "state": AssignmentState.AGREED, "starts": locked.starts, "ends": locked.ends,
        "moved_from": None,
    }  # fmt: skip
    try:
        with transaction.atomic():
            assignment, _new = Assignment.objects.update_or_create(
                date=locked, helper=helper, defaults=defaults
            )
    except IntegrityError as error:
        if "nobody_is_in_two_places" not in str(error):
            raise
        raise elsewhere(helper) from error
    return assignment


def date_to_staff(date: WorkshopDate, helper: Helper, *, by: User) -> WorkshopDate:
    """The date, locked, to which `by` may bring this helper."""
    organisation = date.workshop.organisation
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    if helper.organisation_id != organisation.pk:
        raise ValidationError({"helper": _("Please choose a helper of your organisation.")})
    locked = WorkshopDate.objects.select_for_update(no_key=True).get(pk=date.pk)
    if locked.is_cancelled:
        raise ValidationError(_("This date is cancelled."))
    return locked


def elsewhere(helper: Helper) -> ValidationError:
    """Nobody is in two places."""
    return ValidationError(
        {"helper": _("%(name)s is needed elsewhere at that time.") % {"name": helper.name}}
    )


def helps_already(helper: Helper) -> ValidationError:
    """Nobody has two tasks on a date."""
    return ValidationError({"helper": _("“%(name)s” helps on this date already.") % {"name": helper.name}})


def _check_other_tasks(date: WorkshopDate, helper: Helper, role: HelperRole) -> None:
    """Who has agreed to another task there, or is asked about one, keeps it until somebody takes it back.

    Asking anew about another one is all right: then the helper hears of it.
    """
    expected = Assignment.objects.filter(date=date, helper=helper, state__in=EXPECTED)
    other = expected.exclude(role=role).first()
    if other is None:
        return
    if not other.is_open:
        raise helps_already(helper)
    text = _("“%(name)s” is asked about another task on this date (%(role)s). Take that question back first.")
    raise ValidationError({"helper": text % {"name": helper.name, "role": other.get_role_display()}})


@transaction.atomic
def release(assignment: Assignment, *, by: User) -> None:
    """A helper is not needed on a date after all."""
    if not rules.may_plan(by, assignment.helper.organisation):
        raise PermissionDenied
    others = list(asked_with(assignment))
    Assignment.objects.filter(pk=assignment.pk).delete()
    messages.helper_not_asked(assignment, others)


def asked_with(assignment: Assignment) -> QuerySet[Assignment]:
    """What else is open behind the link of a question, the next date first."""
    if not assignment.secret:
        return Assignment.objects.none()
    rest = Assignment.objects.open().filter(secret=assignment.secret).exclude(pk=assignment.pk)
    return rest.select_related("helper__user", "date")


@transaction.atomic
def record_hours(
    workshop: Workshop,
    helper: Helper,
    *,
    day: date,
    hours: Decimal,
    by: User,
    activity: str = "",
    on: WorkshopDate | None = None,
) -> tuple[VolunteerHours, bool]:
    """Unpaid hours (quarter hours) of a helper on a day; the same helper, date and activity is corrected.
    Whether they are recorded now comes with them: the same again leave them as they are.

    Who helps records the own ones alone. Without `on` they belong to the date that the workshop has on that
    day, if it has one.

    Confirmed ones are evidence: others for them are a `ValidationError`, code "confirmed". A helper has no
    more than 24 hours a day.
    """
    organisation = workshop.organisation
    if not rules.may_run(by, organisation):
        raise PermissionDenied
    on = on or date_on(workshop, day)
    # One entry at a time for each helper, so that the sum of the day is true.
    Helper.objects.select_for_update(no_key=True).get(pk=helper.pk)
    _check_hours(workshop, helper, day, hours, on)
    if not rules.may_record_hours_of(by, helper):
        raise PermissionDenied
    row = recorded(workshop, helper, day=day, activity=activity, on=on) or VolunteerHours(
        workshop=workshop, helper=helper, day=day, date=on, activity=activity
    )
    if row.stand_for(hours):
        return row, False
    if row.confirmed:
        raise _confirmed_otherwise()
    _check_sum(row, hours)
    row.hours, row.recorded_by = hours, by
    _undecide(row)
    row.save()
    return row, True


@transaction.atomic
def record_whole(assignment: Assignment, *, by: User) -> VolunteerHours | None:
    """A volunteer helped as long as the date took; None where hours of hers on it are recorded already.

    Who has not agreed, is paid, or helps on a date that is not over is a `ValidationError`.
    """
    date, helper = assignment.date, assignment.helper
    if not rules.may_run(by, date.workshop.organisation):
        raise PermissionDenied
    if not rules.may_record_hours_of(by, helper):
        raise PermissionDenied
    Helper.objects.select_for_update(no_key=True).get(pk=helper.pk)
    if VolunteerHours.objects.filter(date=date, helper=helper).exists():
        return None
    if not assignment.has_helped:
        raise ValidationError(_("Hours are recorded for whoever has agreed to a date that is over."))
    return record_hours(date.workshop, helper, day=date.day, hours=date.length, by=by, on=date)[0]


def recorded(
    workshop: Workshop, helper: Helper, *, day: date, activity: str, on: WorkshopDate | None
) -> VolunteerHours | None:
    """The hours that are corrected where the same are recorded anew."""
    same = {"workshop": workshop, "helper": helper, "day": day, "date": on, "activity": activity}
    return VolunteerHours.objects.filter(**same).first()


def hours_at(date: WorkshopDate, helper: Helper, *, hours: Decimal, activity: str) -> Decimal:
    """All hours of the helper at the time of a date once these are recorded, refused ones left out."""
    others = VolunteerHours.objects.filter(helper=helper, refused__isnull=True)
    others = others.at_the_time_of(date.starts, date.ends).exclude(date=date, activity=activity)
    return sum((other.hours for other in others), hours)


def _confirmed_otherwise() -> ValidationError:
    text = _("These hours are confirmed already, with another number. Only who confirms hours corrects them.")
    return ValidationError({"hours": ValidationError(text, code="confirmed")})


def _undecide(row: VolunteerHours) -> None:
    row.confirmed, row.confirmed_by, row.self_confirmed, row.refused = None, None, False, None


def date_on(workshop: Workshop, day: date) -> WorkshopDate | None:
    """The first date that a workshop has on a day, to which hours of that day belong."""
    dates = workshop.dates.exclude(state=DateState.CANCELLED).filter(starts__date=day)
    return dates.order_by("starts", "pk").first()


def _check_sum(row: VolunteerHours, hours: Decimal) -> None:
    others = VolunteerHours.objects.filter(helper=row.helper, day=row.day, refused__isnull=True)
    if sum((other.hours for other in others.exclude(pk=row.pk)), hours) > Decimal(24):
        raise ValidationError({"hours": _("A day has 24 hours.")})


def _check_quarters(hours: Decimal) -> dict[str, str]:
    whole = hours > 0 and not hours % Decimal("0.25")
    return {} if whole else {"hours": _("Please write quarter hours, for example 1,5 or 2,25.")}


def _check_hours(
    workshop: Workshop, helper: Helper, day: date, hours: Decimal, on: WorkshopDate | None
) -> None:
    errors = _check_quarters(hours)
    if helper.organisation_id != workshop.organisation_id:
        errors["helper"] = _("Please choose a helper of your organisation.")
    elif helper.is_paid:
        errors["helper"] = _("Only unpaid hours are recorded here.")
    if day > today():
        errors["day"] = _("This day is still to come.")
    if on is not None and on.workshop_id != workshop.pk:
        errors["day"] = _("This date belongs to another workshop.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def confirm_hours(organisation: Organisation, ids: list[int], *, by: User) -> int:
    """Confirm recorded hours of an organisation by id; returns how many were confirmed now.

    Nobody confirms their own hours while another person could; where nobody could, they are marked as such.
    """
    if not rules.may_confirm_hours(by, organisation):
        raise PermissionDenied
    rows = VolunteerHours.objects.confirmable_by(by).filter(workshop__organisation=organisation, pk__in=ids)
    done = {"confirmed": timezone.now(), "confirmed_by": by}
    own = rows.filter(helper__user=by).update(self_confirmed=True, **done)
    return own + rows.update(**done)


@transaction.atomic
def correct_hours(row: VolunteerHours, *, hours: Decimal, word: str, by: User) -> VolunteerHours:
    """Set recorded hours right (quarter hours) and confirm them so; `word` tells the helper why."""
    locked = _locked_to_decide(row, by)
    if errors := _check_quarters(hours):
        raise ValidationError(errors)
    if locked.refused is None and hours == locked.hours:
        raise ValidationError({"hours": _("That is what is recorded already.")})
    _check_sum(locked, hours)
    _note(locked, HoursVerb.CORRECT, word, by)
    _undecide(locked)
    locked.hours, locked.confirmed, locked.confirmed_by = hours, timezone.now(), by
    locked.self_confirmed = locked.helper.user_id == by.pk
    locked.save()
    return locked


@transaction.atomic
def refuse_hours(row: VolunteerHours, *, word: str, by: User) -> VolunteerHours:
    """Recorded hours count nowhere, confirmed or not; `word` tells the helper why. Again changes nothing."""
    locked = _locked_to_decide(row, by)
    if locked.refused:
        return locked
    _note(locked, HoursVerb.REFUSE, word, by)
    _undecide(locked)
    locked.refused = timezone.now()
    locked.save()
    return locked


def _locked_to_decide(row: VolunteerHours, by: User) -> VolunteerHours:
    if not rules.may_confirm_hours(by, row.workshop.organisation):
        raise PermissionDenied
    # The helper first, as in `record_hours`.
    Helper.objects.select_for_update(no_key=True).get(pk=row.helper_id)
    locked = VolunteerHours.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not VolunteerHours.objects.decided_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return locked


def _note(row: VolunteerHours, verb: HoursVerb, word: str, by: User) -> None:
    if not word.strip():
        raise ValidationError({"word": _("Please tell the helper why.")})
    HoursReview.objects.create(of=row, verb=verb, recorded=row.hours, word=word.strip(), by=by)
