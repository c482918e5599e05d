"""What families and schools look for: posting it without an account, and its own page behind its secret."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.forms.needs import FindForm, WishForm, as_posted, from_the_list
from parentwork.models import Need, WorkshopDate
from parentwork.services import needs as services
from parentwork.views.behind_codes import OF_NEEDS, by_code, secret_page
from portal.lib.limits import rate_limited

JUST_POSTED, JUST_CHANGED, TAKEN_BACK = "posted", "changed", "taken-back"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("need", "20/h")
def post(request: HttpRequest) -> HttpResponse:
    """The form; it starts with what the filters of the list have said."""
    form = WishForm(request.POST or None, initial=from_the_list(request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            need = services.post(form.wish())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(need.get_absolute_url() + f"?{JUST_POSTED}")
    context = {"form": form, "taken_back": TAKEN_BACK in request.GET}
    return render(request, "parentwork/needs/post.html", context, status=422 if form.errors else 200)


def _need(code: str) -> Need:
    return get_object_or_404(Need.objects.for_pages(), secret=code)


@secret_page
@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    """The person's own page: what they look for, the answer, and the ways to change it or take it back."""
    row = _need(code)
    workshop = row.workshop
    is_shown = bool(workshop and workshop.is_published and workshop.organisation.is_listed)
    coming = WorkshopDate.objects.upcoming().filter(workshop=workshop).select_related("venue__postal_code")
    context = {
        "need": row,
        "is_shown": is_shown,
        "next": coming.first() if is_shown else None,
        "just_posted": JUST_POSTED in request.GET,
        "just_changed": JUST_CHANGED in request.GET,
    }
    return render(request, "parentwork/needs/need.html", context)


@secret_page
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("need-change", "40/h")
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Say it anew; what was answered is looked for again."""
    row = _need(code)
    form = WishForm(request.POST or None, initial=as_posted(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.change(row, form.wish())
        except ValidationError as error:
            form.add_error(None, error)
        except Need.DoesNotExist:
            return _gone()
        else:
            return redirect(row.get_absolute_url() + f"?{JUST_CHANGED}")
    context = {"form": form, "need": row}
    return render(request, "parentwork/needs/change.html", context, status=422 if form.errors else 200)


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("need-take-back", "40/h")
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """The question, then the deletion; a second tap finds it done."""
    if request.method == "POST":
        for row in Need.objects.filter(secret=code):
            services.take_back(row)
        return _gone()
    return render(request, "parentwork/needs/take_back.html", {"need": _need(code)})


def _gone() -> HttpResponse:
    return redirect(reverse("parentwork:need_post") + f"?{TAKEN_BACK}")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("need-find", "30/10m")
def find(request: HttpRequest) -> HttpResponse:
    """Code and contact open it; a wrong code and a wrong contact are answered alike."""
    form = FindForm(request.POST or None)
    unknown = _("We found nothing with this code and contact. Please check both.")
    if answer := by_code(request, form, {OF_NEEDS: Need.objects}, unknown=unknown):
        return answer
    context = {"form": form}
    return render(request, "parentwork/needs/find.html", context, status=422 if form.errors else 200)
