"""How was it? A page without a name, reached from the thanks, the booking or a QR code on the wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parentwork.forms.feedback import FeedbackForm
from parentwork.models import WorkshopDate
from parentwork.services.feedback import family_behind, say
from portal.lib.limits import rate_limited

SAID = "said"


def _date(pk: int, code: str) -> WorkshopDate:
    date = get_object_or_404(WorkshopDate.objects.select_related("workshop__organisation"), pk=pk)
    if not constant_time_compare(code, date.feedback_code):
        raise Http404
    return date


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("workshop-feedback", "120/h")  # all families of an evening share its Wi-Fi
def feedback(request: HttpRequest, pk: int, code: str, own: str = "") -> HttpResponse:
    """Smiley and three questions; then thanks. `own`: the code of a family's own link."""
    date = _date(pk, code)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and date.takes_feedback and form.is_valid():
        say(
            date,
            form.answers(),
            token=form.cleaned_data["token"],
            browser=request.META.get("CSRF_COOKIE", ""),
            seat=family_behind(date, own) if own else None,
        )
        return redirect(f"{request.path}?{SAID}")
    context = {
        "date": date, "workshop": date.workshop, "form": form, "said": SAID in request.GET
    }  # fmt: skip
    return render(request, "parentwork/feedback.html", context, status=422 if form.errors else 200)
