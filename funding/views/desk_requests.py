"""The applicant's side: the list of requests, starting one, its page, withdrawing it, the letter."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from funding import rules, workflow
from funding.choices import State, Task, Verb
from funding.forms.desk_requests import SubmitForm, WithdrawForm
from funding.models import Decision, FundingRequest
from funding.reports.drawdowns import known_by_office
from funding.reports.last_year import last_year
from funding.services import (
    decisions,
    drafts,
    hearings,
    letters,
    notification,
    proposals,
    snapshots,
    submissions,
    unsent,
)
from funding.views.desk_access import finished, organisation_of, request_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing

PER_PAGE = 25


@login_required
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """All requests of the organisation."""
    organisation = organisation_of(request, slug)
    rows = (
        FundingRequest.objects.of_applicants(request.user)
        .filter(organisation=organisation)
        .select_related("office", "organisation", "programme", "submission", "award__proof__checking")
        .with_announced()
        .with_hearing()
        .with_question_about_proof()
    )
    return render(
        request,
        "funding/desk/requests.html",
        {
            "organisation": organisation,
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "may_request": rules.may_request(person(request), organisation),
        },
    )


@login_required
def page(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The page of a request: the task list while it can be changed, its state and history afterwards."""
    row = request_of(request, slug, public_id)
    questions = list(row.clarifications.prefetch_related("papers"))
    context: dict[str, Any] = {
        "row": row,
        "question": next((it for it in questions if it.is_open and not it.is_hearing), None),
        "hearing": hearings.awaited(row, questions),
        "notes": row.notes.filter(visible=True) if row.submission_id else [],
        "answered": [item for item in questions if item.answered or item.called_off],
        "addable": hearings.to_be_added_to(row, questions),
        "submissions": row.snapshots.order_by("-number").defer("data") if row.submission_id else [],
        "may_request": (mine := rules.may_request(person(request), row.organisation)),
        "may_withdraw": mine and workflow.is_possible(Verb.WITHDRAW, row.state),
        "signed_papers": row.signed_papers.select_related("submission").defer("submission__data"),
        "log": [line for line in row.transitions.all() if workflow.applicant_sees(line.verb)],
    }
    context |= {"tasks": tasks(request, row)} if row.is_editable else _decided(row)
    return render(request, "funding/desk/request.html", context)


@login_required
def sent(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """A request as it was sent, for those who sent it: to read, to print, to keep."""
    row = request_of(request, slug, public_id)
    submission = get_object_or_404(row.snapshots, number=number)
    context = {
        "row": row,
        "submission": submission,
        "last_year": last_year(row, submission, as_applicant=True),
        "data": submission.data,
        "answered": row.clarifications.filter(answered__isnull=False).prefetch_related("papers"),
        "as_applicant": True,
    }
    return render(request, "funding/desk/sent.html", context)


@login_required
def sent_paper(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    """A submission as a file to be printed and signed, or how far its rendering is."""
    row = request_of(request, slug, public_id)
    document = snapshots.paper_of(get_object_or_404(row.snapshots, number=number), by=person(request))
    where = [slug, public_id, number]
    return documents.waiting(
        request,
        document,
        back_url=reverse("funding:sent", args=where),
        file_url=reverse("funding:sent_paper_file", args=where),
    )


@login_required
def sent_paper_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    row = request_of(request, slug, public_id)
    document = snapshots.paper_of(get_object_or_404(row.snapshots, number=number), by=person(request))
    return finished(document, reverse("funding:sent_paper", args=[slug, public_id, number]))


def _decided(row: FundingRequest) -> dict[str, Any]:
    """Decision and award, only once they are announced."""
    if row.state not in workflow.ANNOUNCED:
        return {}
    decision = Decision.objects.select_related("submission").get(request=row, voided__isnull=True)
    if decision.waits_to_be_retrieved:
        last = decision.retrievable_until(row.office)
        return {"retrievable_until": last, "is_withdrawn": decision.is_withdrawn(row.office)}
    award = getattr(row, "award", None)
    interims = list(award.interims.needed()) if award is not None else []
    return {
        "decision": decision,
        "contestable_until": decisions.contestable_until(row, decision),
        "contestable": decisions.is_contestable(row, decision),
        "day": today(),
        "plan": proposals.plan_in_force(decision, award),
        "award": award,
        "standing": known_by_office(award) if award is not None else None,
        "interims": interims,
        "owed": next((it for it in interims if it.is_open and it.is_over), None),
        "audits": award.audits.annotate(last=Max("looks__at")) if award is not None else [],
        "is_changed": award is not None and award.differs_from(decision),
    }


def tasks(request: HttpRequest, row: FundingRequest) -> list[dict[str, Any]]:
    """The pages of the form with how far each is, for parts/tasklist.html."""
    gaps, typed = submissions.gaps(row), {task for task, _url in unfinished(request, row)}
    pages = drafts.pages_of(row)
    return [{"title": name, **_task(row, task, gaps, typed)} for task, name in pages.items()]


def _task(row: FundingRequest, task: Task, gaps: Mapping[Task, Any], typed: set[Task]) -> dict[str, Any]:
    label, tone = (_("not complete"), "warn") if task in gaps else (_("complete"), "ok")
    if task == Task.STAFF and not row.posts.exists():
        label, tone = _("nothing entered yet"), "info"
    if row.on_paper and task != Task.PLAN:
        label, tone = _("stands on the paper"), "info"
    if task in typed:
        label, tone = _("kept as a draft"), "warn"
    return {"url": task_url(row, task), "state_label": label, "tone": tone}


def unfinished(request: HttpRequest, row: FundingRequest) -> list[tuple[Task, str]]:
    """Pages on which the reader has typed something that is a draft only, with their addresses."""
    mine = row.drafts.filter(author=person(request)).values_list("task", flat=True)
    return [(task, task_url(row, task)) for task in drafts.pages_of(row) if task in set(mine)]


def task_url(row: FundingRequest, task: Task) -> str:
    where = [row.organisation.slug, row.public_id]
    if task in (Task.STAFF, Task.PLAN, Task.PAPERS):
        return reverse(f"funding:{task}", args=where)
    return reverse("funding:task", args=[*where, task])


@keeps_typing
def withdraw(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Ask once more, then take the request back, or delete the draft. A second click is answered alike."""
    mine = FundingRequest.objects.of_applicants(request.user)
    if request.method == "POST" and not mine.filter(public_id=public_id).exists():
        return _deleted(request, organisation_of(request, slug, acting=True))
    row = request_of(request, slug, public_id, acting=True)
    if request.method == "GET" and not workflow.is_possible(Verb.WITHDRAW, row.state):
        raise Http404
    if row.state == State.DRAFT:
        return _delete(request, row)
    form = restored(WithdrawForm(request.POST or None, initial={"version": row.version}), request)

    def take_back(said: dict[str, Any]) -> FundingRequest:
        return submissions.withdraw(row, by=person(request), version=said["version"], note=said["note"])

    if request.method == "POST" and carried_out(form, take_back):
        messages.success(request, _("The request has been withdrawn."))
        return redirect(row)
    return render(
        request, "funding/desk/withdraw.html", {"row": row, "form": form}, status=422 if form.errors else 200
    )


def _delete(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    """A draft that no Office has seen is not taken back but deleted."""
    form = SubmitForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        gone = carried_out(
            form, lambda said: unsent.delete_draft(row, by=person(request), version=said["version"])
        )
        if gone is not None:
            return _deleted(request, row.organisation)
    context = {"row": row, "form": form}
    return render(request, "funding/desk/delete_draft.html", context, status=422 if form.errors else 200)


def _deleted(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.success(request, _("The draft is deleted."))
    return redirect("funding:requests", organisation.slug)


@login_required
def letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The decision letter, or how far its rendering is; POST is how one opens it."""
    row = request_of(request, slug, public_id)
    if request.method == "POST":
        try:
            notification.retrieve(row, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(row)
        letters.open_letter(announced_decision(row), by=person(request))
        return redirect(request.path)
    document = letters.letter(announced_decision(row), by=person(request))
    return documents.waiting(
        request,
        document,
        back_url=row.get_absolute_url(),
        file_url=reverse("funding:letter_file", args=[slug, public_id]),
    )


@login_required
def letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = request_of(request, slug, public_id)
    document = letters.letter(announced_decision(row), by=person(request))
    return finished(document, reverse("funding:letter", args=[slug, public_id]))


def announced_decision(row: FundingRequest) -> Decision:
    """The decision that the applicant may read; 404 before it is announced, or while it waits."""
    decision = row.decisions.filter(voided__isnull=True, announced__isnull=False).first()
    if decision is None or decision.waits_to_be_retrieved:
        raise Http404
    return decision
