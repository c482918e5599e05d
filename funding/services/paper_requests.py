"""A request that came on paper: a caseworker writes down what it says, and it goes on like any other."""

from collections.abc import Mapping, Sequence
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
from funding.services.plans import error_of, plan_from, write_lines
from funding.services.review import next_file_number
from funding.services.signing import Signed, keep_paper
from funding.services.snapshots import take_snapshot
from funding.services.steps import write_log
from organisations.models import Organisation
from organisations.services import profile
from organisations.services.signing import signed
from portal.accounts.models import User
from portal.lib.dates import at_berlin, today
from portal.places.models import PostalCode

NOON = time(12)


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
    row.submission = take_snapshot(row, by=by, on_paper=said.received)
    row.submitted_at = at_berlin(said.received, NOON)
    row.due = said.programme.next_deadline
    row.file_number = next_file_number(office)
    row.state, row.state_since = State.RECEIVED, timezone.now()
    row.save()
    keep_paper(row, row.submission, Signed(said.scan), received=said.received, by=by)
    note = date_format(said.received, "SHORT_DATE_FORMAT")
    write_log(row, Verb.RECORD, source="", by=by, party=Party.CASEWORKER, note=note)
    notices.tell_applicant("funding.recorded", row)
    return row


def _refuse_unsound(said: OnPaper) -> None:
    if said.received > today():
        raise ValidationError({"received": _("The day cannot be in the future.")})
    if said.end < said.start:
        raise ValidationError({"end": _("The end lies before the start.")})
    found = finance.unsound(plan_from(said.costs, said.incomes))
    if found:
        raise ValidationError([error_of(problem) for problem in found])


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
