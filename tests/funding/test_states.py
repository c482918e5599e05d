"""Every verb × every state × every role: allowed ones do it once and log it, the others change nothing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from funding import workflow
from funding.choices import CheckKind, CheckResult, Notice, OfficeRole, Party, RemedyEnd, State, Thread, Verb
from funding.models import (
    Award,
    Check,
    Clarification,
    Decision,
    FundingRequest,
    OfficeMember,
    ProofCheck,
    ProofOfUse,
    Snapshot,
)
from funding.services import (
    assigning,
    decisions,
    explaining,
    extensions,
    hearings,
    notification,
    paper_requests,
    recusals,
    remedies,
    review,
    signing,
    submissions,
    waiting,
)
from funding.services.paper_requests import AnswerOnPaper
from funding.services.signing import Signed
from portal.accounts.models import User
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.matrix import decision

pytestmark = pytest.mark.django_db


def somebody(row: FundingRequest) -> User:
    """A colleague of the caseworker."""
    return OfficeMemberFactory(office=row.office, role=OfficeRole.CASEWORKER).user


def early_start(row: FundingRequest, **who: Any) -> FundingRequest:
    scenes.strict()
    return review.allow_early_start(row, today(), **who)


def send_anew(row: FundingRequest, **who: Any) -> FundingRequest:
    Decision.objects.filter(request=row, posted=None).update(way=Notice.RETRIEVAL)
    return notification.send_anew(row, today(), **who)


def hearing_of(row: FundingRequest) -> Clarification:
    """The hearing that runs in the state of the request."""
    about = Thread.RECOVERY if row.state in workflow.ANNOUNCED else Thread.DECISION
    found = row.clarifications.hearings().first()
    return found or Clarification.objects.create(
        request=row, about=about, amount=9, question="Weniger.", deadline=today() + timedelta(7)
    )


def extend(row: FundingRequest, **who: Any) -> FundingRequest:
    hearing_of(row)
    return extensions.extend(row, today() + timedelta(9), "Krank.", **who)


def proof_of(row: FundingRequest) -> ProofOfUse:
    """A submitted proof of the request, whose check is open."""
    found = ProofOfUse.objects.filter(award__request=row).first()
    if found is None:
        decision = row.decisions.get()
        award = Award.objects.create(
            request=row, decision=decision, amount=2000, financing="share", start=today(), end=today(),
            plan=decision.plan,
        )  # fmt: skip
        found = ProofOfUse.objects.create(award=award, state="submitted", submitted=timezone.now(), frozen={})
    ProofCheck.objects.get_or_create(proof=found)
    return found


def ask_about_proof(row: FundingRequest, **who: Any) -> FundingRequest:
    if row.state in workflow.ANNOUNCED:
        proof_of(row)
    return explaining.ask(row, "Wofür?", today() + timedelta(7), **who)


def sign_again(row: FundingRequest, **who: Any) -> FundingRequest:
    FundingRequest.objects.filter(pk=row.pk, to_sign_since=None).update(to_sign_since=timezone.now())
    return signing.sign_again(row, Signed(scenes.pdf(), received=today()), **who)


def hear(row: FundingRequest, **who: Any) -> FundingRequest:
    if row.state in workflow.ANNOUNCED:
        proof_of(row)
        Award.objects.update(drawn=9)
    return hearings.hear(row, Decimal(9), "Weniger.", today() + timedelta(14), **who)


def explain(row: FundingRequest, **who: Any) -> FundingRequest:
    if not row.clarifications.about_proofs().exists():
        row.clarifications.create(about=Thread.PROOF, question="Wofür?", deadline=today())
    return explaining.explain(row, "Für Papier.", **who)


def on_paper(row: FundingRequest) -> FundingRequest:
    """The request as one that came on paper."""
    sent = Snapshot.objects.get(current_of=row)
    if not sent.data["on_paper"]:
        sent.pk, sent.number, sent.data = None, sent.number + 1, sent.data | {"on_paper": today().isoformat()}
        sent.save()
        FundingRequest.objects.filter(pk=row.pk).update(submission=sent)
    return row


def answer(row: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """The organisation answers; a caseworker writes down what came by post."""
    if not OfficeMember.objects.filter(office=row.office, user=by).exists():
        return submissions.answer(row, "Das.", by=by, version=version)
    said = AnswerOnPaper("Das.", today(), scenes.COSTS, scenes.INCOMES, scenes.pdf())
    return paper_requests.record_answer(on_paper(row), said, by=by, version=version)


DEEDS: dict[Verb, Callable[..., Any]] = {
    Verb.SUBMIT: lambda row, **who: submissions.submit(row, **who),
    Verb.SIGN: lambda row, **who: signing.sign(row, Signed(scenes.pdf(), received=today()), **who),
    Verb.SIGN_AGAIN: sign_again,
    Verb.RECEIVE: lambda row, **who: review.receive(row, **who),
    Verb.ASSIGN: lambda row, **who: assigning.assign(row, somebody(row), **who),
    Verb.STEP_BACK: lambda row, **who: recusals.step_back(row, "Meine Schwester.", **who),
    Verb.ASK: lambda row, **who: review.ask(row, "Was?", today() + timedelta(7), **who),
    Verb.ANSWER: answer,
    Verb.CHECK: lambda row, **who: review.check(row, CheckKind.CONTENT, CheckResult.GOOD, **who),
    Verb.EARLY_START: lambda row, **who: early_start(row, **who),
    Verb.HEAR: hear,
    Verb.REPLY: lambda row, **who: hearings.reply(hearing_of(row), "Nein.", **who),
    Verb.CALL_OFF: lambda row, **who: hearings.call_off(hearing_of(row), "Ein Irrtum.", **who),
    Verb.EXTEND: lambda row, **who: extend(row, **who),
    Verb.WAIT: lambda row, **who: waiting.put_on_list(row, "Kein Geld.", **who),
    Verb.RESUME: lambda row, **who: waiting.resume(row, **who),
    Verb.PROPOSE: lambda row, **who: decisions.propose(row, scenes.proposal(), **who),
    Verb.RECONSIDER: lambda row, **who: decisions.reconsider(row, **who),
    Verb.SEND_BACK: lambda row, **who: decisions.send_back(row, "Nein.", **who),
    Verb.COUNTERSIGN: lambda row, **who: decisions.countersign(row, **who),
    Verb.ANNOUNCE: lambda row, **who: decisions.announce(row, **who),
    Verb.SEND_ANEW: lambda row, **who: send_anew(row, **who),
    Verb.CONTEST: lambda row, **who: remedies.contest(row, today(), "Klage.", **who),
    Verb.SETTLE: lambda row, **who: remedies.settle(row, RemedyEnd.UPHELD, "", **who),
    Verb.QUERY: ask_about_proof,
    Verb.EXPLAIN: explain,
    Verb.FINALISE: lambda row, **who: decisions.finalise(row, waived=today(), **who),
    Verb.WITHDRAW: lambda row, **who: submissions.withdraw(row, note="Ein Brief.", **who),
}
PARTIES = {
    "coordinator": Party.APPLICANT,
    "caseworker": Party.CASEWORKER,
    "countersigner": Party.COUNTERSIGNER,
}
STRANGERS = (
    "editor", "helper", "reader", "foreign_coordinator", "umbrella_coordinator", "foreign_caseworker",
    "berlin_caseworker", "directory_editor", "budget_holder", "translator", "portal_staff",
)  # fmt: skip


def put(request: FundingRequest, cast: Cast, state: State) -> FundingRequest:
    """The sent request in `state`, with what stands beside it in that state."""
    if state in {State.PROPOSED, *workflow.DECIDED, *workflow.ANNOUNCED}:
        made = decision(request, cast, signed=state != State.PROPOSED)
        if state in workflow.ANNOUNCED:
            Decision.objects.filter(pk=made.pk).update(announced=timezone.now())
    if state == State.CLARIFICATION:
        Clarification.objects.create(request=request, question="Was?", deadline=today(), asked=timezone.now())
    for kind in (CheckKind.CONTENT, CheckKind.CALCULATIVE):
        Check.objects.create(
            request=request, submission=request.submission, kind=kind, result=CheckResult.GOOD, amount=2500
        )
    FundingRequest.objects.filter(pk=request.pk).update(state=state)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("state", State)
def test_every_verb_for_every_role(cast: Cast, state: State) -> None:
    request = put(scenes.submitted(cast), cast, state)
    for verb, deed in DEEDS.items():
        for name, party in PARTIES.items():
            if not workflow.allows(verb, state, party):
                refuse(request, deed, getattr(cast, name), state)
        for name in STRANGERS:
            with pytest.raises(PermissionDenied):
                deed(request, by=getattr(cast, name), version=request.version)


def refuse(request: FundingRequest, deed: Callable[..., Any], by: Any, state: State) -> None:
    lines = request.transitions.count()
    with pytest.raises((PermissionDenied, ValidationError)):
        deed(request, by=by, version=request.version)
    request.refresh_from_db()
    assert request.state == state
    assert request.transitions.count() == lines


ALLOWED = [
    (verb, state, name)
    for verb in DEEDS
    for state in State
    for name, party in PARTIES.items()
    if workflow.allows(verb, state, party) and state != State.DRAFT
]
# Whoever proposed takes the proposal back with it: two lines, see `test_stepping_back`.
ALLOWED.remove((Verb.STEP_BACK, State.PROPOSED, "caseworker"))


@pytest.mark.parametrize(("verb", "state", "name"), ALLOWED)
def test_an_allowed_verb_is_done_once_and_logged(cast: Cast, verb: Verb, state: State, name: str) -> None:
    request = put(scenes.submitted(cast), cast, state)
    lines, version = request.transitions.count(), request.version
    for _click in range(2):
        DEEDS[verb](request, by=getattr(cast, name), version=version)
    request.refresh_from_db()
    assert request.state in workflow.MOVES[verb, PARTIES[name]].targets
    assert request.transitions.count() == lines + 1
    assert request.version == version + 1
