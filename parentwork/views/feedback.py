"""How was it? A page without a name, reached from the thanks, the booking or a QR code on the wall."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parentwork.forms.feedback import FeedbackForm
from parentwork.models import Seat, WorkshopDate
from parentwork.services.feedback import Became, family_behind, has_answered, say
from portal.lib.limits import rate_limited

# Behind the question mark: counted, not counted and why, and that another person answers on this phone.
SAID, OVER, ANOTHER = "said", "over", "another"


def _date(pk: int, code: str) -> WorkshopDate:
    date = get_object_or_404(WorkshopDate.objects.select_related("workshop__organisation"), pk=pk)
    if not constant_time_compare(code, date.feedback_code):
        raise Http404
    return date


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("workshop-feedback", "120/h")  # all families of an evening share its Wi-Fi
def feedback(request: HttpRequest, pk: int, code: str, own: str = "") -> HttpResponse:
    """Smiley and three questions; then what became of the answers. `own`: the code of a family's link."""
    date = _date(pk, code)
    seat = family_behind(date, own) if own else None
    form = FeedbackForm(request.POST or None, initial={"another": ANOTHER in request.GET})
    asks = False
    if request.method == "POST" and date.takes_feedback and form.is_valid():
        became = _counted(request, date, form, seat)
        if became != Became.ASKED:
            return redirect(f"{request.path}?{SAID if became == Became.COUNTED else f'{OVER}={became}'}")
        form, asks = _as_another(request), True
    context = {
        "date": date, "workshop": date.workshop, "form": form, "own": own, "asks": asks,
        "said": SAID in request.GET, "over": _over(request, seat),
    }  # fmt: skip
    return render(request, "parentwork/feedback.html", context, status=422 if form.errors else 200)


def _over(request: HttpRequest, seat: Seat | None) -> str:
    """Why answers were not counted, or would not be; empty where they were, or can be."""
    why = request.GET.get(OVER, "")
    if seat and why != Became.FULL and request.method != "POST" and has_answered(seat):
        return Became.FAMILY
    return why if why in {Became.PHONE, Became.FAMILY, Became.FULL} else ""


def _counted(request: HttpRequest, date: WorkshopDate, form: FeedbackForm, seat: Seat | None) -> Became:
    return say(
        date,
        form.answers(),
        token=form.cleaned_data["token"],
        browser=request.META.get("CSRF_COOKIE", ""),
        seat=seat,
        another=form.cleaned_data["another"],
    )


def _as_another(request: HttpRequest) -> FeedbackForm:
    """The same answers, to be sent by another person than who has answered on this phone."""
    said = request.POST.copy()
    said["token"], said["another"] = str(uuid.uuid4()), "on"
    return FeedbackForm(said)
