from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.operation import exposition, rules
from portal.operation.readings import readings


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token in the head of the request."""
    if not rules.may_read_metrics(request.headers.get("Authorization", "")):
        raise Http404
    text = exposition.exposed(readings())
    return HttpResponse(text, content_type=exposition.CONTENT_TYPE, headers={"Cache-Control": "no-store"})


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The same in words, what is not well first."""
    if not rules.may_see_operation(request.user):
        raise Http404
    found = readings()
    context = {
        "unwell": [reading for reading in found if not reading.is_well],
        "well": [reading for reading in found if reading.is_well],
    }
    return render(request, "portal/desk/operation.html", context)
