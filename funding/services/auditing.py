"""An auditor reads one award for a time: the organisation knows it, and each look is logged."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import rules
from funding.choices import REVIEWERS, Looked, Party, Verb
from funding.models import AuditAccess, AuditLook, Award, OfficeMember
from funding.queries.auditing import AuditAccessQuerySet
from funding.services import notices
from funding.services.drawdowns import locked
from funding.services.steps import write_log
from organisations.models import Membership
from portal.accounts.kinds import Grant, register
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations
from portal.lib.dates import today

LONGEST = relativedelta(years=1)


@dataclass(frozen=True)
class Auditor:
    """Who is to read, for whom, and from when until when."""

    name: str
    body: str
    email: str
    start: date
    until: date
    opens_vouchers: bool = False


def obstacle(award: Award) -> str:
    """Why no auditor can be let in now; empty if one can."""
    if award.decision.waits_to_be_retrieved:
        return _("The decision waits to be retrieved. An auditor can read the award once it is made known.")
    return ""


@transaction.atomic
def open_audit(award: Award, auditor: Auditor, *, by: User) -> AuditAccess:
    """Let a named person read this award for a time; invited by mail, and the organisation is told.

    A second click gives the same one. PermissionDenied, ValidationError by field.
    """
    row = locked(award)
    if not rules.may_open_audit(by, row):
        raise PermissionDenied
    said = {name: value.strip() for name, value in (("name", auditor.name), ("body", auditor.body))}
    values = {
        "email": auditor.email.strip().lower(), "start": auditor.start, "until": auditor.until,
        "opens_vouchers": auditor.opens_vouchers,
    } | said  # fmt: skip
    if (same := row.audits.to_come_or_running(today()).filter(granted_by=by, **values).first()) is not None:
        return same
    if words := obstacle(row):
        raise ValidationError(words, "state")
    _refuse_unsound(row, auditor)
    access = AuditAccess(award=row, granted_by=by, **values)
    access.full_clean(exclude=["award", "granted_by"])
    access.save()
    invitations.invite(access.email, by=by, grant=AuditGrant.key, object_id=access.pk)
    _log(access, Verb.OPEN_AUDIT, by=by)
    notices.tell_applicant("funding.audit_opened", row.request, version=f"audit {access.pk}")
    return access


def _refuse_unsound(award: Award, auditor: Auditor) -> None:
    errors = {}
    if auditor.start < today():
        errors["start"] = _("The first day cannot be in the past.")
    if auditor.until < max(auditor.start, today()):
        errors["until"] = _("Choose a day after the first one, and not in the past.")
    elif auditor.until > max(auditor.start, today()) + LONGEST:
        errors["until"] = _("At most a year. You can open it again afterwards.")
    address = {"user__email__iexact": auditor.email.strip()}
    if _belonging_to(award).filter(**address).exists():
        errors["email"] = _("This person belongs to the organisation.")
    elif _reviewing(award).filter(**address).exists():
        errors["email"] = _("This person works on requests in the Office. An auditor comes from outside.")
    if errors:
        raise ValidationError(errors)


def _belonging_to(award: Award) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=award.request.organisation_id)


def _reviewing(award: Award) -> QuerySet[OfficeMember]:
    """They open the vouchers that were drawn by lot; as auditors they could open all of them."""
    return OfficeMember.objects.filter(office=award.request.office_id, role__in=REVIEWERS)


@transaction.atomic
def end_audit(access: AuditAccess, *, by: User) -> AuditAccess:
    """Close it before its day; twice is once. PermissionDenied."""
    award = locked(access.award)
    if not rules.may_open_audit(by, award):
        raise PermissionDenied
    row = AuditAccess.objects.select_for_update().get(pk=access.pk)
    row.award = award
    if row.ended is None:
        row.ended, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended", "ended_by"])
        _log(row, Verb.END_AUDIT, by=by)
    return row


def look(access: AuditAccess, what: Looked, number: int | None = None) -> None:
    """Write down that the auditor opened something; `number` says which one."""
    AuditLook.objects.create(access=access, what=what, number=number)


def _invited(invitation: Invitation) -> AuditAccessQuerySet:
    return AuditAccess.objects.filter(pk=invitation.object_id or 0)


def _log(access: AuditAccess, verb: Verb, *, by: User) -> None:
    request = access.award.request
    note = f"{access.name}, {access.body} ({access.until})"
    write_log(request, verb, source=request.state, by=by, party=Party.CASEWORKER, note=note)


@register
class AuditGrant(Grant):
    """Reading one award for a time."""

    key = "funding.audit"
    label = gettext_lazy("Auditor of an award")

    def describe(self, invitation: Invitation) -> str:
        access = _invited(invitation).select_related("award__request__office").get()
        return _("Auditor for %(office)s, until %(day)s") % {
            "office": access.award.request.office.name,
            "day": date_format(access.until, "SHORT_DATE_FORMAT"),
        }

    def may_invite(self, user: User, object_id: int | None, detail: str) -> bool:
        access = AuditAccess.objects.select_related("award__request").filter(pk=object_id or 0).first()
        return access is not None and rules.may_open_audit(user, access.award)

    def give(self, invitation: Invitation, user: User) -> None:
        access = _invited(invitation).select_for_update().get()
        if access.is_over:
            raise ValidationError(_("The time in which you could read has ended."), code="gone")
        if _belonging_to(access.award).filter(user=user).exists():
            raise ValidationError(_("You belong to the organisation that is audited."), code="own")
        if _reviewing(access.award).filter(user=user).exists():
            raise ValidationError(_("You work on requests in the Office that gave this money."), code="own")
        access.user = user
        access.save(update_fields=["user"])

    def ends(self, invitation: Invitation) -> date | None:
        return _invited(invitation).get().until

    def still_exists(self, invitation: Invitation) -> bool:
        return _invited(invitation).to_come_or_running(today()).exists()

    def url(self, invitation: Invitation) -> str:
        access = _invited(invitation).get()
        return reverse("desk") if access.start > today() else reverse("funding:audit", args=[access.pk])
