"""Starting a request and filling in its form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import rules
from funding.choices import Party, Task, Verb
from funding.models import Draft, FundingRequest, Programme
from funding.services.periods import errors_of_period, move_lines
from funding.services.steps import locked, write_log
from organisations.models import Organisation
from portal.accounts.models import User
from portal.lib.errors import Stale

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_DRAFT_LETTERS = 60_000
FIELDS: dict[str, tuple[str, ...]] = {
    Task.PROJECT: ("title", "start", "end", "venue", "contact"),
    Task.GOALS: ("need", "goals", "target_group", "reach", "activities", "partners"),
    Task.DECLARATIONS: (
        "other_requests",
        "early_start_reasons",
        "deducts_vat",
        "not_begun",
        "says_true",
        "keeps_vouchers",
        "names_all_income",
        "declares_more",
        "agrees_to_retrieval",
    ),
}
NEEDED: dict[str, tuple[str, ...]] = {
    Task.PROJECT: ("title", "start", "end", "venue", "contact"),
    Task.GOALS: ("need", "goals", "target_group", "reach", "activities"),
    Task.DECLARATIONS: ("not_begun", "says_true", "keeps_vouchers", "names_all_income", "declares_more"),
}  # fmt: skip
# What the pages are called where the whole work of an organisation is paid for.
_OF_THE_YEAR: dict[str, "StrOrPromise"] = {
    Task.PROJECT: gettext_lazy("The year"),
    Task.PLAN: gettext_lazy("Economic plan"),
}
# Of a request that came on paper; the rest stands there.
NEEDED_OF_PAPER: dict[str, tuple[str, ...]] = {Task.PROJECT: ("title", "start", "end")}


@transaction.atomic
def start(organisation: Organisation, programme: Programme, title: str, *, by: User) -> FundingRequest:
    """Begin a draft under the current revision of `programme`. PermissionDenied, ValidationError."""
    if not rules.may_request(by, organisation):
        raise PermissionDenied
    if not programme.takes_requests_here:
        raise ValidationError({"programme": _("This programme takes no requests here at the moment.")})
    request = FundingRequest(
        organisation=organisation,
        office=programme.office,
        programme=programme,
        title=title.strip(),
        created_by=by,
        contact=by.name,
    )
    request.full_clean(exclude=["submission"])
    request.save()
    write_log(request, Verb.START, source="", by=by, party=Party.APPLICANT)
    return request


def editable(request: FundingRequest, *, by: User, version: int | None) -> FundingRequest:
    """The locked row if `by` may change its form now. PermissionDenied, ValidationError, `Stale`."""
    row = locked(request)
    if not rules.may_request(by, row.organisation):
        raise PermissionDenied
    if not row.is_editable:
        raise ValidationError(_("The request has been sent and can no longer be changed."), "state")
    if version is not None and version != row.version:
        raise Stale(row)
    return row


@transaction.atomic
def save_page(
    request: FundingRequest, task: Task, values: Mapping[str, Any], *, by: User, version: int
) -> FundingRequest:
    """Store one page of the form, drop what `by` had typed on it. ValidationError by field.

    The lines of the plan go with the first dates that the project gets.
    """
    row = editable(request, by=by, version=version)
    had_no_dates = row.start is None
    for field in FIELDS[task]:
        if field in values:  # a page asks only for what its programme wants to know
            setattr(row, field, values[field])
    if task == Task.PROJECT and (errors := errors_of_period(row)):
        raise ValidationError(dict(errors))
    if had_no_dates and row.start is not None:
        move_lines(row)
    return store(row, task, by=by)


def store(row: FundingRequest, task: Task, *, by: User) -> FundingRequest:
    """Write a locked row as its next version; the typed text of `by` has arrived and is forgotten.

    What `by` has typed on other pages goes along: who saves here knows what changed here.
    """
    row.version += 1
    row.full_clean(exclude=["submission"])
    row.save()
    typed = Draft.objects.filter(request=row, author=by)
    typed.filter(task=task).delete()
    typed.filter(base_version=row.version - 1).update(base_version=row.version)
    return row


@transaction.atomic
def keep_draft(
    request: FundingRequest, task: Task, typed: Mapping[str, str], *, by: User, version: int
) -> Draft:
    """Keep what `by` has typed so far, unchecked; it leaves no history. ValidationError when too long."""
    row = FundingRequest.objects.select_related("organisation").get(pk=request.pk)
    if not rules.may_request(by, row.organisation):
        raise PermissionDenied
    if not row.is_editable:
        raise ValidationError(_("The request has been sent and can no longer be changed."), "state")
    defaults = {"data": clean_typing(typed), "base_version": version}
    return Draft.objects.update_or_create(request=row, task=task, author=by, defaults=defaults)[0]


def clean_typing(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as a column can hold it. ValidationError when it is too long to be kept."""
    clean = {key: text.replace("\x00", "") for key, text in typed.items()}
    if sum(map(len, clean.values())) > MAX_DRAFT_LETTERS:
        raise ValidationError(_("This is too long to be kept."), "length")
    return clean


def forget_draft(request: FundingRequest, task: Task, *, by: User) -> None:
    """Throw away what `by` had typed and not saved on one page."""
    Draft.objects.filter(request=request, task=task, author=by).delete()


def needed(request: FundingRequest, task: Task) -> tuple[str, ...]:
    """The fields of a page without which nothing can be sent."""
    if request.on_paper:
        return NEEDED_OF_PAPER.get(task, ())
    asked = {
        "not_begun": not request.programme.pays_for_begun,
        "names_all_income": request.programme.is_institutional,
        "declares_more": bool(request.programme.further_declarations),
    }
    return tuple(name for name in NEEDED[task] if asked.get(name, True))


def pages_of(request: FundingRequest) -> dict[Task, str]:
    """The pages of its form in their order, with their names."""
    if not request.programme.is_institutional:
        return {task: str(task.label) for task in Task if task != Task.STAFF}
    return {task: str(_OF_THE_YEAR.get(task, task.label)) for task in Task}


def missing(request: FundingRequest, task: Task) -> list[str]:
    """Which of them are empty."""
    return [name for name in needed(request, task) if not getattr(request, name)]
