"""The check of a proof of use, line by line: begun, vouchers drawn by lot, each line judged.

What it comes to is in `results`, what the organisation is asked meanwhile in `explaining`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import CheckState, Party, Verb, Verdict
from funding.models import ProofCheck, ProofOfUse, VoucherFinding
from funding.reports.checking import lines_of
from funding.services import drawdowns, notices, steps
from portal.accounts.models import User
from portal.lib import money
from portal.lib.errors import Stale

# At least so much of the lines is looked at in depth. Source: BayVV_7070_W_14078 Nr. 11 asks for 10 %; each
# officer may draw more.
USUAL_PERCENT = 10


@transaction.atomic
def begin(proof: ProofOfUse, *, by: User) -> ProofCheck:
    """Start the check of a submitted proof; a second click gives the same.

    PermissionDenied, ValidationError.
    """
    row = _locked(proof)
    if not rules.may_check_proof(by, row):
        raise PermissionDenied
    if row.is_open:
        raise ValidationError(_("The proof of use has not been submitted yet."), "state")
    checking, made = ProofCheck.objects.get_or_create(proof=row, defaults={"begun_by": by})
    if made:
        _log(checking, Verb.BEGIN_CHECK, by=by)
    return checking


@transaction.atomic
def draw(checking: ProofCheck, percent: int, *, by: User, version: int) -> ProofCheck:
    """Draw a part of the lines by lot; with a higher `percent` later, lines are added to those drawn.

    The vouchers of drawn lines can be opened by the Office. PermissionDenied, ValidationError, `Stale`.
    """
    row = _at_work(checking, by=by)
    if row.version == version + 1 and row.percent == percent:
        return row
    refuse_stale(row, version)
    if not 1 <= percent <= 100:
        raise ValidationError({"percent": _("Between 1 and 100.")})
    if percent <= (row.percent or 0):
        text = _("%(percent)s %% are drawn already. You can only draw more.")
        raise ValidationError({"percent": text % {"percent": row.percent}})
    numbers = [line["number"] for line in row.proof.sent_figures["expenses"]]
    if not numbers:
        raise ValidationError(_("This proof has no list of vouchers from which to draw."), "list")
    row.seed = row.seed or secrets.token_hex(8)
    row.percent, row.drawn = percent, timezone.now()
    row.sample = drawn_lines(row.seed, numbers, percent)
    written(row, Verb.SAMPLE, by=by, note=f"{row.seed} · {percent} % · {len(row.sample)}/{len(numbers)}")
    notices.tell_applicant("funding.sampled", row.proof.award.request, version=version_of(row))
    return row


def drawn_lines(seed: str, numbers: Sequence[int], percent: int) -> list[int]:
    """Of these `numbers` so many per cent, rounded up, in order: the same for the same seed on any machine.

    By the hash of seed and number, so that a larger part holds the smaller one.
    """
    many = -(-len(numbers) * percent // 100)
    by_lot = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())
    return sorted(by_lot[:many])


@transaction.atomic
def judge(
    checking: ProofCheck, number: int, verdict: Verdict, accepted: Decimal | None, reason: str, *, by: User
) -> VoucherFinding:
    """Say what of a line counts; `accepted` in EUR, where it is a part. A later word replaces an earlier one.

    PermissionDenied, ValidationError by field.
    """
    row = _at_work(checking, by=by)
    line = next((it for it in lines_of(row) if it.number == number), None)
    if line is None:
        raise ValidationError(_("The list has no such line."), "line")
    claimed = line.claimed
    counted = _counted(verdict, claimed, accepted)
    if verdict != Verdict.ACCEPTED and not reason.strip():
        raise ValidationError({"reason": _("Say why. The organisation reads this.")})
    said = {
        "verdict": verdict, "category": line.data["category"], "claimed": claimed, "accepted": counted,
        "reason": reason.strip(), "found_by": by,
    }  # fmt: skip
    finding, _made = row.findings.update_or_create(number=number, defaults=said)
    row.version += 1
    row.save(update_fields=["version"])
    return finding


def _counted(verdict: Verdict, claimed: Decimal, accepted: Decimal | None) -> Decimal:
    if verdict == Verdict.ACCEPTED:
        return claimed
    if verdict == Verdict.REJECTED:
        return Decimal(0)
    if accepted is None or not 0 < accepted < claimed:
        text = _("A part is more than 0 and less than %(claimed)s.")
        raise ValidationError({"accepted": text % {"claimed": money.euros(claimed)}})
    return accepted


def _locked(proof: ProofOfUse) -> ProofOfUse:
    """The proof with its request, its award and itself locked, in this order."""
    request = steps.locked(proof.award.request)
    award = drawdowns.locked(proof.award)
    award.request = request
    row = ProofOfUse.objects.select_for_update().get(pk=proof.pk)
    row.award = award
    return row


def locked_check(checking: ProofCheck, *, by: User) -> ProofCheck:
    """The locked check, its proof, award and request locked before it. PermissionDenied."""
    proof = _locked(checking.proof)
    if not rules.may_check_proof(by, proof):
        raise PermissionDenied
    return _with(proof, checking)


def _with(proof: ProofOfUse, checking: ProofCheck) -> ProofCheck:
    row = ProofCheck.objects.select_for_update().get(pk=checking.pk)
    row.proof = proof
    return row


def _at_work(checking: ProofCheck, *, by: User) -> ProofCheck:
    row = locked_check(checking, by=by)
    expect(row, CheckState.OPEN)
    return row


def signable(checking: ProofCheck, *, by: User) -> ProofCheck:
    """The locked check, if `by` is a second officer: one who did not propose."""
    row = _with(_locked(checking.proof), checking)
    if not rules.may_sign_result(by, row):
        raise PermissionDenied
    return row


def settleable(checking: ProofCheck, *, by: User) -> ProofCheck:
    """The locked check, if `by` may say how it ended that its result was contested. PermissionDenied."""
    row = _with(_locked(checking.proof), checking)
    if not rules.may_settle_result(by, row):
        raise PermissionDenied
    return row


def expect(row: ProofCheck, state: CheckState) -> None:
    """ValidationError unless the check is in this state."""
    if row.state != state:
        raise ValidationError(_("This is no longer possible: the state of the check has changed."), "state")


def refuse_stale(row: ProofCheck, version: int) -> None:
    """`Stale` if somebody has changed the check since `version`."""
    if row.version != version:
        raise Stale(row)


def written(
    row: ProofCheck, verb: Verb, *, by: User, party: Party = Party.CASEWORKER, note: str = ""
) -> ProofCheck:
    """Store the check as its next version, with a line in the log of the request."""
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    _log(row, verb, by=by, party=party, note=note)
    return row


def _log(row: ProofCheck, verb: Verb, *, by: User, party: Party = Party.CASEWORKER, note: str = "") -> None:
    request = row.proof.award.request
    steps.write_log(request, verb, source=request.state, by=by, party=party, note=note)


def version_of(row: ProofCheck) -> str:
    """What tells the messages about this version of the check from others."""
    return f"{row.proof.award.request.version}-p{row.version}"
