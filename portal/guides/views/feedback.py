from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.guides.forms import FeedbackForm
from portal.guides.models import Guide
from portal.guides.reports.neighbours import neighbours
from portal.guides.services.feedback import give_feedback
from portal.guides.views.former import elsewhere
from portal.guides.views.lands import carried, choose, reader_language
from portal.guides.views.traces import leave_no_trace
from portal.lib.limits import rate_limited


@never_cache
@rate_limited("guide-feedback", "20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Did this help? A page of its own, since the guide is kept for everybody and has no form to send."""
    guide = neighbours(reader_language(request)).get(slug)
    if guide is None:
        return elsewhere(request, slug)
    choice = choose(request)
    form = FeedbackForm(request.POST or None, initial={"key": uuid4(), "helped": request.GET.get("helped")})
    if request.method == "POST" and form.is_valid():
        give_feedback(
            Guide.objects.get(slug=slug),
            language=reader_language(request),
            land=choice.land,
            **form.cleaned_data,
        )
        return redirect(reverse("guides:thanks", args=[slug]) + choice.carried.query)
    context = {"guide": guide, "form": form} | choice.carried.context
    response = render(request, "guides/feedback.html", context, status=422 if form.errors else 200)
    return leave_no_trace(response) if guide.is_sensitive else response


@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    guide = neighbours(reader_language(request)).get(slug)
    if guide is None:
        return elsewhere(request, slug)
    response = render(request, "guides/thanks.html", {"guide": guide} | carried(request).context)
    return leave_no_trace(response) if guide.is_sensitive else response
