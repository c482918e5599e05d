"""A hearing: the Office says what it intends and why, the organisation what it says to that."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import workflow
from funding.choices import Thread, Verb
from funding.forms.desk_hearings import ReplyForm
from funding.forms.desk_review import CallOffForm, HearForm, RecoveryHearForm, ResultHearForm
from funding.models import FundingRequest, HearingPaper
from funding.reports import hearing_words
from funding.reports.checking import outcome_of
from funding.services import hearings, proposals
from funding.services.cuts import cuts_in_force, reasons_of
from funding.views.desk_access import case_of, request_of
from funding.views.desk_cases import case_url, step_page
from funding.views.desk_papers import served
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
def hear(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Open a hearing before a decision that gives less than was asked for, or before money is asked back."""
    row, by = case_of(request, slug, public_id, Verb.HEAR), person(request)
    if request.method != "POST" and not hearings.can_be_opened(row):
        return redirect(case_url(row))
    sent = request.POST.get("about", "")  # what the sum meant when it was written
    first, *others = hearings.occasions(row)
    about = next((it for it in others if it == sent), first) if request.POST else hearings.occasion(row)
    usual = _suggested(row) if about == Thread.DECISION else _intended(row, about)
    of = {Thread.RECOVERY: RecoveryHearForm, Thread.RESULT: ResultHearForm}.get(about, HearForm)
    form = restored(of(request.POST or None, initial=usual), request)
    return step_page(
        request,
        row,
        form,
        lambda data: hearings.hear(
            row, data["amount"], data["text"], data["deadline"], by=by, version=data["version"], about=about
        ),
        "funding/desk/hear.html",
        _("The hearing is open. The organisation gets a mail."),
        about=about,
    )


@keeps_typing
def call_off(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Take back the hearing that is open."""
    row, by = case_of(request, slug, public_id, Verb.CALL_OFF), person(request)
    hearing = hearings.awaited(row, row.clarifications.all())
    if request.method == "POST":  # one that is over by now is refused in words
        hearing = hearing or row.clarifications.hearings().last()
    elif not workflow.is_possible(Verb.CALL_OFF, row.state):
        hearing = None
    if hearing is None:
        return redirect(case_url(row))
    form = restored(CallOffForm(request.POST or None, initial={"version": row.version}), request)
    return step_page(
        request,
        row,
        form,
        lambda data: hearings.call_off(hearing, data["reason"], by=by, version=data["version"]),
        "funding/desk/call_off.html",
        _("The hearing is taken back. The organisation gets a mail."),
        hearing=hearing,
    )


def _intended(row: FundingRequest, about: Thread) -> dict[str, Any]:
    """The sum that the lines give so far, the reasons of what was not accepted, and how it follows."""
    checking = hearings.open_check(row)
    if checking is None:
        return {}
    outcome = outcome_of(checking)
    return {
        "version": row.version,
        "amount": outcome.entitled if about == Thread.RESULT else outcome.recovery or None,
        "text": hearing_words.words(checking, outcome),
        "deadline": today() + timedelta(days=row.office.hearing_days),
    }


def _suggested(row: FundingRequest) -> dict[str, Any]:
    """The grant that the checks allow, and the reasons of their cuts."""
    assert row.submission is not None  # noqa: S101 - the desk shows nothing else
    most = proposals.most_for(proposals.eligible_costs(row.submission), row.submission)
    return {
        "version": row.version,
        "amount": most if most < row.submission.requested else None,
        "text": reasons_of(cuts_in_force(row.submission)),
        "deadline": today() + timedelta(days=row.office.hearing_days),
    }


@keeps_typing
def reply(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """What the Office intends, and the form for what the organisation says to it."""
    row = request_of(request, slug, public_id, acting=True)
    hearing = get_object_or_404(row.clarifications.hearings(), pk=pk)
    awaited = row.clarifications.awaited().filter(pk=pk).exists()
    adds = None if awaited else hearings.to_be_added_to(row, list(row.clarifications.all()))
    if request.method != "POST" and not awaited and adds != hearing:
        return redirect(row)
    usual, by = {"version": row.version}, person(request)
    form = restored(ReplyForm(request.POST or None, SentFiles(request) or None, initial=usual), request)
    if request.method == "POST" and carried_out(
        form,
        lambda data: hearings.reply(
            hearing, data["answer"], by=by, version=data["version"], file=data["file"]
        ),
    ):
        messages.success(request, _("Your answer has been sent."))
        return redirect(row)
    context = {"row": row, "form": form, "hearing": hearing, "as_applicant": True}
    return render(request, "funding/desk/hearing.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def paper(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> FileResponse:
    """A file that the organisation sent with its answer, for those who sent it."""
    row = request_of(request, slug, public_id)
    return served(get_object_or_404(HearingPaper, hearing__request=row, public_id=paper_id))


@login_required
@require_safe
def case_paper(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> FileResponse:
    """The same for the Office."""
    row = case_of(request, slug, public_id)
    return served(get_object_or_404(HearingPaper, hearing__request=row, public_id=paper_id))
