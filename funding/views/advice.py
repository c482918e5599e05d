"""Asking a contact point without an account: the form, and the thread behind its secret."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from funding.forms.advice import FindForm, QuestionForm, WordsForm
from funding.models import AdviceFile, AdviceRequest, Office
from funding.services import advice as services
from funding.views.desk_papers import served
from parentwork.views.behind_codes import also_behind, by_code, secret_page
from portal.forms import carried_out
from portal.lib.limits import rate_limited

JUST_ASKED, DELETED = "asked", "deleted"
OF_ADVICE = "advice-code"


def _with_codes() -> Any:
    return AdviceRequest.objects.without_account()


also_behind(OF_ADVICE, _with_codes)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("advice", "20/h")
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a question to one contact point, which says who reads it and how long an answer takes."""
    office: Office = get_object_or_404(Office.objects.advising(), slug=slug)
    form = QuestionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (
        row := carried_out(
            form,
            lambda said: services.ask(
                office, said["subject"], form.words(), services.Asker(said["name"], said["email"])
            ),
        )
    ):
        return redirect(row.get_absolute_url() + f"?{JUST_ASKED}")
    context = {"form": form, "office": office}
    return render(request, "funding/advice/ask.html", context, status=422 if form.errors else 200)


def _advice(code: str) -> AdviceRequest:
    return get_object_or_404(AdviceRequest.objects.without_account().with_thread(), secret=code)


@secret_page
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("advice-on", "40/h")
def thread(request: HttpRequest, code: str) -> HttpResponse:
    """The question with its answers, and a form to write on."""
    row = _advice(code)
    form = WordsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and carried_out(form, lambda _said: services.write_on(row, form.words())):
        return redirect(row)
    context: dict[str, Any] = {"advice": row, "form": form, "just_asked": JUST_ASKED in request.GET}
    return render(request, "funding/advice/thread.html", context, status=422 if form.errors else 200)


@secret_page
@require_safe
def file(request: HttpRequest, code: str, file_id: Any) -> FileResponse:
    """A file of the thread."""
    files = AdviceFile.objects.filter(message__advice=_advice(code))
    return served(get_object_or_404(files, public_id=file_id))


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("advice-delete", "40/h")
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """The question whether to delete it, then the deletion; a second tap finds it done."""
    if request.method == "POST":
        for row in AdviceRequest.objects.without_account().filter(secret=code):
            services.take_back(row)
        return redirect(reverse("funding:advice_find") + f"?{DELETED}")
    return render(request, "funding/advice/delete.html", {"advice": _advice(code)})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("advice-find", "30/10m")
def find(request: HttpRequest) -> HttpResponse:
    """Code and address open it; a wrong code and a wrong address are answered alike."""
    form = FindForm(request.POST or None)
    unknown = _("We found nothing with this code and contact. Please check both.")
    if answer := by_code(request, form, {OF_ADVICE: _with_codes()}, unknown=unknown):
        return answer
    context = {"form": form, "deleted": DELETED in request.GET}
    return render(request, "funding/advice/find.html", context, status=422 if form.errors else 200)
