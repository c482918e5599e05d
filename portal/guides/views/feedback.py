from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.guides.forms import FeedbackForm, HelpedForm, WordsForm
from portal.guides.models import Guide, GuideFeedback
from portal.guides.reports.neighbours import neighbours
from portal.guides.services.feedback import add_words, give_feedback
from portal.guides.views.former import elsewhere
from portal.guides.views.lands import Choice, carried, choose, reader_language
from portal.guides.views.traces import leave_no_trace
from portal.lib.limits import rate_limited
from portal.lib.taps import key_of_tap, sent_from_here


@csrf_exempt  # the guide is kept for everybody and holds no token: the browser says where the tap was
@never_cache
@rate_limited("guide-feedback", "20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def helped(request: HttpRequest, slug: str) -> HttpResponse:
    """Did this help? The tap below the guide counts; if nobody says where it was, a page of its own asks."""
    guide = neighbours(reader_language(request)).get(slug)
    if guide is None:
        return elsewhere(request, slug)
    form, choice = HelpedForm(request.POST), choose(request)
    if not (sent_from_here(request) and form.is_valid()):
        return redirect(_page_of_its_own(request, slug, choice))
    key = key_of_tap(request, f"{slug} {request.POST['helped']}")
    language = reader_language(request)
    give_feedback(
        Guide.objects.get(slug=slug), key=key, language=language, land=choice.land, **form.cleaned_data
    )
    return redirect(reverse("guides:said", args=[key]) + choice.carried.query)


def _page_of_its_own(request: HttpRequest, slug: str, choice: Choice) -> str:
    query = {"helped": request.POST.get("helped"), "land": choice.carried.land}
    named = urlencode({name: value for name, value in query.items() if value})
    return reverse("guides:feedback", args=[slug]) + (f"?{named}" if named else "")


@never_cache
@rate_limited("guide-feedback-words", "20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def said(request: HttpRequest, key: UUID) -> HttpResponse:
    """The answer counts already; whoever likes adds a sentence."""
    answer = get_object_or_404(GuideFeedback.objects.select_related("guide"), key=key)
    guide = neighbours(reader_language(request)).get(answer.guide.slug)
    if guide is None:
        raise Http404
    land, form = carried(request), WordsForm(request.POST or None)
    if form.is_valid():
        add_words(answer, form.cleaned_data["sentence"])
    if form.is_valid() or answer.sentence:
        return redirect(reverse("guides:thanks", args=[guide.slug]) + land.query)
    context = {"guide": guide, "form": form} | land.context
    response = render(request, "guides/said.html", context, status=422 if form.errors else 200)
    return leave_no_trace(response) if guide.is_sensitive else response


@never_cache
@rate_limited("guide-feedback", "20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """The same question on a page of its own, which holds a token."""
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
