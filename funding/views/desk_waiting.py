"""What stops the way of a request: the waiting list, a withdrawal, a decision that is contested."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import workflow
from funding.choices import Party, Verb
from funding.forms.desk_review import ContestForm, RecordWithdrawalForm, SettleForm, WaitForm
from funding.services import decisions, remedies, submissions, waiting
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url, step_click, step_page
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def wait(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Put a request on the waiting list."""
    row, by = case_of(request, slug, public_id, Verb.WAIT), person(request)
    if request.method != "POST" and not workflow.is_possible(Verb.WAIT, row.state):
        return redirect(case_url(row))
    form = restored(WaitForm(request.POST or None, initial={"version": row.version}), request)
    return step_page(
        request,
        row,
        form,
        lambda data: waiting.put_on_list(row, data["reason"], by=by, version=data["version"]),
        "funding/desk/wait.html",
        _("The request is on the waiting list. The organisation gets a mail."),
    )


@login_required
@require_POST
def resume(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Take a request from the waiting list."""
    row, by = case_of(request, slug, public_id, Verb.RESUME), person(request)
    return step_click(
        request, row, lambda version: waiting.resume(row, by=by, version=version), _("The review goes on.")
    )


@keeps_typing
def withdrawal(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Write down that the organisation has withdrawn its request by letter."""
    row, by = case_of(request, slug, public_id, Verb.WITHDRAW), person(request)
    if request.method != "POST" and not workflow.allows(Verb.WITHDRAW, row.state, Party.CASEWORKER):
        return redirect(case_url(row))
    form = restored(RecordWithdrawalForm(request.POST or None, initial={"version": row.version}), request)
    return step_page(
        request,
        row,
        form,
        lambda data: submissions.withdraw(row, by=by, version=data["version"], note=data["note"]),
        "funding/desk/withdrawal.html",
        _("It is recorded that the request was withdrawn. The organisation gets a mail."),
    )


@keeps_typing
def contest(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that the organisation contests the decision."""
    row, by = case_of(request, slug, public_id, Verb.CONTEST), person(request)
    decision = row.decisions.filter(voided__isnull=True).first()
    if decision is None or (request.method != "POST" and not workflow.is_possible(Verb.CONTEST, row.state)):
        return redirect(case_url(row))
    initial = {"version": row.version, "day": today()}
    form = restored(ContestForm(request.POST or None, initial=initial), request)
    return step_page(
        request,
        row,
        form,
        lambda data: remedies.contest(row, data["day"], data["note"], by=by, version=data["version"]),
        "funding/desk/contest.html",
        _("It is recorded that the decision is contested."),
        contestable_until=decisions.contestable_until(row, decision),
    )


@keeps_typing
def settle(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record how it ended that the decision was contested."""
    row, by = case_of(request, slug, public_id, Verb.SETTLE), person(request)
    if request.method != "POST" and not workflow.is_possible(Verb.SETTLE, row.state):
        return redirect(case_url(row))
    initial = {"version": row.version, "day": today()}
    form = restored(SettleForm(request.POST or None, initial=initial), request)
    return step_page(
        request,
        row,
        form,
        lambda data: remedies.settle(
            row, data["end"], data["note"], by=by, version=data["version"], day=data["day"]
        ),
        "funding/desk/settle.html",
        _("It is recorded how the legal remedy ended."),
        is_worked_with=remedies.is_worked_with(row),
    )
