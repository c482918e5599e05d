"""The page of a request in an Office, and what a caseworker does on it before a decision."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import rules, workflow
from funding.choices import CheckKind, Party, State, Verb
from funding.forms.desk_review import (
    AskForm,
    CheckForm,
    EarlyStartForm,
    FiguresForm,
    FormalForm,
    StepForm,
)
from funding.models import Award, FundingRequest, InterimProof, ProofOfUse
from funding.reports.changes import Changed, changes
from funding.reports.drawdowns import known_by_office
from funding.reports.last_year import last_year
from funding.reports.log import office_log
from funding.services import (
    decisions,
    explaining,
    extensions,
    hearings,
    notices,
    paper_requests,
    proposals,
    records,
    review,
)
from funding.views.desk_access import case_of
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


def case_url(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


@login_required
def case(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Snapshot, checks, clarifications, decision and log of a request, with what can be done now."""
    row = case_of(request, slug, public_id)
    user = person(request)
    valid = row.decisions.filter(voided__isnull=True)
    decision = valid.select_related("submission", "proposed_by", "countersigned_by").first()
    deletable = records.deletable_on(row)
    parties = rules.parties(user, row)
    can = possible(row, user, parties)
    log = office_log(row)
    threads = list(row.clarifications.with_people().prefetch_related("papers"))
    award = Award.objects.with_called_up().filter(request=row).select_related("proof__checking").first()
    amendments = list(award.amendments.all()) if award else []
    check = getattr(getattr(award, "proof", None), "checking", None)
    interims = list(InterimProof.objects.of_offices(user).filter(award=award)) if award else []
    return render(
        request,
        "funding/desk/case.html",
        {
            "row": row,
            "data": row.submission.data if row.submission else {},
            "submission": row.submission,
            "last_year": last_year(row, row.submission, as_applicant=False) if row.submission else None,
            "submissions": row.snapshots.order_by("-number").defer("data"),
            "checks": row.checks.with_superseded()
            .select_related("checked_by", "submission")
            .prefetch_related("cuts", "points__ticked_by"),
            "hearing": hearings.awaited(row, threads),
            "asked_about_proof": explaining.awaited(threads),
            "clarifications": threads,
            "changes": changes_of(row),
            "notes": row.notes.select_related("written_by"),
            "decision": decision,
            "retrievable_until": decision.retrievable_until(row.office) if decision else None,
            "contestable_until": decisions.contestable_until(row, decision) if decision else None,
            "plan": proposals.plan_in_force(decision, award) if decision else None,
            "is_changed": bool(award and decision and award.differs_from(decision)),
            "log": log,
            "wanted": decisions.wanted_otherwise(log) if row.state == State.IN_REVIEW else "",
            "can": can - {Verb.SIGN_AGAIN},
            "is_caseworker": Party.CASEWORKER in parties,
            "unchecked": review.unchecked(row),
            "proof": submitted_proof(row),
            "reaches_nobody": row.on_paper is not None and not notices.applicants(row),
            "signed_papers": row.signed_papers.select_related("submission").defer("submission__data"),
            "may_add_signature": Verb.SIGN_AGAIN in can,
            "doubts": paper_requests.doubts_of(row),
            "award": award,
            "standing": known_by_office(award) if award else None,
            "interims": interims,
            "unread": next((interim for interim in interims if interim.noted is None), None),
            "owed_interim": award.interims.owed(today()).order_by("due").first() if award else None,
            "change": next((it for it in amendments if it.is_open), None),
            "change_to_post": next((it for it in amendments if it.is_to_be_posted(row.office)), None),
            "result_to_post": check if check and check.is_to_be_posted(row.office) else None,
            "day": today(),
            "deletable_on": deletable,
            "may_mark": deletable is not None and Party.CASEWORKER in parties,
            "form": StepForm(initial={"version": row.version}),
        },
    )


def possible(row: FundingRequest, user: Any, parties: frozenset[Party]) -> set[str]:
    """The verbs that `user`, as one of `parties`, may do to `row` in its present state, and has a reason to.

    Stepping back is possible at any time and makes it nobody's turn: the page offers it by itself.
    """
    can = {verb for party in parties for verb in workflow.verbs(row.state, party)} - {Verb.STEP_BACK}
    can -= {verb for verb in can if verb in rules.BY_PROPOSER and rules.acting_as(user, row, verb) is None}
    if not review.early_start_is_asked_for(row):
        can.discard(Verb.EARLY_START)
    if row.on_paper is None:  # who asked here answers here
        can.discard(Verb.ANSWER)
    if row.state in workflow.ANNOUNCED:  # what is heard and asked then is offered by the check of the proof
        can -= {Verb.HEAR, Verb.QUERY, Verb.CALL_OFF}
    if Verb.EXTEND in can and extensions.running(row) is None:
        can.discard(Verb.EXTEND)
    return {str(verb) for verb in can}


def submitted_proof(row: FundingRequest) -> ProofOfUse | None:
    """The proof of the case, with how far its check is in `checking` if it has begun."""
    rows = ProofOfUse.objects.filter(award__request=row, submitted__isnull=False)
    return rows.select_related("checking").first()


def step_page(
    request: HttpRequest,
    row: FundingRequest,
    form: Form,
    do: Callable[[dict[str, Any]], FundingRequest],
    template: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """A form that does one step: errors come back with every input, success leads to the request."""
    if request.method == "POST" and carried_out(form, do):
        messages.success(request, done)
        return redirect(case_url(row))
    status = 422 if form.errors else 200
    return render(request, template, {"row": row, "form": form, **context}, status=status)


def step_click(
    request: HttpRequest, row: FundingRequest, do: Callable[[int], object], done: str, *, page: str = "case"
) -> HttpResponse:
    """A button that does one step; a refusal is said on the page of the request, or another one of it."""
    form = StepForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Open the request again and repeat the step."))
        do(form.cleaned_data["version"])
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(case_url(row, page))


@login_required
@require_POST
def receive(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row, by = case_of(request, slug, public_id, Verb.RECEIVE), person(request)
    return step_click(
        request, row, lambda version: review.receive(row, by=by, version=version), _("Receipt is confirmed.")
    )


@keeps_typing
def ask(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Ask the applicant for a correction."""
    row = case_of(request, slug, public_id, Verb.ASK)
    by = person(request)
    usual = {"version": row.version, "deadline": today() + timedelta(days=row.office.hearing_days)}
    form = restored(AskForm(request.POST or None, initial=usual), request)
    return step_page(
        request,
        row,
        form,
        lambda data: review.ask(row, data["question"], data["deadline"], by=by, version=data["version"]),
        "funding/desk/ask.html",
        _("The question has been sent to the applicant."),
    )


@keeps_typing
def check(request: HttpRequest, slug: str, public_id: Any, kind: str) -> HttpResponse:
    """Record a check: of the form, of the content or of the figures."""
    row = case_of(request, slug, public_id, Verb.CHECK)
    if kind not in review.wanted(row):
        raise Http404
    which = CheckKind(kind)
    by = person(request)
    data = row.submission.data if row.submission else {}
    form = restored(_check_form(row, which, request.POST or None), request)
    return step_page(
        request,
        row,
        form,
        lambda sent: review.check(
            row,
            which,
            form.outcome(),
            by=by,
            version=sent["version"],
            found=form.found(),
            ticked=form.ticked(),
            note=sent["note"],
        ),
        "funding/desk/check.html",
        _("The check is recorded."),
        kind=which,
        data=data,
        clarifications=row.clarifications.prefetch_related("papers"),
        changes=changes_of(row),
    )


def _check_form(row: FundingRequest, kind: CheckKind, sent: Any) -> CheckForm:
    """The form of a check; it begins with the cuts, or with the ticks, of the last one."""
    form = {CheckKind.CALCULATIVE: FiguresForm, CheckKind.FORMAL: FormalForm}.get(kind, CheckForm)
    assert row.submission is not None  # noqa: S101 - the desk shows nothing else
    return form(sent, submission=row.submission, initial={"version": row.version})


def changes_of(row: FundingRequest) -> list[Changed]:
    """What the submission that is being checked changes of the one before."""
    now = row.submission
    if now is None or now.number == 1:
        return []
    before = row.snapshots.filter(number=now.number - 1).first()
    return changes(before.data, now.data) if before else []


@keeps_typing
def early_start(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Allow the applicant to begin before the decision."""
    row = case_of(request, slug, public_id, Verb.EARLY_START)
    if request.method != "POST" and not review.early_start_is_possible(row):
        return redirect(case_url(row))
    by = person(request)
    initial = {"version": row.version, "day": today()}
    form = restored(EarlyStartForm(request.POST or None, initial=initial), request)
    return step_page(
        request,
        row,
        form,
        lambda data: review.allow_early_start(row, data["day"], by=by, version=data["version"]),
        "funding/desk/early_start.html",
        _("The early start is allowed. The applicant gets a mail."),
        project=row.submission.data["project"] if row.submission else {},
    )
