"""Who may do what at the desk. What they see is said in `queries`."""

from django.contrib.auth.models import AnonymousUser

from funding import workflow
from funding.choices import CheckState, OfficeRole, Party, Verb
from funding.models import (
    AdviceRequest,
    Amendment,
    AuditAccess,
    Award,
    Decision,
    Drawdown,
    FundingRequest,
    InterimProof,
    Office,
    OfficeMember,
    ProofCheck,
    ProofOfUse,
    Snapshot,
)
from organisations import rules as registry
from organisations.models import Membership, Organisation
from portal.accounts.models import User
from portal.lib.dates import today

type Person = User | AnonymousUser

_PARTY = {OfficeRole.CASEWORKER: Party.CASEWORKER, OfficeRole.COUNTERSIGNER: Party.COUNTERSIGNER}


def may_request(user: Person, organisation: Organisation) -> bool:
    """Make and change requests, drafts and proofs of this organisation."""
    return registry.may_request_funding(user, organisation)


def may_see_requests(user: Person, organisation: Organisation) -> bool:
    return registry.may_see_funding(user, organisation)


def parties(user: Person, request: FundingRequest) -> frozenset[Party]:
    """As whom `user` may act on `request`. A member of the applying organisation is never its officer.

    Neither is an officer who has stepped back from it.
    """
    if not user.is_authenticated:
        return frozenset()
    if Membership.objects.filter(organisation_id=request.organisation_id, user=user).exists():
        mine = registry.may_request_funding(user, request.organisation)
        return frozenset({Party.APPLICANT}) if mine else frozenset()
    members = OfficeMember.objects.filter(office_id=request.office_id, user=user)
    roles = members.exclude(user__recusals__request=request).values_list("role", flat=True)
    return frozenset(_PARTY[OfficeRole(role)] for role in roles if role in _PARTY)


def acting_as(user: User, request: FundingRequest, verb: Verb) -> Party | None:
    """The role in which `user` may do `verb` to `request` at all, whatever its state; None if in none."""
    who = workflow.who(verb) & parties(user, request)
    if not who or (verb in BY_PROPOSER and _proposed_last(user, request) is not BY_PROPOSER[verb]):
        return None
    return next(iter(who))


# Four eyes: whoever proposed does not countersign, which the database refuses too, but may think again.
BY_PROPOSER = {Verb.COUNTERSIGN: False, Verb.RECONSIDER: True}


def _proposed_last(user: User, request: FundingRequest) -> bool:
    last = request.decisions.only("proposed_by").first()
    return last is not None and last.proposed_by_id == user.pk


def desk_roles(user: Person) -> list[tuple[int, OfficeRole]]:
    """What `user` is in which Office, by its id."""
    if not user.is_authenticated:
        return []
    rows = OfficeMember.objects.filter(user=user).values_list("office", "role")
    return [(office, OfficeRole(role)) for office, role in rows]


def parties_of(roles: list[tuple[int, OfficeRole]]) -> dict[int, frozenset[Party]]:
    """As whom somebody with these roles acts in each Office, by its id; nothing for who reviews nothing."""
    found: dict[int, frozenset[Party]] = {}
    for office, role in roles:
        if role in _PARTY:
            found[office] = found.get(office, frozenset()) | {_PARTY[role]}
    return found


def desk_parties(user: Person) -> dict[int, frozenset[Party]]:
    """As whom `user` acts in each Office, by its id; nothing for who reviews nothing."""
    return parties_of(desk_roles(user))


def may_review(user: Person, request: FundingRequest) -> bool:
    """Read as its Office what was submitted: its reviewers, but for members of the applying organisation."""
    return bool(parties(user, request) - {Party.APPLICANT})


def may_read_submission(user: Person, submission: Snapshot) -> bool:
    """A request as it was sent: the organisation and the Office that reviews it."""
    request = submission.request
    return may_see_requests(user, request.organisation) or may_review(user, request)


def may_read_letter(user: Person, decision: Decision) -> bool:
    """The decision letter: the Office once it is countersigned, the applicant once it is announced."""
    if decision.countersigned is None or decision.voided is not None:
        return False
    if may_review(user, decision.request):
        return True
    if decision.waits_to_be_retrieved:
        return False
    return decision.announced is not None and may_see_requests(user, decision.request.organisation)


def may_read_report(user: Person, proof: ProofOfUse) -> bool:
    """The funding report: the organisation always, the Office once it is submitted."""
    request = proof.award.request
    if may_see_requests(user, request.organisation):
        return True
    return not proof.is_open and may_review(user, request)


def may_read_result(user: Person, checking: ProofCheck) -> bool:
    """The letter about the check of a proof, once it is closed: as the report, and not while it waits."""
    if not checking.is_closed:
        return False
    if checking.waits_to_be_retrieved and not may_review(user, checking.proof.award.request):
        return False
    return may_read_report(user, checking.proof)


def may_read_interim(user: Person, interim: InterimProof) -> bool:
    """An interim proof: the organisation always, the Office once it is submitted."""
    request = interim.award.request
    if may_see_requests(user, request.organisation):
        return True
    return not interim.is_open and may_review(user, request)


def may_note_interim(user: Person, interim: InterimProof) -> bool:
    """Take note of an interim proof for the Office."""
    return Party.CASEWORKER in parties(user, interim.award.request)


def may_open_audit(user: Person, award: Award) -> bool:
    """Let an auditor read this award, and end it."""
    return Party.CASEWORKER in parties(user, award.request)


def is_auditor(user: Person) -> bool:
    """Auditors sign in with a second factor as long as they read."""
    return (
        user.is_authenticated and AuditAccess.objects.to_come_or_running(today()).filter(user=user).exists()
    )


def may_check_proof(user: Person, proof: ProofOfUse) -> bool:
    """Check a proof of use, line by line, and say what it comes to."""
    return Party.CASEWORKER in parties(user, proof.award.request)


def may_sign_result(user: Person, checking: ProofCheck) -> bool:
    """Ask money back as proposed: a second officer, who did not propose it."""
    proposed = checking.proposed_by_id is not None and checking.proposed_by_id == user.pk
    return not proposed and Party.COUNTERSIGNER in parties(user, checking.proof.award.request)


def may_confirm_raise(user: Person, checking: ProofCheck) -> bool:
    """Record the same higher grant as somebody else proposed it: as caseworker, or as second officer."""
    if checking.raise_to is None or checking.raise_by_id == user.pk:
        return False
    return bool({Party.CASEWORKER, Party.COUNTERSIGNER} & parties(user, checking.proof.award.request))


def may_settle_result(user: Person, checking: ProofCheck) -> bool:
    """Record how it ended that a result was contested, or confirm the higher grant that is proposed."""
    return may_check_proof(user, checking.proof) or may_confirm_raise(user, checking)


def may_pay_out(user: Person, request: FundingRequest) -> bool:
    """Decide on calls for money of this request, and record what was paid."""
    return Party.CASEWORKER in parties(user, request)


def may_release(user: Person, drawdown: Drawdown) -> bool:
    """Release an approved payment: a second officer, who did not approve it."""
    approved = drawdown.decided_by_id is not None and drawdown.decided_by_id == user.pk
    return not approved and Party.COUNTERSIGNER in parties(user, drawdown.award.request)


def may_open_vouchers(user: User, checking: ProofCheck) -> bool:
    """The papers of the lines that were drawn: who checks, and who is to sign what that has come to."""
    if checking.is_closed:
        return False
    signs = checking.state == CheckState.PROPOSED and may_sign_result(user, checking)
    return signs or may_check_proof(user, checking.proof)


def may_sign_amendment(user: Person, amendment: Amendment) -> bool:
    """Decide on a change of an award as proposed: a second officer, who did not propose it."""
    proposed = amendment.proposed_by_id is not None and amendment.proposed_by_id == user.pk
    return not proposed and Party.COUNTERSIGNER in parties(user, amendment.award.request)


def may_read_amendment(user: Person, amendment: Amendment) -> bool:
    """The letter about a change, once it is decided: the organisation, and the Office that reviews it."""
    request = amendment.award.request
    if not amendment.is_decided:
        return False
    if may_review(user, request):
        return True
    return not amendment.waits_to_be_retrieved and may_see_requests(user, request.organisation)


def may_match_grants(user: Person, office: Office) -> bool:
    """Say which organisation has got a grant of earlier years: the caseworkers of the Office."""
    return _works_as(OfficeRole.CASEWORKER, user, office)


def may_order_payments(user: Person, office: Office) -> bool:
    """Take out payment orders of this Office for its cash system, and read back what was paid."""
    return _works_as(OfficeRole.CASEWORKER, user, office)


def may_keep_texts(user: Person, office: Office) -> bool:
    """Keep the text blocks of this Office."""
    return _works_as(OfficeRole.CASEWORKER, user, office)


def may_advise(user: Person, advice: AdviceRequest) -> bool:
    """Answer a question to the Office: its caseworkers, but for members of the organisation that asks."""
    if not user.is_authenticated:
        return False
    if Membership.objects.filter(organisation=advice.organisation_id, user=user).exists():
        return False
    return _works_as(OfficeRole.CASEWORKER, user, advice.office)


def may_record(user: Person, office: Office, organisation: Organisation | None = None) -> bool:
    """Write down a request that came on paper: caseworkers, but for members of the organisation that asks."""
    if not _works_as(OfficeRole.CASEWORKER, user, office):
        return False
    return (
        organisation is None
        or not Membership.objects.filter(organisation=organisation, user=user.pk).exists()
    )


def may_keep(user: Person, office: Office) -> bool:
    """Keep the public entry of this Office up to date."""
    return Office.objects.kept_by(user).filter(pk=office.pk).exists()


def may_keep_budget(user: Person, office: Office) -> bool:
    """Say what the lines of the budget of this Office have."""
    return _works_as(OfficeRole.BUDGET_HOLDER, user, office)


def _works_as(role: OfficeRole, user: Person, office: Office) -> bool:
    if not user.is_authenticated:
        return False
    return OfficeMember.objects.filter(office=office, user=user, role=role).exists()


def is_officer(user: Person) -> bool:
    """Officers sign in with a second factor."""
    return user.is_authenticated and OfficeMember.objects.filter(user=user).exists()
