"""Changes of an award: the organisation asks, two officers decide."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import reports, rules
from funding.choices import AmendmentState, Party
from funding.forms.desk_amendments import AmendmentForm, AnswerForm
from funding.forms.desk_review import PostedForm, SendBackForm, SignForm
from funding.models import Amendment, Award
from funding.reports.amendments import (
    expected_grant_in,
    income_shifts_of,
    is_minor,
    shifts_of,
    surplus_of,
    told_income,
    year_shifts_of,
)
from funding.services import amendment_letters as letters
from funding.services import amendments as service
from funding.services import retrieving
from funding.views.desk_access import award_of, case_award_of, finished
from funding.views.desk_cases import case_url, step_click
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.documents.models import Document
from portal.documents.services import keep_or_request
from portal.forms import add_errors, carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


def _url(award: Award, name: str = "amendments", *more: Any) -> str:
    return reverse(f"funding:{name}", args=[award.request.organisation.slug, award.request.public_id, *more])


def _rows(award: Award) -> list[Amendment]:
    """All changes of an award, the latest first, each with what it does to the plan."""
    rows = list(award.amendments.select_related("asked_by", "proposed_by", "decided_by").order_by("-number"))
    told = told_income(award)
    for row in rows:
        _with_figures(row, award, told)
    return rows


def _with_figures(row: Amendment, award: Award, told: Decimal) -> None:
    """What the change does to both sides of the plan, and until when it can be contested, for the page."""
    row.award = award
    row.shifts = shifts_of(row)  # type: ignore[attr-defined]
    row.incomes = income_shifts_of(row)  # type: ignore[attr-defined]
    row.expected_grant = expected_grant_in(row.incomes)  # type: ignore[attr-defined]
    row.surplus = surplus_of(row, row.incomes)  # type: ignore[attr-defined]
    row.year_shifts = year_shifts_of(row)  # type: ignore[attr-defined]
    row.minor = is_minor(row, told)  # type: ignore[attr-defined]
    row.until = letters.contestable_until(row)  # type: ignore[attr-defined]
    row.retrievable = row.retrievable_until(award.request.office)  # type: ignore[attr-defined]


@login_required
@require_safe
def amendments(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """What was asked for and what came of it, for the organisation."""
    award = award_of(request, slug, public_id)
    rows = _rows(award)
    context = {
        "row": award.request,
        "award": award,
        "amendments": rows,
        "open": next((row for row in rows if row.is_open), None),
        "obstacle": service.obstacle(award),
        "may_request": rules.may_request(person(request), award.request.organisation),
        "day": today(),
    }
    return render(request, "funding/desk/amendments.html", context)


@keeps_typing
def new(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Ask for a change: more time, another plan, another use, or tell of money that came in."""
    award = award_of(request, slug, public_id, acting=True)
    if request.method != "POST" and (words := service.obstacle(award)):
        messages.error(request, words)
        return redirect(_url(award))
    form = restored(AmendmentForm(award, request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            service.ask(award, form.wish(), by=person(request))
        except ValidationError as error:
            add_errors(form, _at_the_plan(form, error))
        else:
            messages.success(request, _("Your wish is sent. The Office gets a mail."))
            return redirect(_url(award))
    context = {"row": award.request, "award": award, "form": form}
    return render(request, "funding/desk/amendment.html", context, status=422 if form.errors else 200)


def _at_the_plan(form: AmendmentForm, error: ValidationError) -> ValidationError:
    """What concerns the sum of the costs, or of the years, stands at the last of them that was changed."""
    if not hasattr(error, "error_dict"):
        return error
    by_field = dict(error.error_dict)
    if "costs" in by_field:
        by_field[form.changed_cost] = by_field.pop("costs")
    if "years" in by_field:
        by_field[form.changed_year] = by_field.pop("years")
    return ValidationError(by_field)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    award = award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.amendments, number=number)
    try:
        service.drop(row, by=person(request))
        messages.success(request, _("You no longer ask for this change."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_url(award))


@login_required
def letter(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    """The letter about a decided change, or how far its rendering is; POST is how one retrieves it."""
    award = award_of(request, slug, public_id)
    if request.method == "POST":
        row = get_object_or_404(award.amendments.filter(decided__isnull=False), number=number)
        try:
            retrieving.retrieve_change(row, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(_url(award))
        return redirect(request.path)
    back, file_url = _url(award), _url(award, "amendment_letter_file", number)
    return documents.waiting(request, _letter(request, award, number), back_url=back, file_url=file_url)


@login_required
@require_safe
def letter_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    award = award_of(request, slug, public_id)
    return finished(_letter(request, award, number), _url(award, "amendment_letter", number))


def _letter(request: HttpRequest, award: Award, number: int) -> Document:
    row = get_object_or_404(award.amendments.select_related("award__request__organisation"), number=number)
    if not rules.may_read_amendment(person(request), row):
        raise Http404
    params = {"amendment": row.pk}
    return keep_or_request(reports.AmendmentLetter.key, params, language="de", by=person(request))


@login_required
@require_safe
def case_amendments(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The same for the Office, with what is to be done next."""
    return _case_page(request, case_award_of(request, slug, public_id))


def _case_page(request: HttpRequest, award: Award, back_form: SendBackForm | None = None) -> HttpResponse:
    user, rows = person(request), _rows(award)
    open_ = next((row for row in rows if row.is_open), None)
    is_caseworker = Party.CASEWORKER in rules.parties(user, award.request)
    may_sign = open_ is not None and rules.may_sign_amendment(user, open_)
    context = {
        "row": award.request,
        "award": award,
        "amendments": rows,
        "open": open_,
        "may_propose": open_ is not None and is_caseworker,
        "may_post": is_caseworker,
        "to_post": next((row for row in rows if row.is_to_be_posted(award.request.office)), None),
        "may_sign": may_sign,
        "letter": letters.preview(open_) if open_ is not None and may_sign else None,
        "wanted": service.wanted_otherwise(open_) if open_ and open_.state == AmendmentState.ASKED else "",
        "back_form": back_form or SendBackForm(initial={"version": open_.version if open_ else 0}),
        "day": today(),
    }
    return render(request, "funding/desk/case_amendments.html", context, status=422 if back_form else 200)


@keeps_typing
def answer(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """The caseworker proposes what to answer."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.amendments, number=number)
    if request.method != "POST" and row.state != AmendmentState.ASKED:
        return redirect(case_url(award.request, "case_amendments"))
    form = AnswerForm(request.POST or None, initial={"version": row.version, "proof_due": _moved(award, row)})
    by = person(request)
    if request.method == "POST" and carried_out(
        form,
        lambda said: service.propose(
            row, said["grants"], said["answer"], said["proof_due"], by=by, version=said["version"]
        ),
    ):
        messages.success(request, _("The answer is proposed. A second officer signs it."))
        return redirect(case_url(award.request, "case_amendments"))
    _with_figures(row, award, told_income(award))
    context = {"row": award.request, "award": award, "amendment": row, "form": restored(form, request)}
    status = 422 if form.errors else 200
    return render(request, "funding/desk/amendment_answer.html", context, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Whoever proposed the answer takes it back."""
    award, by = case_award_of(request, slug, public_id, acting=True), person(request)
    row = get_object_or_404(award.amendments.select_related("award__request__organisation"), number=number)
    if row.proposed_by_id not in (None, by.pk):
        raise Http404
    page, done = "case_amendments", _("The proposed answer is taken back.")
    return step_click(
        request, award.request, lambda seen: service.take_back(row, by=by, version=seen), done, page=page
    )


def _moved(award: Award, row: Amendment) -> Any:
    """The day of the proof, later by as much as the project is."""
    if award.proof_due is None or row.end is None:
        return award.proof_due
    return award.proof_due + (row.end - award.end)


@login_required
@require_POST
def sign(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """The second officer signs what was proposed, or sends it back and says why."""
    award = case_award_of(request, slug, public_id)
    row = get_object_or_404(award.amendments.select_related("award__request__organisation"), number=number)
    if not rules.may_sign_amendment(person(request), row):
        raise Http404
    by = person(request)
    if "back" in request.POST:
        return _sent_back(request, award, row)
    form = SignForm(request.POST)
    if carried_out(
        form, lambda said: service.countersign(row, by=by, version=said["version"], read=said["read"])
    ):
        messages.success(request, _("It is signed. The organisation gets a mail."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect(case_url(award.request, "case_amendments"))


def _sent_back(request: HttpRequest, award: Award, row: Amendment) -> HttpResponse:
    form, by = SendBackForm(request.POST), person(request)
    if not carried_out(
        form, lambda said: service.send_back(row, said["note"], by=by, version=said["version"])
    ):
        return _case_page(request, award, form)
    messages.success(request, _("It is sent back."))
    return redirect(case_url(award.request, "case_amendments"))


@keeps_typing
def posted(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Record the day on which the letter left the Office by post."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.amendments.filter(decided__isnull=False), number=number)
    usual, by = {"version": row.version, "posted": row.posted or today()}, person(request)
    form = restored(PostedForm(request.POST or None, initial=usual), request)
    if request.method == "POST" and carried_out(
        form, lambda said: service.record_posting(row, said["posted"], by=by, version=said["version"])
    ):
        messages.success(request, _("It is recorded. The time for legal remedy begins."))
        return redirect(case_url(award.request, "case_amendments"))
    context = {"row": award.request, "award": award, "amendment": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "funding/desk/amendment_posted.html", context, status=status)


@login_required
@require_safe
def case_letter(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    award = case_award_of(request, slug, public_id)
    back = case_url(award.request, "case_amendments")
    file_url = reverse("funding:case_amendment_letter_file", args=[slug, public_id, number])
    return documents.waiting(request, _letter(request, award, number), back_url=back, file_url=file_url)


@login_required
@require_safe
def case_letter_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    award = case_award_of(request, slug, public_id)
    waits = reverse("funding:case_amendment_letter", args=[slug, public_id, number])
    return finished(_letter(request, award, number), waits)
