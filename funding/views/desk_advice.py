"""Questions to contact points, for organisations that ask and for the Offices that answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.forms.advice import OwnQuestionForm, WordsForm
from funding.forms.desk_advice import BeginForm
from funding.models import AdviceFile, AdviceRequest, Office
from funding.services import advice as services
from funding.views.desk_access import office_of, organisation_of
from funding.views.desk_papers import served
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing

PER_PAGE = 25


# -- who asks ---------------------------------------------------------------------------------------------


@login_required
@require_safe
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of an organisation, and whom it can ask."""
    organisation = organisation_of(request, slug)
    rows = AdviceRequest.objects.asked_by(request.user).filter(organisation=organisation)
    page = Paginator(rows.select_related("office", "organisation").order_by("-state_since", "-pk"), PER_PAGE)
    offices = Office.objects.advising().order_by("name")
    if organisation.land:
        offices = offices.responsible_for(organisation.land, organisation.district)
    context = {
        "organisation": organisation,
        "page_obj": page.get_page(request.GET.get("page")),
        "offices": offices,
        "may_request": rules.may_request(person(request), organisation),
    }
    return render(request, "funding/desk/own_advice.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, office: str) -> HttpResponse:
    """The form of a question to one contact point."""
    organisation = organisation_of(request, slug, acting=True)
    asked: Office = get_object_or_404(Office.objects.advising(), slug=office)
    form = restored(OwnQuestionForm(request.POST or None, SentFiles(request) or None), request)
    asker = services.Asker(organisation.name[:80], organisation=organisation, user=person(request))
    if request.method == "POST" and (
        row := carried_out(form, lambda said: services.ask(asked, said["subject"], form.words(), asker))
    ):
        messages.success(request, _("Your question has been sent."))
        return redirect(row)
    context = {"organisation": organisation, "office": asked, "form": form}
    status = 422 if form.errors else 200
    return render(request, "funding/desk/advice_ask.html", context, status=status)


def _own(request: HttpRequest, slug: str, pk: int, *, acting: bool = False) -> AdviceRequest:
    organisation = organisation_of(request, slug, acting=acting)
    rows = AdviceRequest.objects.asked_by(request.user).with_thread().filter(organisation=organisation)
    row: AdviceRequest = get_object_or_404(rows, pk=pk)
    return row


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def own_thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question with its answers, a form to write on, and the way to a request."""
    row = _own(request, slug, pk, acting=request.method == "POST")
    form = restored(WordsForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and carried_out(
        form, lambda _said: services.write_on(row, form.words(), by=person(request))
    ):
        return redirect(row)
    organisation = row.organisation
    context = {
        "advice": row, "organisation": organisation, "form": form, "begin": BeginForm(office=row.office),
        "may_request": organisation and rules.may_request(person(request), organisation),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "funding/desk/advice_own.html", context, status=status)


@login_required
@require_POST
def begin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a draft of a request from a question."""
    row = _own(request, slug, pk, acting=True)
    form = BeginForm(request.POST, office=row.office)
    if not form.is_valid():
        messages.error(request, _("Please choose a programme that takes requests here."))
        return redirect(row)
    return redirect(services.begin_request(row, form.cleaned_data["programme"], by=person(request)))


@login_required
@require_safe
def own_file(request: HttpRequest, slug: str, pk: int, file_id: Any) -> FileResponse:
    return _file(_own(request, slug, pk), file_id)


# -- who answers ------------------------------------------------------------------------------------------


@login_required
@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions to an Office: those that wait first, the longest on top; then the answered ones."""
    office = office_of(request, slug)
    rows = AdviceRequest.objects.visible_to(request.user).filter(office=office)
    page = Paginator(rows.order_by("-state", "state_since", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "funding/desk/advice_inbox.html", {"office": office, "page_obj": page})


def _case(request: HttpRequest, slug: str, pk: int) -> AdviceRequest:
    office = office_of(request, slug)
    rows = AdviceRequest.objects.visible_to(request.user).with_thread().filter(office=office)
    row: AdviceRequest = get_object_or_404(rows, pk=pk)
    return row


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question to the Office, and the form of its answer for who may give one."""
    row = _case(request, slug, pk)
    may_advise = rules.may_advise(person(request), row)
    if request.method == "POST" and not may_advise:
        raise Http404
    form = restored(WordsForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and carried_out(
        form, lambda _said: services.answer(row, form.words(), by=person(request))
    ):
        messages.success(request, _("Your answer has been sent."))
        return redirect("funding:advice_inbox", slug)
    context = {"advice": row, "office": row.office, "form": form, "may_advise": may_advise}
    status = 422 if form.errors else 200
    return render(request, "funding/desk/advice_case.html", context, status=status)


@login_required
@require_safe
def case_file(request: HttpRequest, slug: str, pk: int, file_id: Any) -> FileResponse:
    return _file(_case(request, slug, pk), file_id)


def _file(row: AdviceRequest, file_id: Any) -> FileResponse:
    return served(get_object_or_404(AdviceFile.objects.filter(message__advice=row), public_id=file_id))
