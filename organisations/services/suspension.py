"""Hiding an entry from the public: with a reason, a hearing, and an appeal that somebody else decides."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Verb
from organisations.choices.moderation import CaseState, CaseVerb
from organisations.messages import HearingOpened, SuspensionAnswered, SuspensionDecided
from organisations.models import Organisation, Suspension
from organisations.rules import may_manage_members, may_moderate, may_refuse_appeal
from organisations.services.listing import decide, log, publish
from organisations.services.verification import end_with_the_entry
from organisations.workflow import CASE_STEPS
from portal.accounts.models import User
from portal.lib.dates import today
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post

HEARING = timedelta(days=14)
# What each decision about a case is called in the log of the entry, where the entry's state stays.
_LOGGED = {CaseVerb.DROP: Verb.DROP, CaseVerb.APPEAL: Verb.APPEAL, CaseVerb.UPHOLD: Verb.UPHOLD}


@transaction.atomic
def hear(organisation: Organisation, *, reason: str, by: User) -> Suspension:
    """Tell the organisation why its entry is to be hidden; it has 14 days to answer. Nothing is hidden yet.

    A second click changes nothing. Raises `PermissionDenied`, `ValidationError`.
    """
    current = _moderated(organisation, reason, by)
    if known := current.suspensions.open().first():
        return known
    if current.is_hidden:
        raise ValidationError(_("This entry is hidden already."), code="state")
    log(current, Verb.HEAR, ListingState(current.state), by=by, capacity=Actor.PORTAL, reason=reason)
    return _open(current, reason, urgent=False, by=by)


@transaction.atomic
def suspend(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Where there is urgent danger: hide the entry at once, and hear its people afterwards.

    Raises `PermissionDenied`, `ValidationError`.
    """
    current = _moderated(organisation, reason, by)
    if current.is_suspended:
        return current  # a double click
    suspended = _hide(current, reason, by)
    if known := current.suspensions.open().first():
        known.urgent = True
        known.save(update_fields=["urgent"])
        _tell_the_organisation(HearingOpened.key, known, version="urgent")
    else:
        _open(suspended, reason, urgent=True, by=by)
    return suspended


@transaction.atomic
def restore(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Lift a suspension, whatever has been said; a page that was public before is public again."""
    current = _moderated(organisation, reason, by)
    case = current.suspensions.open().first()
    if case is None or not current.is_suspended:
        return _show_again(current, reason, by)
    verb = CaseVerb.DROP if case.state == CaseState.HEARING else CaseVerb.LIFT
    return decide_case(case, verb, reason, by=by).organisation


@transaction.atomic
def answer_hearing(case: Suspension, text: str, *, by: User) -> Suspension:
    """What a coordinator of the organisation says to the reason; a second click changes nothing.

    Raises `PermissionDenied`, and `ValidationError` once it is answered or decided.
    """
    current = _spoken_for(case, text, by)
    if current.answer == text.strip():
        return current
    if not current.waits_for_answer:
        raise ValidationError(_("This was answered or decided already."), code="state")
    current.answer, current.answered, current.answered_by = text.strip(), timezone.now(), by
    current.save()
    _tell_the_staff(current)
    return current


@transaction.atomic
def appeal(case: Suspension, text: str, *, by: User) -> Suspension:
    """A coordinator of the organisation does not agree; somebody else than before decides.

    A second click changes nothing. Raises `PermissionDenied`, `ValidationError`.
    """
    current = _spoken_for(case, text, by)
    if current.appeal == text.strip():
        return current
    _step(current, CaseVerb.APPEAL)
    current.appeal, current.appealed, current.appealed_by = text.strip(), timezone.now(), by
    current.save()
    _log(current, CaseVerb.APPEAL, by=by, capacity=Actor.COORDINATOR)
    _tell_the_staff(current)
    return current


@transaction.atomic
def decide_case(case: Suspension, verb: CaseVerb, reason: str, *, by: User) -> Suspension:
    """Portal staff suspend or drop it after the hearing, refuse the appeal or lift the suspension.

    The organisation reads `reason`. A second click changes nothing. Raises `PermissionDenied`, also where
    whoever has suspended would refuse the appeal, and `ValidationError`.
    """
    current = _locked(case)
    if not may_moderate(by) or (verb == CaseVerb.UPHOLD and not may_refuse_appeal(by, current)):
        raise PermissionDenied
    _need(reason)
    if current.state == CASE_STEPS[verb].after:
        return current
    if verb == CaseVerb.SUSPEND and not current.is_heard:
        raise ValidationError(_("The organisation still has time to answer."), code="hearing")
    _step(current, verb)
    _sign(current, verb, reason.strip(), by)
    current.save()
    _carry_out(current, verb, reason, by)
    _tell_the_organisation(SuspensionDecided.key, current, version=current.state)
    return current


def close_with_the_entry(organisation: Organisation) -> None:
    """The entry, which the caller has locked, is removed: nobody decides about it any more."""
    organisation.suspensions.open().update(state=CaseState.GONE, closed=timezone.now())


def _moderated(organisation: Organisation, reason: str, by: User) -> Organisation:
    """The entry as it is now, locked, for portal staff who say why."""
    if not may_moderate(by):
        raise PermissionDenied
    _need(reason)
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _need(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the organisation reads it.")})


def _open(organisation: Organisation, reason: str, *, urgent: bool, by: User) -> Suspension:
    case = Suspension.objects.create(
        organisation=organisation, charge=reason.strip(), urgent=urgent, opened_by=by,
        answer_by=today() + HEARING,
    )  # fmt: skip
    _tell_the_organisation(HearingOpened.key, case, version="urgent" if urgent else case.state)
    return case


def _spoken_for(case: Suspension, text: str, by: User) -> Suspension:
    """The case as it is now, for a coordinator who says something."""
    current = _locked(case)
    if not may_manage_members(by, current.organisation):
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Please fill in this field.")})
    return current


def _locked(case: Suspension) -> Suspension:
    """As it is now, behind the lock of its entry."""
    Organisation.objects.select_for_update().get(pk=case.organisation_id)
    return Suspension.objects.select_related("organisation").get(pk=case.pk)


def _step(case: Suspension, verb: CaseVerb) -> None:
    step = CASE_STEPS[verb]
    if case.state not in step.before:
        raise ValidationError(
            _("This is not possible: %(state)s.") % {"state": case.get_state_display()}, code="state"
        )
    case.state = step.after


def _sign(case: Suspension, verb: CaseVerb, reason: str, by: User) -> None:
    """The first decision, or the last one."""
    if verb in (CaseVerb.SUSPEND, CaseVerb.DROP):
        case.judgement, case.decided, case.decided_by = reason, timezone.now(), by
    if verb != CaseVerb.SUSPEND:
        case.closing, case.closed, case.closed_by = reason, timezone.now(), by


def _carry_out(case: Suspension, verb: CaseVerb, reason: str, by: User) -> None:
    """Hide or show the entry, where that is not so yet, and write it into its log."""
    organisation = case.organisation
    if verb == CaseVerb.SUSPEND and not organisation.is_suspended:
        _hide(organisation, reason, by)
    elif verb in (CaseVerb.DROP, CaseVerb.LIFT) and organisation.is_suspended:
        case.organisation = _show_again(organisation, reason, by)
    elif verb in _LOGGED:
        _log(case, verb, by=by, capacity=Actor.PORTAL, reason=reason)


def _hide(organisation: Organisation, reason: str, by: User) -> Organisation:
    suspended = decide(organisation, Verb.SUSPEND, reason=reason, by=by)
    end_with_the_entry(suspended, by=by)
    return suspended


def _show_again(organisation: Organisation, reason: str, by: User) -> Organisation:
    """As it was before it was hidden: nobody who was suspended without cause has to publish anew."""
    hidden = organisation.decisions.filter(verb=Verb.SUSPEND).first()  # the latest one
    restored = decide(organisation, Verb.RESTORE, reason=reason, by=by)
    was_public = hidden is not None and hidden.before == ListingState.LISTED
    return publish(restored, by=by) if was_public and not restored.gaps else restored


def _log(case: Suspension, verb: CaseVerb, *, by: User, capacity: Actor, reason: str = "") -> None:
    organisation = case.organisation
    state = ListingState(organisation.state)
    log(organisation, _LOGGED[verb], state, by=by, capacity=capacity, reason=reason)


def _tell_the_organisation(kind: str, case: Suspension, *, version: str) -> None:
    """Its coordinators; where nobody looks after the entry, whoever reads its own mail address."""
    organisation = case.organisation
    rows = organisation.memberships.coordinating().select_related("user").order_by("pk")
    readers = [Recipient.by_mail(row.user) for row in rows]
    account = bool(readers)
    if not readers and organisation.email:
        readers = [Recipient(Channel.MAIL, organisation.email)]
    for to in readers:
        post(kind, case.pk, to=to, version=version, payload={"account": account})


def _tell_the_staff(case: Suspension) -> None:
    if mail := settings.OPERATOR["mail"]:
        post(SuspensionAnswered.key, case.pk, to=Recipient(Channel.MAIL, mail), version=case.state)
