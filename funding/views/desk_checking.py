"""The check of a proof of use, for the Office: line by line, by lot, and what it comes to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.choices import CheckState, Verdict
from funding.forms.desk_checking import FindingForm, QueryForm, SampleForm
from funding.forms.desk_review import SendBackForm, SignForm
from funding.models import FundingRequest, ProofCheck
from funding.reports.checking import Line, lines_of, outcome_of
from funding.reports.figures import in_order_of_the_list
from funding.services import checking as service
from funding.services import explaining, hearings, raising, remedies, repaying, results
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url, submitted_proof
from funding.views.desk_papers import served
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing

PER_PAGE = 50
SHOWN = ("all", "drawn", "cut", "open")  # which lines of the list the page shows


@login_required
@require_POST
def begin(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None or not rules.may_check_proof(person(request), found):
        raise Http404
    service.begin(found, by=person(request))
    return redirect(case_url(row, "checking"))


@login_required
@require_safe
def checking(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """All lines with what was found, what is to be done next, and the money as it stands."""
    return _page(request, *check_of(request, slug, public_id))


def _page(
    request: HttpRequest, row: FundingRequest, found: ProofCheck, back_form: SendBackForm | None = None
) -> HttpResponse:
    user, lines = person(request), lines_of(found)
    shown = request.GET.get("show", "drawn" if found.sample and found.is_open else "all")
    if shown not in SHOWN:
        raise Http404
    question = row.clarifications.about_proofs().open().first()
    hearing = hearings.awaited(row, row.clarifications.all())
    may_check = rules.may_check_proof(user, found.proof)
    may_sign = found.state == CheckState.PROPOSED and rules.may_sign_result(user, found)
    context = {
        "row": row,
        "proof": found.proof,
        "checking": found,
        "page_obj": Paginator(_chosen(lines, shown), PER_PAGE).get_page(request.GET.get("page")),
        "shown": shown,
        "numbers": {name: len(_chosen(lines, name)) for name in SHOWN},
        "outcome": outcome_of(found),
        "question": question,
        "hearing": hearing,
        "may_check": may_check,
        "undoable": repaying.undoable(found) if may_check and found.came_back else None,
        "may_open": rules.may_open_vouchers(user, found),
        "may_sign": may_sign,
        "letter": results.preview(found) if may_sign else None,
        **heard_on(row),
        "result_until": results.contestable_until(found) if found.is_closed else None,
        "to_post": found.is_to_be_posted(row.office),
        "retrievable": found.retrievable_until(row.office),
        "may_confirm": rules.may_confirm_raise(user, found),
        "may_contest": remedies.is_contestable(found),
        "wanted": (results if found.is_open else raising).wanted_otherwise(found),
        "back_form": back_form or restored(SendBackForm(initial={"version": found.version}), request),
        "day": today(),
    }
    return render(request, "funding/desk/checking.html", context, status=422 if back_form else 200)


def heard_on(row: FundingRequest) -> dict[str, Any]:
    """All on which the organisation was heard, and the last of it, for the page."""
    rows = hearings.all_on(row)
    return {"all_heard": rows, "heard": rows[-1] if rows else None}


def _chosen(lines: list[Line], shown: str) -> list[Line]:
    match shown:
        case "drawn":
            return [line for line in lines if line.is_drawn]
        case "cut":
            return [line for line in lines if line.finding and line.finding.verdict != Verdict.ACCEPTED]
        case "open":
            return [line for line in lines if line.is_drawn and line.finding is None]
    return lines


@keeps_typing
def voucher_line(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """One line: what it claims, its voucher where it was drawn, and what counts of it."""
    row, found = check_of(request, slug, public_id, acting=request.method == "POST")
    by = person(request)
    line = next((it for it in lines_of(found) if it.number == number), None)
    if line is None or not rules.may_open_vouchers(by, found):
        raise Http404
    form = restored(FindingForm(request.POST or None, initial=_said(line)), request)
    if request.method == "POST" and carried_out(
        form,
        lambda said: service.judge(
            found, number, Verdict(said["verdict"]), said["accepted"], said["reason"], by=by
        ),
    ):
        messages.success(request, _("Line %(number)s is recorded.") % {"number": number})
        following = next((it.number for it in _chosen(lines_of(found), "open")), None)
        return redirect(_line_url(row, following) if following else case_url(row, "checking"))
    context = {"row": row, "checking": found, "line": line, "form": form, **heard_on(row)}
    context["receipts"] = _receipts(found, number) if line.is_drawn else []
    context["may_check"] = found.is_open and rules.may_check_proof(by, found.proof)
    return render(request, "funding/desk/voucher_line.html", context, status=422 if form.errors else 200)


def _said(line: Line) -> dict[str, Any]:
    if line.finding is None:  # of a line that was drawn somebody says what its voucher shows
        return {} if line.is_drawn else {"verdict": Verdict.ACCEPTED}
    part = line.accepted if line.finding.verdict == Verdict.PARTLY else None
    return {"verdict": line.finding.verdict, "accepted": part, "reason": line.finding.reason}


def _line_url(row: FundingRequest, number: int) -> str:
    return reverse("funding:voucher_line", args=[row.office.slug, row.public_id, number])


def _receipts(found: ProofCheck, number: int) -> Any:
    expense = in_order_of_the_list(found.proof)[number - 1]
    return expense.receipts.all()


@login_required
@require_safe
def voucher(request: HttpRequest, slug: str, public_id: Any, receipt_id: Any) -> FileResponse:
    """The paper of a line on which the lot fell; others stay with the organisation."""
    _row, found = check_of(request, slug, public_id)
    if not rules.may_open_vouchers(person(request), found):
        raise Http404
    listed = in_order_of_the_list(found.proof)
    drawn = [listed[number - 1].pk for number in found.sample]
    return served(get_object_or_404(found.proof.receipts.filter(expense__in=drawn), public_id=receipt_id))


@keeps_typing
def sample(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Draw lines by lot."""
    row, found = check_of(request, slug, public_id, acting=True)
    usual = {"version": found.version, "percent": found.percent or service.USUAL_PERCENT}
    return step_of_check(
        request,
        row,
        SampleForm(request.POST or None, initial=usual),
        lambda said: service.draw(found, said["percent"], by=person(request), version=said["version"]),
        _("The lines are drawn. The organisation gets a mail."),
        title=_("Draw a sample"),
        lead=_(
            "The lot says which vouchers you look at. Its seed stands in the log: anyone can draw them again."
        ),
        button=_("Draw"),
        after=_(
            "Next, you can open the vouchers of these lines, and the organisation is told which they are."
        ),
    )


@keeps_typing
def query(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Ask the organisation something about its proof."""
    row, _check = check_of(request, slug, public_id, acting=True)
    usual = {"version": row.version, "deadline": today() + timedelta(days=row.office.hearing_days)}
    return step_of_check(
        request,
        row,
        QueryForm(request.POST or None, initial=usual),
        lambda said: explaining.ask(
            row, said["text"], said["deadline"], by=person(request), version=said["version"]
        ),
        _("The question is sent. The organisation gets a mail."),
        title=_("Ask about the proof"),
        lead=_("Ask what you need to know to judge the lines."),
        button=_("Send the question"),
        after=_("Next, the organisation answers in words. The figures of the proof stay as they are."),
    )


@keeps_typing(page="funding:checking")
@require_POST
def sign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The second officer asks the money back as proposed, or sends the result back."""
    row, found = check_of(request, slug, public_id)
    if not rules.may_sign_result(person(request), found):
        raise Http404
    if "back" in request.POST:
        return _sent_back(request, row, found, results.send_back)
    form, by = SignForm(request.POST), person(request)
    if carried_out(
        form, lambda said: results.countersign(found, by=by, version=said["version"], read=said["read"])
    ):
        messages.success(request, _("It is signed. The organisation gets a mail."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect(case_url(row, "checking"))


@keeps_typing(page="funding:checking")
@require_POST
def return_raise(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The second officer does not confirm a higher grant."""
    row, found = check_of(request, slug, public_id)
    if not rules.may_confirm_raise(person(request), found):
        raise Http404
    return _sent_back(request, row, found, raising.send_back)


def _sent_back(
    request: HttpRequest, row: FundingRequest, found: ProofCheck, send_back: Callable[..., ProofCheck]
) -> HttpResponse:
    form, by = SendBackForm(request.POST), person(request)
    if not carried_out(form, lambda said: send_back(found, said["note"], by=by, version=said["version"])):
        return _page(request, row, found, form)
    messages.success(request, _("It is sent back."))
    return redirect(case_url(row, "checking"))


def step_of_check(
    request: HttpRequest, row: FundingRequest, form: Any, do: Any, done: str, **words: Any
) -> HttpResponse:
    """A page with one form that goes on with the check, and back to the check once it is carried out."""
    form = restored(form, request)
    if request.method == "POST" and carried_out(form, do):
        messages.success(request, done)
        return redirect(case_url(row, "checking"))
    context = {"row": row, "form": form, **words}
    return render(request, "funding/desk/checking_step.html", context, status=422 if form.errors else 200)


def check_of(
    request: HttpRequest, slug: str, public_id: Any, *, acting: bool = False
) -> tuple[FundingRequest, ProofCheck]:
    """The case in the address and the check of its proof (`acting`: to go on with it), else 404."""
    row = case_of(request, slug, public_id)
    rows = ProofCheck.objects.select_related(
        "proof__award__decision__submission", "proof__award__request__programme", "proposed_by", "closed_by"
    )
    found: ProofCheck = get_object_or_404(rows, proof__award__request=row)
    found.proof.award.request = row
    if acting and not (found.is_open and rules.may_check_proof(person(request), found.proof)):
        raise Http404
    return row, found


def closed_check(request: HttpRequest, slug: str, public_id: Any) -> tuple[FundingRequest, ProofCheck]:
    """The case and its closed check, for those who may check it; else 404."""
    row, found = check_of(request, slug, public_id)
    if not found.is_closed or not rules.may_check_proof(person(request), found.proof):
        raise Http404
    return row, found
