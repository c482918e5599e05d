"""What editors do with facts besides rewording them, and what they are reminded of."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.messages import facts as messages
from portal.guides.models import LandFact
from portal.guides.services.editing import save_row
from portal.lib.dates import today
from portal.lib.errors import Stale

# Before the end of a fact's time.
NOTICE = timedelta(days=30)


@transaction.atomic
def confirm_fact(fact: LandFact, *, version: int, by: User | None) -> LandFact:
    """It was checked today and is still right: renew the day of the check and nothing else.

    Raises PermissionDenied, Stale; a second click is none.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    row = LandFact.objects.select_for_update().get(pk=fact.pk)
    if row.checked_on == today() and row.checked_by == by and row.version == version + 1:
        return row
    if row.version != version:
        raise Stale(row)
    row.checked_on, row.checked_by, row.version = today(), by, version + 1
    row.save(update_fields=["checked_on", "checked_by", "version"])
    return row


@transaction.atomic
def follow_fact(fact: LandFact, new: LandFact, *, version: int, by: User | None) -> LandFact:
    """Let `new` hold from its day on; `fact` ends the day before. Raises what `save_row` raises."""
    if new.valid_from is None:
        raise ValidationError({"valid_from": _("From which day on does the new value hold?")})
    old = LandFact.objects.select_for_update().get(pk=fact.pk)
    if old.version != version:
        raise Stale(old)
    if old.valid_from and new.valid_from <= old.valid_from:
        raise ValidationError({"valid_from": _("The new value must begin after the old one.")})
    last_day = new.valid_from - timedelta(days=1)
    if old.valid_until is None or old.valid_until > last_day:
        old.valid_until = last_day
        save_row(old, version=version, by=by)
    new.behind = new.behind_after(old)
    return save_row(new, version=1, by=by)


@transaction.atomic
def except_land(fact: LandFact, new: LandFact, *, by: User | None) -> LandFact:
    """Let `new` hold in its Land; `fact` goes on in all others. Raises what `save_row` raises."""
    new.behind = new.behind_after(fact)
    return save_row(new, version=1, by=by)


@transaction.atomic
def restore_fact(fact: LandFact, event: int, *, version: int, by: User | None) -> LandFact:
    """Put back what the fact said then, as a new edit. Raises what `save_row` raises."""
    kept = LandFact.pgh_event_model.objects.get(pgh_obj=fact, pgh_id=event)  # type: ignore[attr-defined]
    for column in (*LandFact.from_file, "behind"):
        setattr(fact, column, getattr(kept, column))
    return save_row(fact, version=version, by=by, small=True)


@transaction.atomic
def remove_fact(fact: LandFact, *, version: int, by: User | None) -> None:
    """Take a mistaken fact away for good; its history stays. Raises PermissionDenied, Stale.

    It is cut off from its file first: by this the loader tells it from a fact that only its file let go.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    row = LandFact.objects.select_for_update().filter(pk=fact.pk).order_by("pk").first()
    if row is None:
        return
    if row.version != version:
        raise Stale(row)
    row.loaded, row.checked_by, row.version = "", by, version + 1
    row.save(update_fields=["loaded", "checked_by", "version"])
    row.delete()


@transaction.atomic
def remind() -> int:
    """Write the mails about facts that end within 30 days, once for each day on which facts end, and once a
    month the one about facts that nobody has checked for a year; how many."""
    day = today()
    ends = LandFact.objects.ending_without_successor(day, day + NOTICE)
    days = sorted(set(ends.values_list("valid_until", flat=True)))
    old = LandFact.objects.valid(day).old(day).exists()
    return sum(messages.remind(person, days, old=old, month=day) for person in rules.editors())
