"""Check your answers, send them; answer a question."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.choices import State, Task
from funding.forms.desk_requests import AnswerForm, SubmitForm
from funding.models import FundingRequest
from funding.services import bank_accounts, submissions
from funding.services.drafts import pages_of
from funding.services.snapshots import declarations_of
from funding.views import desk_sums
from funding.views.desk_access import draft_of, request_of
from funding.views.desk_requests import task_url, unfinished
from portal.accounts.views.signed_in import person
from portal.forms import overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@login_required
def check_answers(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Everything once more on one page, with what is still missing and a way back to each page."""
    row = draft_of(request, slug, public_id)
    return _show(request, row, restored(_form_of(row)(initial={"version": row.version}), request))


def _form_of(row: FundingRequest) -> type[SubmitForm]:
    return AnswerForm if row.state == State.CLARIFICATION else SubmitForm


@keeps_typing(page="funding:check_answers")
@require_POST
def submit(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Send the request, or the answer with the corrected request. A second click leads to the same page."""
    row = request_of(request, slug, public_id, acting=True)
    answering = "answer" in request.POST
    form = (AnswerForm if answering else SubmitForm)(request.POST)
    if form.is_valid():
        data, by = form.cleaned_data, person(request)
        try:
            if answering:
                answered = submissions.answer(row, data["answer"], by=by, version=data["version"])
                messages.success(request, _("Your answer has been sent."))
                if answered.is_to_be_signed:
                    return redirect("funding:sign", slug, public_id)
            else:
                submissions.submit(row, by=by, version=data["version"])
            return redirect(row)
        except Stale as error:
            form.add_error(None, error)
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    if not row.is_editable:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
        return redirect(row)
    return _show(request, row, form, status=422)


def _show(request: HttpRequest, row: FundingRequest, form: SubmitForm, status: int = 200) -> HttpResponse:
    prefetch_related_objects([row], "costs", "incomes")  # for the gaps, the sums and the tables
    typed = None if row.costs.all() else desk_sums.typed_sums(row, person(request))
    pages = pages_of(row)
    posts = list(row.posts.all()) if row.programme.is_institutional else []
    context = {
        "row": row,
        "form": form,
        "missing": _missing(row, typed, pages),
        "unfinished": [(pages[task], url) for task, url in unfinished(request, row)],
        "sums": desk_sums.stored_sums(row),
        "typed_sums": typed,
        "bank_account": bank_accounts.of(row.organisation),
        "declarations": declarations_of(row),
        "costs": row.costs.all(),
        "incomes": row.incomes.all(),
        "papers": row.attachments.filter(removed__isnull=True),
        "posts": posts,
        "staff_sums": desk_sums.staff_sums([vars(post) for post in posts]),
        "pages": {task.value: name for task, name in pages.items()},
        "urls": {task.value: task_url(row, task) for task in pages},
        "signatories": list(row.organisation.signatories.all()) if row.programme.wants_signature else [],
        "question": row.clarifications.corrections().open().first(),
    }
    return render(request, "funding/desk/check_answers.html", context, status=status)


def _missing(
    row: FundingRequest, typed: dict[str, Any] | None, pages: Mapping[Task, str]
) -> list[dict[str, Any]]:
    """What is missing, by page; of a plan that is only typed, what keeps it from being saved."""
    gaps = submissions.gaps(row)
    if typed:
        gaps[Task.PLAN] = [submissions.Gap(text) for text in typed["problems"] or [_("Kept as a draft only")]]
    return [{"title": pages[task], "url": task_url(row, task), "gaps": found} for task, found in gaps.items()]
