"""That a network writes the profile of a member, as long as both want it."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.messages import MandateGiven, MandateRevoked
from organisations.models import Mandate, Organisation
from organisations.rules import may_manage_members
from organisations.services.networks import refuse_strange_network
from portal.accounts.models import User
from portal.lib import dates
from portal.outbox.services import Recipient, post

LONGEST = relativedelta(years=2)


@transaction.atomic
def give_mandate(member: Organisation, umbrella: Organisation, *, until: date, by: User) -> Mandate:
    """`umbrella`, to which `member` belongs, may write its profile until that day; an older mandate ends.

    A double click gives it once. Raises `PermissionDenied`, and `ValidationError` by field.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=member.pk)  # the clicks come one by one
    if not may_manage_members(by, member):
        raise PermissionDenied
    refuse_strange_network(member, umbrella)
    if not dates.today() <= until <= dates.today() + LONGEST:
        raise ValidationError({"until": _("Choose a day within the next two years.")})
    older = member.mandates_given.filter(umbrella=umbrella, revoked=None)
    if same := older.filter(until=until).first():
        return same
    older.update(revoked=timezone.now(), revoked_by=by)
    mandate = Mandate.objects.create(member=member, umbrella=umbrella, until=until, given_by=by)
    _tell(MandateGiven.key, mandate, umbrella)
    return mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, by: User) -> Mandate:
    """Either side ends it at once, and the other hears of it. A second click changes nothing.

    Raises `PermissionDenied`.
    """
    current = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("member", "umbrella")
        .get(pk=mandate.pk)
    )
    of_member = may_manage_members(by, current.member)
    if not (of_member or may_manage_members(by, current.umbrella)):
        raise PermissionDenied
    if current.revoked is None:
        current.revoked, current.revoked_by = timezone.now(), by
        current.save(update_fields=["revoked", "revoked_by"])
        _tell(MandateRevoked.key, current, current.umbrella if of_member else current.member)
    return current


def purge() -> dict[str, int]:
    """Delete mandates as long after their end as the history keeps what was written under them."""
    kept = timedelta(days=settings.HISTORY_KEPT_DAYS["organisations"] or 0)
    return {"ended mandates": Mandate.objects.over_before(timezone.now() - kept).delete()[0]}


def _tell(kind: str, mandate: Mandate, side: Organisation) -> None:
    for membership in side.memberships.coordinating().select_related("user").order_by("pk"):
        post(kind, mandate.pk, to=Recipient.by_mail(membership.user))
