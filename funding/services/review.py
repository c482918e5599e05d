"""What a caseworker does before a decision: confirm receipt, ask, check."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import CheckKind, CheckResult, State, Verb
from funding.models import Check, Clarification, Cut, FundingRequest, Office, Point, Snapshot
from funding.services import notices
from funding.services.cuts import Found, cuts_of, eligible_sum
from funding.services.steps import take
from funding.workflow import UNDECIDED
from portal.accounts.models import User
from portal.lib.dates import today


@transaction.atomic
def receive(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Confirm receipt: the request gets its file number and `by` as caseworker; the applicant is told."""
    step = take(request, Verb.RECEIVE, by=by, version=version)
    if step is None:
        return request
    row = step.request
    row.caseworker = by
    row.file_number = next_file_number(row.office)
    step.write(State.RECEIVED)
    notices.tell_applicant("funding.received", row)
    return row


def next_file_number(office: Office) -> str:
    """`M-48-2026-00007`: prefix of the Office, year, running number; the Office's row is the lock."""
    Office.objects.select_for_update().get(pk=office.pk)
    start = f"{office.file_prefix or office.slug[:12].upper()}-{today().year}-"
    last = (
        FundingRequest.objects.filter(office=office, file_number__startswith=start)
        .order_by("-file_number")
        .values_list("file_number", flat=True)
        .first()
    )
    number = int(last.removeprefix(start)) + 1 if last else 1
    return f"{start}{number:05d}"


@transaction.atomic
def ask(request: FundingRequest, question: str, deadline: date, *, by: User, version: int) -> FundingRequest:
    """Ask the applicant for a correction until `deadline`; the form is open for changes until the answer."""
    step = take(request, Verb.ASK, by=by, version=version)
    if step is None:
        return request
    if not question.strip():
        raise ValidationError({"question": _("Write what is to be corrected or added.")})
    if deadline <= today():
        raise ValidationError({"deadline": _("The day must be in the future.")})
    row = step.request
    Clarification.objects.create(request=row, question=question.strip(), deadline=deadline, asked_by=by)
    row.due = deadline
    step.write(State.CLARIFICATION, note=question.strip())
    notices.tell_applicant("funding.clarification", row)
    return row


@transaction.atomic
def check(
    request: FundingRequest,
    kind: CheckKind,
    result: str,
    *,
    by: User,
    version: int,
    found: Mapping[int, Found] | None = None,
    ticked: Collection[int] = (),
    note: str = "",
) -> FundingRequest:
    """Record a check of the present submission.

    `found` says in a check of the figures of which lines less is eligible; what is not named stays whole.
    `ticked` says in a formal check which points of the programme's list are met, by their place in it.
    """
    step = take(request, Verb.CHECK, by=by, version=version, note=str(kind))
    if step is None:
        return request
    row = step.request
    assert row.submission is not None  # noqa: S101 - a constraint of the table
    if kind not in wanted(row):
        raise ValidationError(_("This programme has no list for a formal check."), "needless")
    of_figures = kind == CheckKind.CALCULATIVE
    made = cuts_of(row.submission, found or {}) if of_figures else []
    if made and result == CheckResult.GOOD:
        raise ValidationError({"result": _("A line was cut: it is fit in part, or not fit.")})
    recorded = Check.objects.create(
        request=row,
        submission=row.submission,
        kind=kind,
        result=result,
        amount=eligible_sum(row.submission, made) if of_figures else None,
        note=note.strip(),
        checked_by=by,
    )
    for cut in made:
        cut.found_in = recorded
    Cut.objects.bulk_create(made)
    if kind == CheckKind.FORMAL:
        Point.objects.bulk_create(_points(recorded, ticked))
    return step.write(State.IN_REVIEW, note=str(kind))


def _points(check: Check, ticked: Collection[int]) -> Iterator[Point]:
    """The list of the programme; what was ticked before keeps who ticked it and when."""
    before = {point.text: point for point in points_in_force(check.submission, but=check)}
    for number, text in enumerate(check.request.programme.checklist):
        point = Point(found_in=check, number=number, text=text)
        if number in ticked:
            old = before.get(text)
            kept = old is not None and old.ticked is not None
            point.ticked_by_id = old.ticked_by_id if old and kept else check.checked_by_id
            point.ticked = old.ticked if old and kept else check.checked
        yield point


def points_in_force(submission: Snapshot, *, but: Check | None = None) -> list[Point]:
    """The points of the last formal check of a submission; none without one."""
    checks = submission.checks.filter(kind=CheckKind.FORMAL)
    if but is not None:
        checks = checks.exclude(pk=but.pk)
    last = checks.order_by("-pk").first()
    return list(last.points.all()) if last else []


def wanted(request: FundingRequest) -> list[CheckKind]:
    """The kinds of check that a request needs: a formal one where the programme has a list for it."""
    return [kind for kind in CheckKind if kind != CheckKind.FORMAL or request.programme.checklist]


def unchecked(request: FundingRequest) -> list[CheckKind]:
    """The checks of the present submission that are wanted and not recorded yet."""
    done = set(request.checks.filter(submission=request.submission).values_list("kind", flat=True))
    return [kind for kind in wanted(request) if kind not in done]


def early_start_is_possible(request: FundingRequest) -> bool:
    """It is not decided yet, and the programme does not allow to begin anyway."""
    return request.state in UNDECIDED and not request.programme.pays_for_begun


def early_start_is_asked_for(request: FundingRequest) -> bool:
    """The present submission asks to begin before the decision, which the programme does not allow anyway."""
    if request.submission is None or request.programme.pays_for_begun:
        return False
    return bool(request.submission.data["project"].get("early_start_reasons"))


@transaction.atomic
def allow_early_start(request: FundingRequest, day: date, *, by: User, version: int) -> FundingRequest:
    """Consent that the project begins from `day` on, before it is decided. It promises no money."""
    step = take(request, Verb.EARLY_START, by=by, version=version)
    if step is None:
        return request
    if step.request.programme.pays_for_begun:
        raise ValidationError(_("This programme also pays for projects that have begun."), "needless")
    if day < today():
        raise ValidationError(
            {"day": _("What has begun cannot be allowed afterwards. Choose today or later.")}
        )
    row = step.request
    row.early_start = day
    step.write(State(row.state), note=day.isoformat())
    notices.tell_applicant("funding.early_start", row)
    return row
