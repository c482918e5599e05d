"""What waits for the officers of an Office about requests and awards."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import workflow
from funding.choices import AmendmentState, CheckState, DrawdownState, Party, State
from funding.duties.shared import ABOUT_CHECKS, ABOUT_MONEY, MOST, Parties, day, is_heard, submission_of
from funding.models import Amendment, Decision, Drawdown, FundingRequest, ProofCheck, ProofOfUse
from portal.accounts.models import User
from portal.lib.duties import Duty


def of_officer(user: User, parties: Parties) -> Iterator[Duty]:
    """Cases, proofs, calls for money and changes that wait for `user` in the Offices of `parties`."""
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
                yield _case(row, who=submission_of(row).applicant)
            case Party.CASEWORKER if Party.CASEWORKER in mine and is_heard(row):
                yield _case(row, who=submission_of(row).applicant)
            case Party.CASEWORKER if Party.CASEWORKER in mine and row.caseworker_id in (None, user.pk):
                yield _case(row)
            case Party.COUNTERSIGNER if Party.COUNTERSIGNER in mine and row.pk not in proposed:
                yield _case(row)
    offices = [office for office, mine in parties.items() if Party.CASEWORKER in mine]
    signing = [office for office, mine in parties.items() if Party.COUNTERSIGNER in mine]
    yield from _proofs(user, offices)
    yield from _results(user, signing)
    yield from _drawdowns(user, offices)
    yield from _changes(user, parties)


def _proofs(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = ProofOfUse.objects.of_offices(user).unchecked().filter(award__request__office__in=offices)
    related = rows.select_related("award__request__office", "award__request__submission")
    for proof in related.exclude(checking__state=CheckState.PROPOSED).order_by("submitted")[:MOST]:
        row = proof.award.request
        if row.caseworker_id in (None, user.pk):
            yield Duty(
                _("Check the proof of use of “%(title)s”") % {"title": submission_of(row).title},
                reverse("funding:case_proof", args=[row.office.slug, row.public_id]),
                about=submission_of(row).applicant,
                since=day(proof.submitted),
            )


def _results(user: User, offices: list[int]) -> Iterator[Duty]:
    """What checks of proofs have come to and a second officer is to sign."""
    rows = ProofCheck.objects.filter(state=CheckState.PROPOSED, proof__award__request__office__in=offices)
    rows = rows.filter(proof__in=ProofOfUse.objects.of_offices(user)).exclude(proposed_by=user)
    for row in rows.select_related(*ABOUT_CHECKS).order_by("proposed")[:MOST]:
        request = row.proof.award.request
        yield Duty(
            _("Sign what the check of the proof of “%(title)s” comes to")
            % {"title": submission_of(request).title},
            reverse("funding:checking", args=[request.office.slug, request.public_id]),
            about=submission_of(request).applicant,
            since=day(row.proposed),
        )


def _drawdowns(user: User, offices: list[int]) -> Iterator[Duty]:
    rows = Drawdown.objects.of_offices(user).open().filter(award__request__office__in=offices)
    for row in rows.select_related(*ABOUT_MONEY).order_by("requested")[:MOST]:
        request, approved = row.award.request, row.state == DrawdownState.APPROVED
        if request.caseworker_id in (None, user.pk):
            title = _("Pay the money for “%(title)s”") if approved else _("Check the call for “%(title)s”")
            yield Duty(
                title % {"title": submission_of(request).title},
                reverse("funding:payments", args=[request.office.slug, request.public_id]),
                about=submission_of(request).applicant,
                since=day(row.decided if approved else row.requested),
            )


def _changes(user: User, parties: Parties) -> Iterator[Duty]:
    """Changes of awards: the caseworker proposes an answer, a second officer signs it."""
    rows = Amendment.objects.of_offices(user).open()
    for row in rows.select_related(*ABOUT_MONEY).order_by("asked")[:MOST]:
        request, mine = row.award.request, parties[row.award.request.office_id]
        proposed = row.state == AmendmentState.PROPOSED
        if proposed and Party.COUNTERSIGNER in mine and row.proposed_by_id != user.pk:
            title = _("Sign the answer to the change of “%(title)s”")
        elif not proposed and Party.CASEWORKER in mine and request.caseworker_id in (None, user.pk):
            title = _("Propose an answer to the change of “%(title)s”")
        else:
            continue
        yield Duty(
            title % {"title": submission_of(request).title},
            reverse("funding:case_amendments", args=[request.office.slug, request.public_id]),
            about=submission_of(request).applicant,
            since=day(row.proposed if proposed else row.asked),
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


def _step(row: FundingRequest) -> Promise:
    if is_heard(row):
        return gettext_lazy("The hearing about “%(title)s” runs")
    return _STEPS[State(row.state)]


def _case(row: FundingRequest, who: str = "") -> Duty:
    return Duty(
        str(_step(row)) % {"title": submission_of(row).title},
        reverse("funding:case", args=[row.office.slug, row.public_id]),
        about=submission_of(row).applicant,
        until=row.due,
        since=day(row.state_since),
        who=who,
    )
