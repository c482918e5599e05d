"""An organisation notes with which schools it works; a school confirms it by a link."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import messages, rules
from parentwork.choices import PartnershipState
from parentwork.models import Partnership, School
from parentwork.models.partnerships import ANSWERED_WITHIN
from parentwork.services import partnership_papers
from portal.accounts.models import User
from portal.erasures.services import note
from portal.lib import codes
from portal.lib.dates import today
from portal.lib.errors import Stale

# After that one reminder.
PATIENCE = timedelta(days=7)


@transaction.atomic
def save(
    organisation: Organisation, school: School, fields: Mapping[str, Any], *, by: User, version: int = 0
) -> Partnership:
    """Note a partnership, or change what is noted; there is one per school.

    Raises `PermissionDenied`, `ValidationError` by field, and `Stale` if it has changed since `version`.
    """
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    if fields.get("end") and fields["end"] < fields["start"]:
        raise ValidationError({"end": _("This must not be before the beginning.")})
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = Partnership.objects.filter(organisation=organisation, school=school).first()
    if row is not None and row.version != version:
        raise Stale(row)
    row = row or Partnership(organisation=organisation, school=school, version=0)
    is_elsewhere = fields.get("email", row.email) != row.email
    if is_elsewhere:
        _check_address(organisation, fields["email"])
        row.asked = None  # the link that went to the other address opens no answer any more
    if is_elsewhere or (row.is_confirmed and fields.get("agreement", row.agreement) != row.agreement):
        # The school said yes to other words, or somebody else did.
        row.state, row.answered, row.answered_by = PartnershipState.NOTED, None, ""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def ask(partnership: Partnership, *, by: User) -> Partnership:
    """Ask the school to confirm; asked again at the same address, each of its links opens the new question.

    Raises `PermissionDenied`, and `ValidationError` where nobody can be asked, it is over or confirmed.
    """
    row = _locked(partnership)
    if not rules.may_ask_schools(by, row.organisation):
        raise PermissionDenied
    if row.is_over:
        raise ValidationError(_("This partnership has ended."))
    if row.is_confirmed:
        raise ValidationError(_("The school has confirmed this already."))
    if not row.address:
        raise ValidationError({"email": _("Write a mail address: the directory names none for this school.")})
    _check_address(row.organisation, row.email)
    if row.secret and row.asked is None:
        row.earlier_links, row.secret = [*row.earlier_links, row.secret], None
    row.state, row.secret = PartnershipState.ASKED, row.secret or codes.secret()
    row.asked, row.answered, row.answered_by = timezone.now(), None, ""
    row.version += 1
    row.save()
    messages.partnership_asked(row)
    return row


@transaction.atomic
def answer(partnership: Partnership, *, agrees: bool, name: str) -> bool:
    """The school, which has shown that it holds the secret, confirms or declines, as long as the link holds.

    A later answer replaces an earlier one. False when nobody asks any more. `ValidationError` without a name.
    """
    row = _locked(partnership)
    if not row.can_be_answered or row.secret != partnership.secret:
        return False
    if not name.strip():
        raise ValidationError({"name": _("Please write your name.")})
    row.state = PartnershipState.CONFIRMED if agrees else PartnershipState.DECLINED
    row.answered, row.answered_by = timezone.now(), name.strip()[:120]
    row.version += 1
    row.save()
    return True


@transaction.atomic
def delete(partnership: Partnership, *, by: User) -> None:
    """It was noted by mistake; its paper goes with it. PermissionDenied."""
    row = _locked(partnership)
    if not rules.may_plan(by, row.organisation):
        raise PermissionDenied
    _delete([row.pk])


def remind() -> int:
    """Remind schools once that have not answered; how many. Asked again, nobody is reminded twice."""
    now = timezone.now()
    rows = Partnership.objects.unanswered(now - PATIENCE).filter(asked__gt=now - ANSWERED_WITHIN)
    reached = [row for row in rows.select_related("school", "organisation") if row.address]
    for row in reached:
        messages.remind_school(row)
    return len(reached)


def purge() -> dict[str, int]:
    """Empty the contacts of partnerships that ended long ago, and delete their papers; how many of each."""
    over = today() - timedelta(days=settings.PARTNERSHIP_CONTACTS_DAYS)
    ended = Partnership.objects.filter(end__lt=over)
    papers = partnership_papers.forget(ended.values_list("pk", flat=True))
    gone = list(ended.exclude(contact="", email="", answered_by="").values_list("pk", flat=True))
    messages.forget_partnerships(gone)
    Partnership.objects.filter(pk__in=gone).update(contact="", email="", answered_by="")
    return {"contacts at schools": len(gone), "papers of partnerships": papers}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete partnerships that a restored database has brought back; how many."""
    return _delete(
        list(Partnership.objects.filter(pk__in=ids, created__lt=before).values_list("pk", flat=True))
    )


@transaction.atomic
def _delete(ids: list[int]) -> int:
    messages.forget_partnerships(ids)
    partnership_papers.forget(ids)
    Partnership.objects.filter(pk__in=ids).delete()
    note("parentwork.partnership", ids)
    return len(ids)


def _check_address(organisation: Organisation, address: str) -> None:
    """Nobody says yes to the own question: not at the address of the organisation or of who belongs to it."""
    own = organisation.memberships.filter(user__email__iexact=address)
    if address and (address.lower() == organisation.email.lower() or own.exists()):
        raise ValidationError({"email": _("This is an address of your organisation, not of the school.")})


def _locked(partnership: Partnership) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("organisation", "school")
    return rows.get(pk=partnership.pk)
