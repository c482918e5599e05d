"""Whether the public sees an entry: each decision is a line of the log."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Verb
from organisations.models import Decision, Organisation
from organisations.rules import may_moderate, may_publish
from organisations.services.signing import signed
from organisations.workflow import STEPS
from portal.accounts.models import User


def publish(organisation: Organisation, *, by: User | None) -> Organisation:
    """Show the page to everybody. Raises `ValidationError` naming what it still lacks."""
    return decide(organisation, Verb.PUBLISH, by=by)


def withdraw(organisation: Organisation, *, by: User) -> Organisation:
    """Take the page off the net; name and town stay in the registry."""
    return decide(organisation, Verb.WITHDRAW, by=by)


@transaction.atomic
def decide(organisation: Organisation, verb: Verb, *, by: User | None, reason: str = "") -> Organisation:
    """Take the step that `workflow` has for `verb`, behind the lock of the entry; a second click takes none.

    `by=None` is the portal itself. Raises `PermissionDenied`, and `ValidationError` for a step that is not
    possible now.
    """
    step = STEPS[verb]
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    capacity = _capacity(by, current)
    if capacity not in step.who:
        raise PermissionDenied
    if current.state == step.after:
        return current  # a double click
    if current.state not in step.before:
        raise ValidationError(
            _("This is not possible: the entry is %(state)s.") % {"state": current.get_state_display()},
            code="state",
        )
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": _("Say why: the organisation reads it.")})
    if verb is Verb.PUBLISH and (gaps := current.gaps):
        raise ValidationError(
            _("Before the page can be shown, this is missing: %(gaps)s.")
            % {"gaps": ", ".join(str(gap.label) for gap in gaps)},
            code="gaps",
        )
    log(current, verb, step.after, by=by, capacity=capacity, reason=reason)
    current.state = step.after
    current.version += 1
    with signed(by, capacity):
        current.save()
    return current


def log(
    organisation: Organisation,
    verb: Verb,
    after: ListingState,
    *,
    by: User | None,
    capacity: Actor,
    reason: str = "",
) -> Decision:
    """Add the line that says what was decided about the entry; its state is still the one before."""
    return Decision.objects.create(
        organisation=organisation,
        verb=verb,
        before=organisation.state,
        after=after,
        by=by,
        capacity=capacity,
        reason=reason.strip(),
    )


def _capacity(by: User | None, organisation: Organisation) -> Actor:
    if by is None:
        return Actor.PROGRAM
    if may_moderate(by):
        return Actor.PORTAL
    if may_publish(by, organisation):
        return Actor.COORDINATOR
    raise PermissionDenied
