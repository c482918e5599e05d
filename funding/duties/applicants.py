"""What waits for the organisation that asks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import State
from funding.duties.shared import ABOUT_CHECKS, ABOUT_MONEY, MOST, day, is_heard
from funding.models import Drawdown, FundingRequest, ProofCheck
from portal.accounts.models import User
from portal.lib import money
from portal.lib.duties import Duty


def of_applicant(user: User) -> Iterator[Duty]:
    """Drafts, questions, hearings, money and proofs of the organisations for which `user` asks."""
    yield from _unread(user)
    rows = FundingRequest.objects.asked_by(user).unfinished()
    rows = rows.with_hearing().with_question_about_proof()
    related = rows.select_related("organisation", "office", "programme", "award__proof")
    for row in related.order_by("state_since")[:MOST]:
        yield _proving(row) if row.state in workflow.ANNOUNCED else _asking(row)
    yield from _called_up(user)
    yield from _owed(user)


def _called_up(user: User) -> Iterator[Duty]:
    """Money that the organisation waits for."""
    rows = Drawdown.objects.open().filter(award__request__in=FundingRequest.objects.asked_by(user))
    for row in rows.select_related(*ABOUT_MONEY).order_by("requested")[:MOST]:
        request = row.award.request
        yield Duty(
            _("Money for “%(title)s” is called up") % {"title": request.title},
            reverse("funding:drawdowns", args=[request.organisation.slug, request.public_id]),
            since=day(row.requested),
            who=request.office.name,
        )


def _owed(user: User) -> Iterator[Duty]:
    """Money that an Office has asked back."""
    rows = ProofCheck.objects.asked_by(user).owing().select_related(*ABOUT_CHECKS)
    for row in rows.order_by("pay_back_by")[:MOST]:
        request = row.proof.award.request
        yield Duty(
            _("Pay back %(sum)s for “%(title)s”") % {"sum": money.euros(row.owed), "title": request.title},
            reverse("funding:proof", args=[request.organisation.slug, request.public_id]),
            about=request.office.name,
            until=row.pay_back_by,
            since=day(row.closed),
        )


def _unread(user: User) -> Iterator[Duty]:
    rows = FundingRequest.objects.asked_by(user).unread().select_related("organisation", "office")
    for row in rows.order_by("state_since")[:MOST]:
        yield Duty(
            _("Read the decision on “%(title)s”") % {"title": row.title},
            f"{row.get_absolute_url()}#decision",
            about=row.office.name,
            since=day(row.state_since),
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
    elif is_heard(row):
        title = _("Say something to “%(title)s” before it is decided")
    else:
        title, until, who = _("Request “%(title)s” is being checked"), None, row.office.name
    return Duty(
        title % {"title": row.title},
        row.get_absolute_url(),
        about=row.office.name,
        until=until,
        since=day(row.state_since),
        who=who,
    )


def _proving(row: FundingRequest) -> Duty:
    proof = getattr(row.award, "proof", None)
    address = [row.organisation.slug, row.public_id]
    url = reverse("funding:proof", args=address) if proof else row.get_absolute_url()
    if proof is not None and not proof.is_open:
        if row.asked_until is not None:  # type: ignore[attr-defined]  # annotated
            return Duty(
                _("Answer the question about the proof of use of “%(title)s”") % {"title": row.title},
                reverse("funding:explain", args=address),
                about=row.office.name,
                until=row.asked_until,  # type: ignore[attr-defined]
            )
        return Duty(
            _("The proof of use of “%(title)s” is being checked") % {"title": row.title},
            url,
            since=day(proof.submitted),
            who=row.office.name,
        )
    return Duty(
        _("Prove how the money for “%(title)s” was used") % {"title": row.title},
        url,
        about=row.office.name,
        until=row.award.proof_due,
        since=day(row.state_since),
    )
