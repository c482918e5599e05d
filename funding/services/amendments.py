"""Changes of an award: asked for by the organisation, decided by two officers of the Office."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import (
    DECIDED_AMENDMENTS,
    OPEN_AMENDMENTS,
    AlikeIncome,
    AmendmentState,
    OfficeRole,
    Party,
    Verb,
)
from funding.models import Amendment, Award, ProofOfUse
from funding.services import budgets, incomes, notices, notification, wishes
from funding.services.amendment_letters import preview
from funding.services.drawdowns import locked
from funding.services.interims import plan_interims
from funding.services.steps import last_note, refuse_unread, write_log
from funding.services.wishes import Wish
from funding.workflow import ANNOUNCED
from portal.accounts.models import User
from portal.lib.errors import Stale


def obstacle(award: Award) -> str:
    """Why no change can be asked for now; empty if one can."""
    proof = ProofOfUse.objects.filter(award=award).first()
    if award.request.state not in ANNOUNCED:
        return _("A change can be asked for once the decision is announced.")
    if proof is not None and not proof.is_open:
        return _("The proof of use has been submitted and can no longer be changed.")
    if award.amendments.open().exists():
        return _("A change is asked for already. The next one is possible once it is decided.")
    return ""


@transaction.atomic
def ask(award: Award, wish: Wish, *, by: User) -> Amendment:
    """Ask the Office for a change. A second click gives the same one.

    PermissionDenied, ValidationError by field. The sum of the costs stays: more money is a new request.
    """
    row = locked(award)
    if not rules.may_request(by, row.request.organisation):
        raise PermissionDenied
    costs, years = wishes.shifted(row, wish.costs), wishes.carried(row, wish.years)
    said = {
        "reason": wish.reason.strip(), "use": wish.use.strip(), "end": wish.end, "costs": costs,
        "years": years, "income": wish.income, "payer": wish.payer.strip(), "source": wish.source,
        "received": wish.received,
    }  # fmt: skip
    if (same := row.amendments.open().filter(asked_by=by).first()) is not None and _says(same, said):
        return same
    # Whoever sends the proof holds its row and looks whether a change is open.
    ProofOfUse.objects.select_for_update().filter(award=row).first()
    if words := obstacle(row):
        raise ValidationError(words, "state")
    wishes.refuse_faulty(row, said)
    known = incomes.entered_like(row, said)
    if known is not None:
        incomes.demand_answer(wish.alike, known.payer, known.received, known.amount)
    made = Amendment.objects.create(award=row, number=_next_number(row), asked_by=by, **said)
    if known is not None and wish.alike == AlikeIncome.SAME:
        incomes.same_as_entered(known, made)
    _log(made, Verb.ASK_CHANGE, by=by, party=Party.APPLICANT)
    notices.tell_caseworker("funding.change_asked", row.request, version=_version(made))
    return made


def _says(amendment: Amendment, said: Mapping[str, Any]) -> bool:
    return all(getattr(amendment, name) == value for name, value in said.items())


@transaction.atomic
def drop(amendment: Amendment, *, by: User) -> Amendment:
    """The organisation no longer wants the change, as long as it is not decided; twice is once."""
    row = _locked(amendment)
    if not rules.may_request(by, row.award.request.organisation):
        raise PermissionDenied
    if row.state == AmendmentState.DROPPED:
        return row
    _expect(row, *OPEN_AMENDMENTS)
    row.state = AmendmentState.DROPPED
    return _written(row, Verb.DROP_CHANGE, by=by, party=Party.APPLICANT)


@transaction.atomic
def propose(
    amendment: Amendment, grants: bool, answer: str, proof_due: date | None, *, by: User, version: int
) -> Amendment:
    """The caseworker says what to answer. PermissionDenied, ValidationError by field, `Stale`."""
    row = _locked(amendment)
    if Party.CASEWORKER not in rules.parties(by, row.award.request):
        raise PermissionDenied
    if row.state == AmendmentState.PROPOSED and row.proposed_by == by and row.version == version + 1:
        return row
    _expect(row, AmendmentState.ASKED, version=version)
    if not grants and not answer.strip():
        raise ValidationError({"answer": _("Say why the change is refused.")})
    end = row.end or row.award.end
    if grants and proof_due is not None and proof_due <= end:
        raise ValidationError({"proof_due": _("Choose a day after the end of the project.")})
    if grants and row.years:
        budgets.refuse_moved(row.award.decision, row.borne)
    row.state, row.grants, row.answer = AmendmentState.PROPOSED, grants, answer.strip()
    row.proof_due = proof_due if grants else None
    row.proposed, row.proposed_by = timezone.now(), by
    _written(row, Verb.PROPOSE_CHANGE, by=by, party=Party.CASEWORKER)
    roles = (OfficeRole.COUNTERSIGNER,)
    notices.tell_officers("funding.change_proposed", row.award.request, *roles, but=by, version=_version(row))
    return row


@transaction.atomic
def send_back(amendment: Amendment, note: str, *, by: User, version: int) -> Amendment:
    """The second officer wants another answer and says which. PermissionDenied, ValidationError, `Stale`."""
    row = _signable(amendment, by=by)
    _expect(row, AmendmentState.PROPOSED, version=version)
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be changed.")})
    _unpropose(row)
    _written(row, Verb.RETURN_CHANGE, by=by, party=Party.COUNTERSIGNER, note=note)
    notices.tell_caseworker("funding.change_asked", row.award.request, version=_version(row))
    return row


@transaction.atomic
def take_back(amendment: Amendment, *, by: User, version: int) -> Amendment:
    """Whoever proposed the answer takes it back before it is signed. A second click changes nothing.

    PermissionDenied, ValidationError, `Stale`.
    """
    row = _locked(amendment)
    if Party.CASEWORKER not in rules.parties(by, row.award.request):
        raise PermissionDenied
    if row.state == AmendmentState.ASKED and row.version == version + 1:
        return row
    _expect(row, AmendmentState.PROPOSED, version=version)
    if row.proposed_by_id != by.pk:
        raise PermissionDenied
    _unpropose(row)
    return _written(row, Verb.UNDO_CHANGE, by=by, party=Party.CASEWORKER)


def _unpropose(row: Amendment) -> None:
    row.state, row.grants, row.answer, row.proof_due = AmendmentState.ASKED, None, "", None
    row.proposed = row.proposed_by = None


def wanted_otherwise(amendment: Amendment) -> str:
    """What the second officer said when the answer was last sent back; empty once one is proposed anew."""
    lines = amendment.award.request.transitions.order_by("at", "pk")
    own = [line for line in lines if line.note.partition("\n")[0] == str(amendment.number)]
    return last_note(own, Verb.RETURN_CHANGE, over_by=(Verb.PROPOSE_CHANGE,)).partition("\n")[2]


@transaction.atomic
def countersign(amendment: Amendment, *, by: User, version: int, read: str | None = None) -> Amendment:
    """Decide as proposed: what is allowed changes the award, whose earlier plan and end stay readable.

    `read` is the hash of the letter that the officer has read; if it says something else by now, nobody
    has signed it. A second click changes nothing. PermissionDenied, ValidationError, `Stale`.
    """
    row = _signable(amendment, by=by)
    if row.is_decided and row.version == version + 1:
        return row
    _expect(row, AmendmentState.PROPOSED, version=version)
    award = row.award
    row.state = AmendmentState.GRANTED if row.grants else AmendmentState.REFUSED
    row.decided, row.decided_by = timezone.now(), by
    notification.offer(row, award.request)
    letter = preview(row)
    refuse_unread(read, letter.sha256)
    row.frozen, row.sha256 = letter.letter, letter.sha256
    if row.grants:
        award.end = row.end or award.end
        award.proof_due = row.proof_due or award.proof_due
        if row.costs is not None:
            award.plan = {**award.plan, "costs": row.costs}
        if row.tells_of_income:
            award.plan = {**award.plan, "later": _with_income(award, row)}
        if row.years:
            budgets.move(award.decision, row.borne)
        award.save(update_fields=["end", "proof_due", "plan"])
        plan_interims(award)
    _written(row, Verb.GRANT_CHANGE if row.grants else Verb.REFUSE_CHANGE, by=by, party=Party.COUNTERSIGNER)
    notices.tell_applicant("funding.change_decided", award.request, version=_version(row))
    return row


@transaction.atomic
def record_posting(amendment: Amendment, posted: date, *, by: User, version: int) -> Amendment:
    """Record that the letter left the Office by post on that day: the time for legal remedy begins.

    PermissionDenied, ValidationError by field, `Stale`.
    """
    row = _locked(amendment)
    request = row.award.request
    if Party.CASEWORKER not in rules.parties(by, request):
        raise PermissionDenied
    if row.version == version + 1 and row.posted == posted:
        return row
    _expect(row, *DECIDED_AMENDMENTS, version=version)
    notification.post(row, request, posted, signed=row.decided)
    return _written(row, Verb.POST_CHANGE, by=by, party=Party.CASEWORKER, note=posted.isoformat())


def _with_income(award: Award, row: Amendment) -> dict[str, str]:
    """What came in besides the plan so far, by source, with what `row` tells of."""
    later = {source: Decimal(amount) for source, amount in award.plan.get("later", {}).items()}
    later[row.source] = later.get(row.source, Decimal(0)) + row.income
    return {source: f"{amount:.2f}" for source, amount in later.items()}


def _locked(amendment: Amendment) -> Amendment:
    """The row of `amendment` as it is now, its award locked first."""
    award = locked(amendment.award)
    row = Amendment.objects.select_related("proposed_by", "decided_by").get(pk=amendment.pk)
    row.award = award
    return row


def _signable(amendment: Amendment, *, by: User) -> Amendment:
    """The locked row, if `by` is a second officer: one who did not propose."""
    row = _locked(amendment)
    if not rules.may_sign_amendment(by, row):
        raise PermissionDenied
    return row


def _expect(row: Amendment, *states: AmendmentState, version: int | None = None) -> None:
    if row.state not in states:
        raise ValidationError(_("This is no longer possible: the state of the change has changed."), "state")
    if version is not None and row.version != version:
        raise Stale(row)


def _next_number(award: Award) -> int:
    return (award.amendments.aggregate(last=Max("number"))["last"] or 0) + 1


def _written(row: Amendment, verb: Verb, *, by: User, party: Party, note: str = "") -> Amendment:
    row.version += 1
    row.save()
    _log(row, verb, by=by, party=party, note=note)
    return row


def _log(row: Amendment, verb: Verb, *, by: User, party: Party, note: str = "") -> None:
    """The note is the number, the same in every language, and below it what was said."""
    request, words = row.award.request, f"{row.number}\n{note.strip()}".strip()
    write_log(request, verb, source=request.state, by=by, party=party, note=words)


def _version(row: Amendment) -> str:
    return f"{row.award.request.version}-c{row.number}-{row.version}"
