from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.guides.forms import FeedbackForm
from portal.guides.models import Guide
from portal.guides.reports.reading import Neighbour, neighbours
from portal.guides.services.feedback import give_feedback
from portal.guides.views.lands import Choice, choose, reader_language
from portal.lib.limits import rate_limited


@never_cache
@rate_limited("guide-feedback", "20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Did this help? A page of its own, since the guide is kept for everybody and has no form to send."""
    guide, choice = _guide(request, slug), choose(request)
    form = FeedbackForm(request.POST or None, initial={"key": uuid4(), "helped": request.GET.get("helped")})
    if request.method == "POST" and form.is_valid():
        give_feedback(
            Guide.objects.get(slug=slug),
            language=reader_language(request),
            land=choice.land,
            **form.cleaned_data,
        )
        return redirect("guides:thanks", slug=slug)
    context = {"guide": guide, "form": form, "query": _query(choice)}
    return render(request, "guides/feedback.html", context, status=422 if form.errors else 200)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "guides/thanks.html", {"guide": _guide(request, slug)})


def _guide(request: HttpRequest, slug: str) -> Neighbour:
    try:
        return neighbours(reader_language(request))[slug]
    except KeyError:
        raise Http404 from None


def _query(choice: Choice) -> str:
    return f"?land={choice.land.code}" if choice.land else ""
