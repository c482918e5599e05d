"""What a day brings near or lets pass: said once to those whose turn it is, and to nobody who may not see it.

The outbox keeps each message to one address once, and asks again before sending whether it still fits.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from funding.choices import Signature, State
from funding.models import (
    Amendment,
    Award,
    Clarification,
    Decision,
    Drawdown,
    FundingRequest,
    InterimProof,
    MadeKnown,
    Office,
    ProofCheck,
)
from funding.reports.drawdowns import standing_of
from funding.services import notices
from funding.services.decisions import contestable_until
from funding.workflow import SIGNED_ANEW
from portal.lib.dates import today

QUESTION = timedelta(days=3)  # so long before the last day for an answer
PROGRAMME = timedelta(days=14)  # so long before the deadline of a programme
PROOF = timedelta(weeks=4)  # so long before a proof of use is due
MISSING = timedelta(days=3)  # so long after its day the Office hears that a proof has not come
PERIOD = timedelta(weeks=4)  # so long before the period of an award ends, while money can be called up
SPENDING = timedelta(weeks=2)  # so long before money that was paid out is to be spent
CORRECTED = timedelta(days=3)  # so long after a corrected request was sent without its signature
LATE = timedelta(days=14)  # what passed longer ago is old news, also for a job that stood still


def remind() -> int:
    """Tell people of what is near or has passed; how many requests that concerns."""
    day = today()
    found = [
        *_questions(day), *_hearings(day), *_about_proofs(day), *_unretrieved(day), *_letters(day),
        *_drafts(day), *_unsigned(day), *_corrected(day), *_final(day), *_proofs(day), *_interims(day),
        *_periods(day), *_unspent(day),
    ]  # fmt: skip
    for row, kinds, version in found:
        _tell(row, kinds, version)
    return len(found)


@transaction.atomic
def remind_of_entries() -> int:
    """Tell those who keep an entry of the directory that it is to be checked; how many entries."""
    offices = list(Office.objects.due_for_checking(today()))
    for office in offices:
        notices.tell_keepers("funding.entry_due", office, version=office.checked_version)
    return len(offices)


_RELATED = ("request__organisation", "request__office", "request__programme", "request__caseworker")
_OF_AWARD = (*_RELATED, "decision__submission", "proof")
_TO = {
    "funding.question_due": notices.tell_applicant,
    "funding.question_passed": notices.tell_applicant,
    "funding.unanswered": notices.tell_caseworker,
    "funding.hearing_due": notices.tell_applicant,
    "funding.query_due": notices.tell_applicant,
    "funding.hearing_passed": notices.tell_caseworker,
    "funding.retrieve_soon": notices.tell_applicant,
    "funding.unretrieved": notices.tell_caseworker,
    "funding.letter_soon": notices.tell_applicant,
    "funding.letter_unretrieved": notices.tell_caseworker,
    "funding.programme_closes": notices.tell_applicant,
    "funding.sign_due": notices.tell_applicant,
    "funding.sign_again": notices.tell_applicant,
    "funding.remedy_over": notices.tell_caseworker,
    "funding.proof_due": notices.tell_applicant,
    "funding.proof_overdue": notices.tell_applicant,
    "funding.proof_missing": notices.tell_caseworker,
    "funding.interim_due": notices.tell_applicant,
    "funding.interim_overdue": notices.tell_applicant,
    "funding.interim_missing": notices.tell_caseworker,
    "funding.period_ends": notices.tell_applicant,
    "funding.spend_soon": notices.tell_applicant,
}
type Found = tuple[FundingRequest, tuple[str, ...], str]


@transaction.atomic
def _tell(row: FundingRequest, kinds: tuple[str, ...], version: str) -> None:
    for kind in kinds:
        _TO[kind](kind, row, version=version)


def _questions(day: date) -> Iterator[Found]:
    near = Clarification.objects.corrections().open().filter(request__state=State.CLARIFICATION)
    for question in near.filter(deadline__range=(day - LATE, day + QUESTION)).select_related(*_RELATED):
        passed = question.deadline < day
        kinds = ("funding.question_passed", "funding.unanswered") if passed else ("funding.question_due",)
        yield question.request, kinds, f"{question.pk} {question.deadline}"


def _hearings(day: date) -> Iterator[Found]:
    near = Clarification.objects.awaited().filter(deadline__range=(day - LATE, day + QUESTION))
    for hearing in near.select_related(*_RELATED):
        kind = "funding.hearing_passed" if hearing.deadline < day else "funding.hearing_due"
        yield hearing.request, (kind,), f"{hearing.pk} {hearing.deadline}"


def _about_proofs(day: date) -> Iterator[Found]:
    near = Clarification.objects.about_proofs().open().filter(deadline__range=(day, day + QUESTION))
    for question in near.select_related(*_RELATED):
        yield question.request, ("funding.query_due",), f"{question.pk} {question.deadline}"


def _unretrieved(day: date) -> Iterator[Found]:
    """Decisions that wait to be retrieved: near their last day, or to be sent by post."""
    waiting = Decision.objects.waiting_to_be_retrieved()
    for decision in waiting.defer("plan", "frozen").select_related(*_RELATED):
        if (last := _near(decision, decision.request, day)) is not None:
            kind = "funding.unretrieved" if last < day else "funding.retrieve_soon"
            yield decision.request, (kind,), str(last)


def _near(letter: MadeKnown, request: FundingRequest, day: date) -> date | None:
    """The last day on which a letter can be retrieved, if that is near or has passed lately."""
    last = letter.retrievable_until(request.office)
    return last if last is not None and day - LATE <= last <= day + QUESTION else None


def _letters(day: date) -> Iterator[Found]:
    """The same for the letters about changes of an award and about the check of its proof."""
    changes = Amendment.objects.to_be_retrieved().select_related(*(f"award__{it}" for it in _RELATED))
    checks = ProofCheck.objects.to_be_retrieved().defer("frozen")
    found = [(change.award.request, change, "change") for change in changes] + [
        (check.proof.award.request, check, "check")
        for check in checks.select_related(*(f"proof__award__{it}" for it in _RELATED))
    ]
    for request, letter, what in found:
        if (last := _near(letter, request, day)) is not None:
            kind = "funding.letter_unretrieved" if last < day else "funding.letter_soon"
            yield request, (kind,), f"{what} {letter.pk} {last}"


def _drafts(day: date) -> Iterator[Found]:
    rows = FundingRequest.objects.filter(
        state=State.DRAFT, programme__next_deadline__range=(day, day + PROGRAMME)
    )
    for row in rows.select_related("organisation", "office", "programme"):
        yield row, ("funding.programme_closes",), str(row.programme.next_deadline)


def _unsigned(day: date) -> Iterator[Found]:
    """Sent, and the signed paper has to be there by a deadline that comes near."""
    rows = FundingRequest.objects.filter(
        state=State.UNSIGNED,
        programme__signature=Signature.IN_TIME,
        programme__next_deadline__range=(day, day + PROGRAMME),
    )
    for row in rows.select_related("organisation", "office", "programme"):
        yield row, ("funding.sign_due",), str(row.programme.next_deadline)


def _corrected(day: date) -> Iterator[Found]:
    """Corrected, and not signed again: whoever answered was asked at once, the others are told now."""
    rows = FundingRequest.objects.filter(
        state__in=SIGNED_ANEW, to_sign_since__date__range=(day - LATE, day - CORRECTED)
    )
    for row in rows.select_related("organisation", "office", "programme"):
        yield row, ("funding.sign_again",), str(row.submission_id)


def _final(day: date) -> Iterator[Found]:
    """Decisions whose time for legal remedy is over: money is paid only when they are recorded as final."""
    rows = FundingRequest.objects.filter(state=State.ANNOUNCED).with_announced()
    for row in rows.select_related("organisation", "office", "programme", "caseworker"):
        last = contestable_until(row, row.announced_decisions[0])  # type: ignore[attr-defined]  # prefetched
        if last is not None and day - LATE <= last < day:
            yield row, ("funding.remedy_over",), str(last)


def _proofs(day: date) -> Iterator[Found]:
    for award in (
        Award.objects.known()
        .unaccounted()
        .filter(proof_due__range=(day - LATE, day + PROOF))
        .select_related(*_RELATED)
    ):
        due = award.proof_due
        assert due is not None  # noqa: S101 - it is in the range
        yield award.request, _of_proof("funding.proof", due, day), str(due)


def _interims(day: date) -> Iterator[Found]:
    rows = InterimProof.objects.owed(day).filter(due__range=(day - LATE, day + PROOF))
    for interim in rows.select_related(*(f"award__{name}" for name in _RELATED)):
        kinds = _of_proof("funding.interim", interim.due, day)
        yield interim.award.request, kinds, f"{interim.pk} {interim.due}"


def _of_proof(name: str, due: date, day: date) -> tuple[str, ...]:
    """The mails about a proof that is still owed: before its day, after it, and some days later to both."""
    if due >= day:
        return (f"{name}_due",)
    if day - due < MISSING:
        return (f"{name}_overdue",)
    return (f"{name}_overdue", f"{name}_missing")


def _periods(day: date) -> Iterator[Found]:
    rows = Award.objects.to_be_called_up().filter(end__range=(day, day + PERIOD))
    for award in rows.select_related(*_RELATED):
        yield award.request, ("funding.period_ends",), str(award.end)


def _unspent(day: date) -> Iterator[Found]:
    """Payments whose time to be spent ends, while what was entered does not spend them."""
    near = Drawdown.objects.to_be_spent(day, day + SPENDING).filter(
        award__in=Award.objects.known().unaccounted()
    )
    for row in near.select_related(*(f"award__{name}" for name in _OF_AWARD)):
        last: date = row.spent_by  # type: ignore[attr-defined]  # annotated
        if standing_of(row.award).unspent_on(last + timedelta(1)):
            yield row.award.request, ("funding.spend_soon",), f"{row.pk} {last}"
