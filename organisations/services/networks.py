"""Which organisation belongs to which network."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from organisations.models import Affiliation, Organisation
from organisations.rules import may_manage_members, may_moderate
from portal.accounts.models import User
from portal.lib import dates

# Taken while affiliations change, so that no two changes close a circle together.
_LOCK = 0x0EB_0001


@transaction.atomic
def affiliate(
    member: Organisation, umbrella: Organisation, *, since: date | None = None, by: User | None
) -> Affiliation:
    """`member` belongs to the network `umbrella`; one that had left comes back.

    Only portal staff and the portal itself. Raises `ValidationError` when that would close a circle.
    """
    if by is not None and not may_moderate(by):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not umbrella.is_umbrella:
        raise ValidationError({"umbrella": _("This organisation is no network.")})
    if member.pk == umbrella.pk or member.pk in _above(umbrella):
        raise ValidationError({"umbrella": _("This network belongs to the organisation itself.")})
    affiliation, _is_new = Affiliation.objects.update_or_create(
        member=member, umbrella=umbrella, defaults={"since": since, "until": None}
    )
    return affiliation


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, until: date | None = None, by: User) -> Affiliation:
    """The membership in the network ends on `until` (today): either side, or portal staff."""
    current = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    sides = (current.member, current.umbrella)
    if not (may_moderate(by) or any(may_manage_members(by, side) for side in sides)):
        raise PermissionDenied
    until = until or dates.today()
    if current.since and until < current.since:
        raise ValidationError({"until": _("It can not end before it began.")})
    current.until = until
    current.save()
    return current


def _above(organisation: Organisation) -> set[int]:
    """The ids of all networks that `organisation` belongs to, through however many levels."""
    found: set[int] = set()
    level = {organisation.pk}
    while level:
        level = set(
            Affiliation.objects.filter(member__in=level).values_list("umbrella_id", flat=True)
        ).difference(found)
        found |= level
    return found
