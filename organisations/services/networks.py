"""Which organisation belongs to which network: one side asks, the other agrees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.choices import AffiliationKind, Side
from organisations.messages import AffiliationAgreed, AffiliationAsked
from organisations.models import Affiliation, Organisation
from organisations.rules import is_claimable, may_act_as_network, may_manage_members, may_moderate
from portal.accounts.models import User
from portal.lib import dates
from portal.outbox.services import Recipient, post

# Taken while affiliations change, so that no two changes close a circle together.
_LOCK = 0x0EB_0001


@transaction.atomic
def affiliate(
    member: Organisation,
    umbrella: Organisation,
    *,
    kind: AffiliationKind = AffiliationKind.MEMBER,
    since: date | None = None,
    by: User | None,
) -> Affiliation:
    """`member` belongs to the network `umbrella`, without asking; one that had left comes back.

    Only portal staff and the portal itself. Raises `ValidationError` when that would close a circle.
    """
    if by is not None and not may_moderate(by):
        raise PermissionDenied
    wait_for_other_changes()
    _refuse_pair(member, umbrella)
    return _keep(member, umbrella, kind=kind, since=since, waits_for="")


@transaction.atomic
def ask_for_affiliation(
    member: Organisation,
    umbrella: Organisation,
    *,
    kind: AffiliationKind = AffiliationKind.MEMBER,
    since: date | None = None,
    by: User,
) -> Affiliation:
    """A coordinator of one side asks the other, whose coordinators get a mail.

    If the other side has asked already, it holds as they have asked; it holds at once too if `by` coordinates
    both. Asking twice asks once. An entry that nobody looks after is asked too: the question waits.
    Raises `PermissionDenied`, and `ValidationError` by field (`member`, `umbrella`).
    """
    sides = _sides_of(by, member, umbrella)
    if not sides or (Side.UMBRELLA in sides and umbrella.is_hidden):
        raise PermissionDenied
    wait_for_other_changes()
    _refuse_pair(member, umbrella)
    known = Affiliation.objects.filter(member=member, umbrella=umbrella).first()
    if known and known.is_agreed and not known.is_over:
        raise ValidationError({_other(sides).value: _("It belongs to this network already.")}, code="known")
    if len(sides) == len(Side):
        return _tell_both(_keep(member, umbrella, kind=kind, since=since, waits_for=""))
    if known and known.waits_for:
        return _agree(known) if known.waits_for in sides else known  # a double click
    other = _other(sides)
    asked = member if other == Side.MEMBER else umbrella
    if not (_coordinators(asked) or (other == Side.MEMBER and is_claimable(member))):
        raise ValidationError(
            {other.value: _("Nobody looks after this entry who could agree.")}, code="nobody"
        )
    affiliation = _keep(member, umbrella, kind=kind, since=since, waits_for=other)
    _tell(AffiliationAsked.key, affiliation, asked)
    return affiliation


@transaction.atomic
def ask_all(umbrella: Organisation, members: Iterable[Organisation], *, by: User) -> int:
    """The network says of many entries that they belong to it; how many of them it had not asked before.

    An entry that nobody looks after is asked too: the question waits for whoever will. An entry with which
    there was ever an affiliation is left alone, and so are the network itself and those above it.
    Raises `PermissionDenied`.
    """
    if not may_act_as_network(by, umbrella):
        raise PermissionDenied
    wait_for_other_changes()
    known = set(umbrella.member_affiliations.values_list("member_id", flat=True))
    left_alone = known | _above(umbrella) | {umbrella.pk}
    asked = [
        Affiliation(member=member, umbrella=umbrella, waits_for=Side.MEMBER, asked=timezone.now())
        for member in members
        if member.pk not in left_alone
    ]
    Affiliation.objects.bulk_create(asked)
    for affiliation in asked:
        _tell(AffiliationAsked.key, affiliation, affiliation.member)
    return len(asked)


@transaction.atomic
def agree_to_affiliation(affiliation: Affiliation, *, by: User) -> Affiliation:
    """The side that was asked says yes; the other gets a mail. A second click changes nothing.

    Raises `PermissionDenied`, and `ValidationError` when it was taken back or would close a circle.
    """
    wait_for_other_changes()
    current = _current(affiliation)
    if current.is_agreed:
        return current
    if not may_manage_members(by, current.asked_side):
        raise PermissionDenied
    _refuse_pair(current.member, current.umbrella)
    return _agree(current)


@transaction.atomic
def decline_affiliation(affiliation: Affiliation, *, by: User) -> None:
    """The side that was asked says no, or the other takes it back. Raises `PermissionDenied`."""
    wait_for_other_changes()
    current = Affiliation.objects.asked().filter(pk=affiliation.pk).first()
    if current is None:
        return  # a double click
    if not _sides_of(by, current.member, current.umbrella):
        raise PermissionDenied
    current.delete()


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, until: date | None = None, by: User) -> Affiliation:
    """The membership in the network ends on `until` (today): either side, or portal staff.

    One that has an end keeps it unless another day is named. Raises `PermissionDenied`, `ValidationError`.
    """
    current = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if not (may_moderate(by) or _sides_of(by, current.member, current.umbrella)):
        raise PermissionDenied
    if not current.is_agreed:
        raise ValidationError(_("It has not begun yet."))
    until = until or current.until or dates.today()
    if current.since and until < current.since:
        raise ValidationError({"until": _("It can not end before it began.")})
    current.until = until
    current.save()
    return current


def leave_networks(organisation: Organisation) -> None:
    """An entry that is removed belongs to no network, has no members, and asks nobody."""
    Affiliation.objects.filter(Q(member=organisation) | Q(umbrella=organisation)).delete()


def wait_for_other_changes() -> None:
    """Affiliations change one after the other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def refuse_strange_network(member: Organisation, umbrella: Organisation) -> None:
    """Raise `ValidationError` by field where `member` can not allow `umbrella` anything today."""
    if not Organisation.objects.public().umbrellas_of(member, dates.today()).filter(pk=umbrella.pk).exists():
        raise ValidationError({"umbrella": _("You do not belong to this network.")})


def _refuse_pair(member: Organisation, umbrella: Organisation) -> None:
    if not umbrella.is_umbrella:
        raise ValidationError({"umbrella": _("This organisation is no network.")})
    refuse_circle(member, umbrella)


def refuse_circle(member: Organisation, umbrella: Organisation) -> None:
    """Raise `ValidationError` by field where `umbrella` belongs to `member`, through however many levels."""
    if member.pk == umbrella.pk or member.pk in _above(umbrella):
        raise ValidationError({"umbrella": _("This network belongs to the organisation itself.")})


def _above(organisation: Organisation) -> set[int]:
    """The ids of all networks that `organisation` belongs to, through however many levels."""
    rows = Affiliation.objects.holding(dates.today())
    found: set[int] = set()
    level = {organisation.pk}
    while level:
        level = set(rows.filter(member__in=level).values_list("umbrella_id", flat=True)).difference(found)
        found |= level
    return found


def _keep(
    member: Organisation, umbrella: Organisation, *, kind: AffiliationKind, since: date | None, waits_for: str
) -> Affiliation:
    row = {"kind": kind, "since": since, "until": None, "waits_for": waits_for, "asked": timezone.now()}
    affiliation, _is_new = Affiliation.objects.update_or_create(
        member=member, umbrella=umbrella, defaults=row
    )
    return affiliation


def _agree(affiliation: Affiliation) -> Affiliation:
    affiliation.waits_for = ""
    affiliation.save()
    return _tell_both(affiliation)


def _tell_both(affiliation: Affiliation) -> Affiliation:
    for organisation in (affiliation.member, affiliation.umbrella):
        _tell(AffiliationAgreed.key, affiliation, organisation)
    return affiliation


def _current(affiliation: Affiliation) -> Affiliation:
    current = Affiliation.objects.select_related("member", "umbrella").filter(pk=affiliation.pk).first()
    if current is None:
        raise ValidationError(_("This was taken back in the meantime."), code="gone")
    return current


def _sides_of(user: User, member: Organisation, umbrella: Organisation) -> list[Side]:
    """The sides that `user` speaks for."""
    sides = ((Side.MEMBER, member), (Side.UMBRELLA, umbrella))
    return [side for side, organisation in sides if may_manage_members(user, organisation)]


def _other(sides: list[Side]) -> Side:
    return Side.MEMBER if Side.UMBRELLA in sides else Side.UMBRELLA


def _coordinators(organisation: Organisation) -> list[User]:
    rows = organisation.memberships.coordinating().select_related("user").order_by("pk")
    return [membership.user for membership in rows]


def _tell(kind: str, affiliation: Affiliation, organisation: Organisation) -> None:
    for user in _coordinators(organisation):
        to = Recipient.by_mail(user)
        post(
            kind, affiliation.pk, to=to, version=f"{affiliation.asked:%Y%m%d%H%M%S}",
            payload={"organisation": organisation.pk},
        )  # fmt: skip
