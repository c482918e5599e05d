"""How an entry that nobody looks after leaves the registry, and does not come back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Verb
from organisations.models import Organisation
from organisations.models.registry import NO_CONTACT
from organisations.rules import may_moderate
from organisations.services.grants import lock_invitations
from organisations.services.joining import refuse_claims
from organisations.services.listing import decide, log
from organisations.services.networks import leave_networks
from organisations.services.suspension import close_with_the_entry
from organisations.services.verification import end_with_the_entry
from portal.accounts.models import User
from portal.accounts.services import invitations
from portal.erasures.services import note
from portal.pages.models import Report
from portal.pages.services import report_problem

ERASED = "organisations.contact_of_removed"  # in `settings.ERASERS`


def ask_for_removal(
    organisation: Organisation, key: UUID, *, why: str, contact: str, language: str
) -> Report:
    """Somebody asks to take an entry that nobody looks after off the list: a task for portal staff."""
    with translation.override(settings.LANGUAGE_CODE):  # portal staff reads it
        asked = _("Please remove the entry “%(name)s” from the list of organisations.")
    what = "\n\n".join([asked % {"name": organisation.name}, *([why] if why else [])])
    page = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    return report_problem(key, what=what, page=page, contact=contact, language=language)


@transaction.atomic
def remove(organisation: Organisation, *, by: User) -> Organisation:
    """Take an entry that nobody looks after out of the registry, its contact data deleted everywhere.

    Open claims and invitations end. Raises `PermissionDenied`, and `ValidationError` while people work there.
    """
    if not may_moderate(by):
        raise PermissionDenied
    for invitation in lock_invitations(organisation):
        invitations.withdraw(invitation, by=by)
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if current.memberships.exists():
        raise ValidationError(_("People work in this organisation. Suspend it instead."), code="members")
    if current.is_removed:
        return current  # a double click
    refuse_claims(current)
    leave_networks(current)
    end_with_the_entry(current, by=by)
    close_with_the_entry(current)
    forget_contact(current)
    note(ERASED, [current.pk])
    return decide(current, Verb.REMOVE, by=by)


@transaction.atomic
def erase_again(ids: list[int], *, before: datetime) -> int:
    """Remove the entries again that a restored database has brought back; how many."""
    rows = Organisation.objects.select_for_update().filter(pk__in=ids, created__lt=before)
    back = list(rows.exclude(state=ListingState.REMOVED).order_by("pk"))
    for organisation in back:
        organisation.memberships.all().delete()  # nobody was left when it was removed
        refuse_claims(organisation)
        leave_networks(organisation)
        end_with_the_entry(organisation, by=None)
        close_with_the_entry(organisation)
        forget_contact(organisation)
        log(organisation, Verb.REMOVE, ListingState.REMOVED, by=None, capacity=Actor.PROGRAM)
        organisation.state = ListingState.REMOVED
        organisation.save()
    return len(back)


def forget_contact(organisation: Organisation) -> None:
    """In the entry and in its history; the save itself writes a line of it too."""
    for field, nothing in NO_CONTACT.items():
        setattr(organisation, field, nothing)
    organisation.save()
    events = Organisation.pgh_event_model.objects.filter(pgh_obj_id=organisation.pk)  # type: ignore[attr-defined]
    events.update(**NO_CONTACT)
