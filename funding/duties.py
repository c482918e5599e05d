"""What waits on the desk for the organisation that asks, and for the officers of an Office."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from funding import rules, workflow
from funding.choices import AmendmentState, DrawdownState, OfficeRole, Party, State
from funding.models import (
    AdviceRequest,
    Amendment,
    Decision,
    Drawdown,
    FundingRequest,
    Office,
    ProofOfUse,
    Snapshot,
)
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.duties import Duty, register

MOST = 30
type Parties = dict[int, frozenset[Party]]
_ABOUT_MONEY = ("award__request__organisation", "award__request__office", "award__request__submission")


@register
def of(user: User) -> list[Duty]:
    """The duties of `user` on both sides of the desk."""
    roles = rules.desk_roles(user)
    parties = rules.parties_of(roles)
    is_editor = any(role == OfficeRole.DIRECTORY_EDITOR for _office, role in roles)
    return [
        *_of_applicant(user),
        *_of_officer(user, parties),
        *_of_adviser(user, parties),
        *_of_editor(user, is_editor),
    ]


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _submission(row: FundingRequest) -> Snapshot:
    assert row.submission is not None  # noqa: S101 - an Office sees nothing that was not submitted
    return row.submission


def _of_applicant(user: User) -> Iterator[Duty]:
    yield from _unread(user)
    rows = FundingRequest.objects.asked_by(user).unfinished()
    related = rows.with_hearing().select_related("organisation", "office", "programme", "award__proof")
    for row in related.order_by("state_since")[:MOST]:
        yield _proving(row) if row.state in workflow.ANNOUNCED else _asking(row)
    yield from _called_up(user)


def _called_up(user: User) -> Iterator[Duty]:
    """Money that the organisation waits for."""
    rows = Drawdown.objects.open().filter(award__request__in=FundingRequest.objects.asked_by(user))
    for row in rows.select_related(*_ABOUT_MONEY).order_by("requested")[:MOST]:
        request = row.award.request
        yield Duty(
            _("Money for “%(title)s” is called up") % {"title": request.title},
            reverse("funding:drawdowns", args=[request.organisation.slug, request.public_id]),
            since=_day(row.requested),
            who=request.office.name,
        )


def _unread(user: User) -> Iterator[Duty]:
    rows = FundingRequest.objects.asked_by(user).unread().select_related("organisation", "office")
    for row in rows.order_by("state_since")[:MOST]:
        yield Duty(
            _("Read the decision on “%(title)s”") % {"title": row.title},
            f"{row.get_absolute_url()}#decision",
            about=row.office.name,
            since=_day(row.state_since),
        )


def _asking(row: FundingRequest) -> Duty:
    until, who = row.due, ""
    if row.state == State.DRAFT:
        title, until = _("Finish and send the request “%(title)s”"), row.programme.next_deadline
    elif row.state == State.UNSIGNED:
        title = _("Sign the request “%(title)s”")
        until = row.programme.next_deadline if row.programme.wants_signature_in_time else None
    elif row.state == State.CLARIFICATION:
        title = _("Answer the question about “%(title)s”")
    elif _is_heard(row):
        title = _("Say something to “%(title)s” before it is decided")
    else:
        title, until, who = _("Request “%(title)s” is being checked"), None, row.office.name
    return Duty(
        title % {"title": row.title},
        row.get_absolute_url(),
        about=row.office.name,
        until=until,
        since=_day(row.state_since),
        who=who,
    )


def _proving(row: FundingRequest) -> Duty:
    proof = getattr(row.award, "proof", None)
    address = [row.organisation.slug, row.public_id]
    url = reverse("funding:proof", args=address) if proof else row.get_absolute_url()
    if proof is not None and not proof.is_open:
        return Duty(
            _("The proof of use of “%(title)s” is being checked") % {"title": row.title},
            url,
            since=_day(proof.submitted),
            who=row.office.name,
        )
    return Duty(
        _("Prove how the money for “%(title)s” was used") % {"title": row.title},
        url,
        about=row.office.name,
        until=row.award.proof_due,
        since=_day(row.state_since),
    )


def _of_officer(user: User, parties: Parties) -> Iterator[Duty]:
    if not parties:
        return
    proposed = set(
        Decision.objects.filter(proposed_by=user, voided__isnull=True).values_list("request_id", flat=True)
    )
    rows = FundingRequest.objects.of_offices(user).undecided().with_hearing()
    for row in rows.select_related("office", "submission").order_by("due", "submitted_at")[:MOST]:
        mine = parties[row.office_id]
        match workflow.turn(row.state):
            case Party.APPLICANT if Party.CASEWORKER in mine:
                yield _case(row, who=_submission(row).applicant)
            case Party.CASEWORKER if Party.CASEWORKER in mine and _is_heard(row):
                yield _case(row, who=_submission(row).applicant)
            case Party.CASEWORKER if Party.CASEWORKER in mine and row.caseworker_id in (None, user.pk):
                yield _case(row)
            case Party.COUNTERSIGNER if Party.COUNTERSIGNER in mine and row.pk not in proposed:
                yield _case(row)
    offices = [office for office, mine in parties.items() if Party.CASEWORKER in mine]
    yield from _proofs(user, offices)
    yield from _drawdowns(user, offices)
    yield from _changes(user, parties)


def _proofs(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = ProofOfUse.objects.of_offices(user).unchecked().filter(award__request__office__in=offices)
    related = rows.select_related("award__request__office", "award__request__submission")
    for proof in related.order_by("submitted")[:MOST]:
        row = proof.award.request
        if row.caseworker_id in (None, user.pk):
            yield Duty(
                _("Check the proof of use of “%(title)s”") % {"title": _submission(row).title},
                reverse("funding:case_proof", args=[row.office.slug, row.public_id]),
                about=_submission(row).applicant,
                since=_day(proof.submitted),
            )


def _drawdowns(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = Drawdown.objects.of_offices(user).open().filter(award__request__office__in=offices)
    for row in rows.select_related(*_ABOUT_MONEY).order_by("requested")[:MOST]:
        request, approved = row.award.request, row.state == DrawdownState.APPROVED
        if request.caseworker_id in (None, user.pk):
            title = _("Pay the money for “%(title)s”") if approved else _("Check the call for “%(title)s”")
            yield Duty(
                title % {"title": _submission(request).title},
                reverse("funding:payments", args=[request.office.slug, request.public_id]),
                about=_submission(request).applicant,
                since=_day(row.decided if approved else row.requested),
            )


def _changes(user: User, parties: Parties) -> Iterator[Duty]:
    """Changes of awards: the caseworker proposes an answer, a second officer signs it."""
    rows = Amendment.objects.of_offices(user).open()
    for row in rows.select_related(*_ABOUT_MONEY).order_by("asked")[:MOST]:
        request, mine = row.award.request, parties[row.award.request.office_id]
        proposed = row.state == AmendmentState.PROPOSED
        if proposed and Party.COUNTERSIGNER in mine and row.proposed_by_id != user.pk:
            title = _("Sign the answer to the change of “%(title)s”")
        elif not proposed and Party.CASEWORKER in mine and request.caseworker_id in (None, user.pk):
            title = _("Propose an answer to the change of “%(title)s”")
        else:
            continue
        yield Duty(
            title % {"title": _submission(request).title},
            reverse("funding:case_amendments", args=[request.office.slug, request.public_id]),
            about=_submission(request).applicant,
            since=_day(row.proposed if proposed else row.asked),
        )


def _of_adviser(user: User, parties: Parties) -> Iterator[Duty]:
    """Questions that wait for the caseworkers of an Office."""
    offices = [office for office, mine in parties.items() if Party.CASEWORKER in mine]
    if not offices:
        return
    rows = AdviceRequest.objects.visible_to(user).filter(office__in=offices).waiting()
    for row in rows.select_related("office")[:MOST]:
        yield Duty(
            _("Answer the question “%(subject)s”") % {"subject": row.subject},
            reverse("funding:advice_case", args=[row.office.slug, row.pk]),
            about=row.name,
            since=_day(row.state_since),
        )


def _of_editor(user: User, is_editor: bool) -> Iterator[Duty]:
    """Entries of the directory that are to be checked again; those that no officer keeps are for staff."""
    due = Office.objects.due_for_checking(today())
    for office in due.kept_by(user)[:MOST] if is_editor else ():
        yield Duty(
            _("Check the entry of the contact point"),
            reverse("funding:keep_entry", args=[office.slug]),
            about=office.name,
            since=office.last_checked,
        )
    if user.is_superuser and (number := due.kept_by_nobody().count()):
        yield Duty(
            ngettext(
                "%(number)d contact point is to be checked",
                "%(number)d contact points are to be checked",
                number,
            )
            % {"number": number},
            reverse("admin:funding_office_changelist"),
        )


_STEPS = {
    State.UNSIGNED: gettext_lazy("“%(title)s” is not signed yet"),
    State.SUBMITTED: gettext_lazy("Confirm receipt of “%(title)s”"),
    State.RECEIVED: gettext_lazy("Check “%(title)s” and propose a decision"),
    State.IN_REVIEW: gettext_lazy("Check “%(title)s” and propose a decision"),
    State.CLARIFICATION: gettext_lazy("Question about “%(title)s” is open"),
    State.PROPOSED: gettext_lazy("Sign the proposal on “%(title)s” or send it back"),
    **dict.fromkeys(workflow.DECIDED, gettext_lazy("Announce the decision on “%(title)s”")),
}


def _is_heard(row: FundingRequest) -> bool:
    return row.heard_until is not None  # type: ignore[attr-defined]  # annotated


def _step(row: FundingRequest) -> Promise:
    if _is_heard(row):
        return gettext_lazy("The hearing about “%(title)s” runs")
    return _STEPS[State(row.state)]


def _case(row: FundingRequest, who: str = "") -> Duty:
    return Duty(
        str(_step(row)) % {"title": _submission(row).title},
        reverse("funding:case", args=[row.office.slug, row.public_id]),
        about=_submission(row).applicant,
        until=row.due,
        since=_day(row.state_since),
        who=who,
    )
