"""A request that came on paper: a caseworker writes down what it says, and it goes on like any other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance, rules
from funding.choices import OfficeRole, Party, State, Verb
from funding.models import FundingRequest, Office, Programme
from funding.services import notices
from funding.services.periods import errors_of_period
from funding.services.plans import (
    error_of,
    errors_of,
    errors_of_years,
    plan_from,
    plan_of,
    rules_of,
    write_lines,
)
from funding.services.review import next_file_number
from funding.services.signing import Signed, keep_paper
from funding.services.snapshots import take_snapshot
from funding.services.steps import take, write_log
from funding.services.submissions import send_again
from funding.workflow import UNDECIDED
from organisations.models import Organisation
from organisations.services import profile
from organisations.services.signing import signed
from portal.accounts.models import User
from portal.lib.dates import at_berlin, today
from portal.places.models import PostalCode

NOON = time(12)
# Without costs and a sum there is nothing to assess. What else is wrong with a plan stands on the paper so,
# and is mended by a question to the organisation.
INDISPENSABLE = frozenset({"no_costs", "no_grant"})


@dataclass(frozen=True)
class Newcomer:
    """An organisation that the registry does not know yet."""

    name: str
    postal_code: PostalCode


@dataclass(frozen=True)
class OnPaper:
    """What a request on paper says; `costs` and `incomes` are the lines of its plan, as a form has them."""

    programme: Programme
    title: str
    received: date
    start: date
    end: date
    costs: Sequence[Mapping[str, Any]]
    incomes: Sequence[Mapping[str, Any]]
    scan: UploadedFile


@dataclass(frozen=True)
class AnswerOnPaper:
    """What came by post in answer to a question: its words, and the plan as it stands now."""

    answer: str
    received: date
    costs: Sequence[Mapping[str, Any]]
    incomes: Sequence[Mapping[str, Any]]
    scan: UploadedFile


@transaction.atomic
def record(said: OnPaper, asking: Organisation | Newcomer, *, key: UUID, by: User) -> FundingRequest:
    """Write down a request that came on paper, received, with `by` as its caseworker.

    The same `key` is the same request: a second click changes nothing. PermissionDenied, ValidationError.
    """
    office = Office.objects.select_for_update().get(pk=said.programme.office_id)
    known = asking if isinstance(asking, Organisation) else None
    if not rules.may_record(by, office, known):
        raise PermissionDenied
    done = FundingRequest.objects.filter(public_id=key, office=office, created_by=by).first()
    if done is not None:
        return done
    _refuse_unsound(said)
    row = _begun(said, known or _entry(asking, by=by), key, by=by)
    write_lines(row, said.costs, said.incomes)
    row.submission = take_snapshot(row, by=by, on_paper=said.received, is_written_down=True)
    row.submitted_at = at_berlin(said.received, NOON)
    row.due = said.programme.next_deadline
    row.file_number = next_file_number(office)
    row.state, row.state_since = State.RECEIVED, timezone.now()
    row.save()
    keep_paper(row, row.submission, Signed(said.scan), received=said.received, by=by)
    received = said.received.isoformat()
    write_log(row, Verb.RECORD, source="", by=by, party=Party.CASEWORKER, note=received)
    notices.tell_applicant("funding.recorded", row)
    return row


@transaction.atomic
def record_answer(request: FundingRequest, said: AnswerOnPaper, *, by: User, version: int) -> FundingRequest:
    """Write down what came by post in answer to the open question, as the next submission.

    Only of a request that came on paper. A second click changes nothing. PermissionDenied, ValidationError.
    """
    step = take(request, Verb.ANSWER, by=by, version=version)
    if step is None:
        return request
    row = step.request
    if step.party != Party.CASEWORKER or row.on_paper is None:
        raise PermissionDenied
    _refuse_the_future(said.received)
    _refuse_lacking(said.costs, said.incomes)
    write_lines(row, said.costs, said.incomes)
    row = send_again(step, said.answer, paper=Signed(said.scan, received=said.received))
    notices.tell_applicant("funding.answer_recorded", row)
    return row


def doubts(said: OnPaper) -> list[str]:
    """What would keep such a request from being sent here, in sentences; it can be recorded all the same.

    None for what is refused anyway.
    """
    try:
        _refuse_unsound(said)
    except ValidationError:
        return []
    row = FundingRequest(programme=said.programme, start=said.start, end=said.end)
    return [*_of_the_period(row, said.received), *_words(errors_of(row, said.costs, said.incomes))]


def doubts_of(request: FundingRequest) -> list[str]:
    """The same of a request that was recorded from paper, until it is decided; none for any other."""
    received = request.on_paper
    if received is None or request.state not in UNDECIDED:
        return []
    found = finance.problems(plan_of(request), rules_of(request.programme))
    errors = [*map(error_of, found), *errors_of_years(request)]
    return [*_of_the_period(request, received), *_words(errors)]


def _of_the_period(request: FundingRequest, received: date) -> Iterator[str]:
    """Whether a project had begun is asked on the day on which the paper came."""
    errors = errors_of_period(request)
    if "start" in errors and request.start and request.start <= received:
        text = _("The project begins on %(day)s, before its request: this programme does not pay for that.")
        yield text % {"day": date_format(request.start, "SHORT_DATE_FORMAT")}
    if "end" in errors:
        yield from errors["end"].messages


def _words(errors: Iterable[ValidationError]) -> Iterator[str]:
    for error in errors:
        yield from error.messages


def _refuse_unsound(said: OnPaper) -> None:
    _refuse_the_future(said.received)
    if said.end < said.start:
        raise ValidationError({"end": _("The end lies before the start.")})
    _refuse_lacking(said.costs, said.incomes)


def _refuse_the_future(received: date) -> None:
    if received > today():
        raise ValidationError({"received": _("The day cannot be in the future.")})


def _refuse_lacking(costs: Sequence[Mapping[str, Any]], incomes: Sequence[Mapping[str, Any]]) -> None:
    found = finance.unsound(plan_from(costs, incomes))
    if lacking := [error_of(problem) for problem in found if problem.code in INDISPENSABLE]:
        raise ValidationError(lacking)


def _begun(said: OnPaper, organisation: Organisation, key: UUID, *, by: User) -> FundingRequest:
    row = FundingRequest(
        public_id=key,
        organisation=organisation,
        office=said.programme.office,
        programme=said.programme,
        title=said.title.strip(),
        start=said.start,
        end=said.end,
        created_by=by,
        caseworker=by,
    )
    row.full_clean(exclude=["submission"])
    row.save()
    return row


def _entry(asking: Organisation | Newcomer, *, by: User) -> Organisation:
    """An entry with name and town, which the organisation can take over."""
    data = {"name": asking.name.strip(), "postal_code": asking.postal_code}
    with signed(by, OfficeRole.CASEWORKER):
        return profile.create(data, by=None)
