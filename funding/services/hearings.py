"""The organisation is heard before the Office does what burdens it (Anhörung, § 28 VwVfG).

Two occasions, told apart by the state of the request: before a decision that gives less than was asked for,
while it is in review, and after the announcement before the check of a proof asks money back or gives less
than the proof. For the second one, `hear(request, sum, text, last_day, about=…, by=officer,
version=request.version)` opens the hearing with the sum that is to be asked back (`RECOVERY`) or the grant
that is to be left (`RESULT`); `refuse_unheard(request, recovery, grant=entitled, unheard=reason)` stands in
the service that demands it, which holds the lock of the request (`steps.locked`).

Doubtful: the domain facts name no rule for hearings. Whether a rejected request needs one is disputed in law,
so that each Office says whether it hears (`Office.hears`). The law wants a fitting time for the answer and
names no days; at least as long as the Office says (`Office.hearing_days`, two weeks as is usual) it is open.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import AFTER_CHECKS, CheckState, State, Thread, Verb
from funding.models import Clarification, FundingRequest, ProofCheck
from funding.reports import hearing_words
from funding.reports.checking import outcome_of
from funding.services import notices, papers
from funding.services.steps import take
from portal.accounts.models import User
from portal.lib import money, uploads
from portal.lib.dates import today


def occasions(request: FundingRequest) -> tuple[Thread, ...]:
    """What a hearing can be about in the present state of the request."""
    return AFTER_CHECKS if request.state in workflow.ANNOUNCED else (Thread.DECISION,)


def occasion(request: FundingRequest) -> Thread:
    """What a hearing would be about now. Without an open check it is about money that is asked back."""
    if Thread.DECISION in (found := occasions(request)):
        return found[0]
    check = open_check(request)
    if check is None or (outcome := outcome_of(check)).recovery or outcome.entitled >= outcome.before:
        return Thread.RECOVERY
    return Thread.RESULT


def open_check(request: FundingRequest) -> ProofCheck | None:
    """The check of the proof that may come to asking money back; None while none is open."""
    rows = ProofCheck.objects.filter(proof__award__request=request, state=CheckState.OPEN)
    return rows.select_related("proof__award").first()


def can_be_opened(request: FundingRequest) -> bool:
    """Something is to be decided on which the organisation can be heard now."""
    if request.state in workflow.ANNOUNCED:
        return open_check(request) is not None
    return request.state in workflow.HEARD


def awaited(request: FundingRequest, threads: Iterable[Clarification]) -> Clarification | None:
    """The hearing among the `threads` of a request that waits for an answer, also after its day."""
    about = occasions(request)
    return next((it for it in threads if it.about in about and not (it.answered or it.closed)), None)


@transaction.atomic
def hear(
    request: FundingRequest, amount: Decimal, text: str, deadline: date, *,
    by: User, version: int, about: Thread | None = None,
) -> FundingRequest:  # fmt: skip
    """Tell the organisation what is intended and why, and ask what it says to that until `deadline`.

    `amount` in EUR is the grant that is intended, or where the hearing is `about` that the sum to be asked
    back, as after the announcement if nothing else is said. An older hearing that passed without an answer
    is closed. ValidationError by field.
    """
    step = take(request, Verb.HEAR, by=by, version=version)
    if step is None:
        return request
    row = step.request
    if not can_be_opened(row):
        raise ValidationError(_("Money is asked back by the check of a proof, and none is open."), "state")
    about = about if about in occasions(row) else occasions(row)[0]
    _refuse_unsound(row, about, amount, text, deadline)
    _close_the_last(row)
    hearing = Clarification.objects.create(
        request=row,
        about=about,
        amount=amount,
        question=text.strip(),
        deadline=deadline,
        asked_by=by,
    )
    if about == Thread.DECISION:
        row.due = deadline
    step.write(State(row.state), note=text.strip())
    notices.tell_applicant("funding.hearing", row, version=f"{hearing.pk} {deadline}")
    return row


def _refuse_unsound(
    request: FundingRequest, about: Thread, amount: Decimal, text: str, deadline: date
) -> None:
    errors = {}
    if not text.strip():
        errors["text"] = _("Write what is intended and why.")
    first = today() + timedelta(max(1, request.office.hearing_days))
    if deadline < first:
        words = _("The organisation needs time for its answer. Choose %(day)s or a later day.")
        errors["deadline"] = words % {"day": date_format(first, "SHORT_DATE_FORMAT")}
    if words := hearing_words.contradiction(text, about, amount):
        errors["text"] = words
    if amount < 0:
        errors["amount"] = _("The amount cannot be negative.")
    most = _kept(request)
    if about == Thread.RECOVERY and not 0 < amount <= most:
        words = _("Between nothing and what was paid out and has not come back: %(sum)s.")
        errors["amount"] = words % {"sum": money.euros(most)}
    if about == Thread.RESULT and amount >= (proven := _proven(request)):
        words = _("Less than the proof itself gives: %(sum)s. Else no hearing is needed.")
        errors["amount"] = words % {"sum": money.euros(proven)}
    if about == Thread.DECISION and request.submission and amount >= request.submission.requested:
        errors["amount"] = _("This gives all that was asked for: no hearing is needed.")
    if errors:
        raise ValidationError(errors)


def _kept(request: FundingRequest) -> Decimal:
    """What was paid out of the award and has not come back, in EUR: more cannot be asked back."""
    check = open_check(request)
    return Decimal(0) if check is None else check.proof.award.drawn - check.paid_back


def _proven(request: FundingRequest) -> Decimal:
    """The grant that the proof under check gives by its own figures, in EUR."""
    check = open_check(request)
    return Decimal(0) if check is None else outcome_of(check).before


def _close_the_last(request: FundingRequest) -> None:
    last = request.clarifications.awaited().filter(about__in=occasions(request)).first()
    if last is None:
        return
    if not last.is_over:
        raise ValidationError(_still_running(last), "running")
    last.closed = timezone.now()
    last.save(update_fields=["closed"])


def _still_running(hearing: Clarification) -> str:
    day = date_format(hearing.deadline, "DATE_FORMAT")
    return _("A hearing is under way: the organisation can answer until %(day)s.") % {"day": day}


def to_be_added_to(request: FundingRequest, threads: Sequence[Clarification]) -> Clarification | None:
    """Of the `threads` the hearing that is answered and to which more can be said: until its day."""
    rows = [it for it in threads if it.about in occasions(request) and not it.called_off]
    last = rows[-1] if rows else None
    if last is None or not last.answered or last.closed or last.deadline < today():
        return None
    if last.about == Thread.DECISION:
        sent = request.submission
        is_on_this = not sent or last.asked >= sent.created
        return last if is_on_this and request.state in workflow.UNDECIDED else None
    checks = ProofCheck.objects.filter(proof__award__request=request)
    return None if checks.filter(state=CheckState.CLOSED).exists() else last


@transaction.atomic
def reply(
    hearing: Clarification, text: str, *, by: User, version: int, file: UploadedFile | None = None
) -> FundingRequest:
    """What the organisation says to it. Also after its day, as long as that can still change something.

    Until its day more can be said; that stands below what was said before. ValidationError by field.
    """
    step = take(hearing.request, Verb.REPLY, by=by, version=version)
    if step is None:
        return hearing.request
    row = step.request
    mine = row.clarifications.awaited().filter(pk=hearing.pk).first()
    if mine is None:
        mine = to_be_added_to(row, list(row.clarifications.all()))
    if mine is None or mine.pk != hearing.pk:
        gone = row.clarifications.filter(pk=hearing.pk, called_off__isnull=False).exists()
        text = _("The Office has taken this hearing back.") if gone else _("This hearing is over.")
        raise ValidationError(text, "state")
    _keep(mine, text.strip(), file, by=by)
    if mine.about == Thread.DECISION:
        row.due = row.programme.next_deadline
    step.write(State(row.state), note=text.strip())
    notices.tell_caseworker("funding.replied", row)
    return row


def _keep(hearing: Clarification, text: str, file: UploadedFile | None, *, by: User) -> None:
    errors: dict[str, Any] = {}
    if not text:
        errors["answer"] = _("Write what you say to it.")
    try:
        checked = uploads.check(file, papers.ALLOWED) if file else None
    except ValidationError as error:
        errors["file"] = error
    if file and hearing.papers.count() >= papers.MAX_PAPERS:
        words = _("A hearing can have %(number)s files at most.")
        errors["file"] = words % {"number": papers.MAX_PAPERS}
    if errors:
        raise ValidationError(errors)
    if hearing.answered:
        hearing.answer += f"\n\n{today():%d.%m.%Y}:\n{text}"
    else:
        hearing.answer, hearing.answered_by, hearing.answered = text, by, timezone.now()
    hearing.save()
    if checked is not None:
        hearing.papers.create(
            file=file, name=checked.name, mime=checked.mime, size=checked.size, sha256=checked.sha256,
            uploaded_by=by,
        )  # fmt: skip


@transaction.atomic
def call_off(hearing: Clarification, reason: str, *, by: User, version: int) -> FundingRequest:
    """Take back a hearing that nobody has answered, also after its day; another one can be opened then.

    It counts as none from now on. Not while a proposal rests on it: that is sent back or taken back first.
    """
    step = take(hearing.request, Verb.CALL_OFF, by=by, version=version)
    if step is None:
        return hearing.request
    row = step.request
    mine = row.clarifications.awaited().filter(pk=hearing.pk).first()
    if mine is None:
        raise ValidationError(_("This hearing is over."), "state")
    if ProofCheck.objects.filter(proof__award__request=row, state=CheckState.PROPOSED).exists():
        text = _("A result is proposed that rests on this hearing. It has to be sent back first.")
        raise ValidationError(text, "proposed")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. The organisation reads this.")})
    mine.called_off = mine.closed = timezone.now()
    mine.called_off_by, mine.called_off_because = by, reason.strip()
    mine.save()
    if mine.about == Thread.DECISION and row.state != State.CLARIFICATION:
        row.due = row.programme.next_deadline
    step.write(State(row.state), note=mine.called_off_because)
    notices.tell_applicant("funding.called_off", row, version=str(mine.pk))
    return row


def refuse_unheard(
    request: FundingRequest, amount: Decimal, *, grant: Decimal | None = None, unheard: str = ""
) -> None:
    """ValidationError unless the organisation was heard on `amount`, or `unheard` says why it need not be.

    `amount` is the grant of a decision, or what a check asks back, which leaves a `grant`. Heard means:
    answered, or the day has passed. Nobody decides while a hearing runs, whatever the reason.
    """
    last = last_on(request)
    if last is not None and not last.is_over:
        raise ValidationError(_still_running(last), "running")
    if not unheard.strip() and (last is None or not _covers(last, amount, grant)):
        text = _(
            "The organisation was not heard on this. Hear it first, or say here why no hearing is needed."
        )
        raise ValidationError({"unheard": text})


def last_on(request: FundingRequest) -> Clarification | None:
    """The last of `all_on`."""
    return next(reversed(all_on(request)), None)


def all_on(request: FundingRequest) -> list[Clarification]:
    """The hearings on what is to be decided now in order, on the present submission; none taken back."""
    rows = request.clarifications.kept_up().filter(about__in=occasions(request))
    if Thread.DECISION in occasions(request) and request.submission:
        rows = rows.filter(asked__gte=request.submission.created)
    return list(rows.prefetch_related("papers"))


def _covers(hearing: Clarification, amount: Decimal, grant: Decimal | None) -> bool:
    """What is decided burdens no more than what was said in the hearing.

    Who was heard on money that is asked back was heard on the smaller grant as well.
    """
    heard = hearing.amount or Decimal(0)
    match hearing.about:
        case Thread.DECISION:
            return amount >= heard
        case Thread.RESULT:
            return not amount and grant is not None and grant >= heard
    return amount <= heard
