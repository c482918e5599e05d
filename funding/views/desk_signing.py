"""Check, then sign: the second signature and the announcement, each behind a page that shows what it does."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import workflow
from funding.choices import Notice, Verb
from funding.forms.desk_review import AnnounceForm, FinaliseForm, PostedForm, SendBackForm, SignForm
from funding.models import Decision, FundingRequest
from funding.services import budgets, decisions, departures, letters, notices, notification, proposals
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url, step_click, step_page
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.dates import day_of, today
from portal.lib.kept import keeps_typing


@login_required
def countersign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The letter as it will be, and the button that signs it."""
    row = case_of(request, slug, public_id, Verb.COUNTERSIGN)
    decision = _decision(row)
    if decision is None or _is_over(request, row, Verb.COUNTERSIGN):
        return redirect(case_url(row))
    by, letter = person(request), letters.preview(row, decision)
    form = SignForm(request.POST or None, initial={"version": row.version, "read": letter.sha256})
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.countersign(row, by=by, version=data["version"], read=data["read"]),
        "funding/desk/countersign.html",
        _("The decision is signed."),
        letter=letter,
        checks=row.checks.of_submission(row.submission),
        **_decided(row, decision),
    )


@login_required
def announce(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Who will be told what, and the button that tells it."""
    row = case_of(request, slug, public_id, Verb.ANNOUNCE)
    decision = _decision(row)
    if decision is None or _is_over(request, row, Verb.ANNOUNCE):
        return redirect(case_url(row))
    by = person(request)
    ways = notification.ways(row)
    initial = {"version": row.version, "way": ways[0], "posted": today()}
    form = AnnounceForm(request.POST or None, ways=ways, initial=initial)
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.announce(
            row, by=by, version=data["version"], way=data["way"], posted=data["posted"]
        ),
        "funding/desk/announce.html",
        _("The decision is announced. The applicant gets a mail; the letter is being made."),
        letter=letters.preview(row, decision),
        people=notices.applicants(row),
        by_retrieval=Notice.RETRIEVAL in ways,
        proof_due=decision.proof_due,
        **_decided(row, decision),
    )


@keeps_typing
def send_anew(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that a decision which nobody retrieved was sent by post."""
    row = case_of(request, slug, public_id, Verb.SEND_ANEW)
    decision = _decision(row)
    waits = decision is not None and decision.waits_to_be_retrieved
    if decision is None or (request.method != "POST" and not waits):
        return redirect(case_url(row))
    by = person(request)
    initial = {"version": row.version, "posted": today()}
    form = restored(PostedForm(request.POST or None, initial=initial), request)
    return step_page(
        request,
        row,
        form,
        lambda data: notification.send_anew(row, data["posted"], by=by, version=data["version"]),
        "funding/desk/send_anew.html",
        _("It is recorded. The time for legal remedy begins."),
        decision=decision,
        until=decision.retrievable_until(row.office),
    )


def _decision(row: FundingRequest) -> Decision | None:
    valid = row.decisions.filter(voided__isnull=True)
    return valid.select_related("submission", "proposed_by", "countersigned_by").first()


def _is_over(request: HttpRequest, row: FundingRequest, verb: Verb) -> bool:
    """The page is opened, but the step has been taken already or is not due yet."""
    return request.method != "POST" and not workflow.is_possible(verb, row.state)


def _decided(row: FundingRequest, decision: Decision) -> dict[str, Any]:
    plan, said = proposals.plan_of_decision(decision), departures.kept_in(decision, row.programme)
    return {
        "decision": decision,
        "plan": plan,
        "doubts": proposals.doubts(plan, row, said),
        "hints": departures.hints(row, said) if decision.amount else [],
        "parts": decision.parts.all(),
        "standing": budgets.standing_for(row),
    }


@login_required
@require_POST
def reconsider(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Whoever proposed takes the proposal back."""
    row = case_of(request, slug, public_id, Verb.RECONSIDER)
    by = person(request)
    return step_click(
        request,
        row,
        lambda version: decisions.reconsider(row, by=by, version=version),
        _("The proposal is taken back. Its amounts and texts stand in the form, to be changed."),
    )


@keeps_typing
def send_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The second officer does not sign and says why."""
    row = case_of(request, slug, public_id, Verb.SEND_BACK)
    by = person(request)
    form = restored(SendBackForm(request.POST or None, initial={"version": row.version}), request)
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.send_back(row, data["note"], by=by, version=data["version"]),
        "funding/desk/send_back.html",
        _("The proposal has been sent back."),
    )


@keeps_typing
def finalise(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that nobody can contest the decision any more."""
    row = case_of(request, slug, public_id, Verb.FINALISE)
    decision = _decision(row)
    if decision is None or _is_over(request, row, Verb.FINALISE):
        return redirect(case_url(row))
    by, known = person(request), notification.known_on(decision)
    later = known is not None and decision.announced is not None and known > day_of(decision.announced)
    form = FinaliseForm(request.POST or None, initial={"version": row.version}, is_known_later=later)
    return step_page(
        request,
        row,
        restored(form, request),
        lambda data: decisions.finalise(
            row, by=by, version=data["version"], waived=data["waived"], had_it=data.get("had_it", False)
        ),
        "funding/desk/finalise.html",
        _("The decision is final."),
        decision=decision,
        known=known,
        contestable_until=decisions.contestable_until(row, decision),
    )
