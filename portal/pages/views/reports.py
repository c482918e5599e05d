from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from portal.lib.limits import rate_limited
from portal.pages.forms.reports import ReportForm
from portal.pages.models import Report
from portal.pages.services import report_problem


@never_cache
@rate_limited("report", "10/h")
def report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = ReportForm(initial={"page": request.GET.get("page", "")[:500]})
        return render(request, "pages/report.html", {"form": form})
    form = ReportForm(request.POST)
    if form.is_valid():
        entries = dict(form.cleaned_data)
        try:
            stored = report_problem(entries.pop("key"), language=get_language() or "de", **entries)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("pages:reported", key=stored.key)
    return render(request, "pages/report.html", {"form": form}, status=422)


@never_cache
def reported(request: HttpRequest, key: UUID) -> HttpResponse:
    """When the report is answered; never what it says, since the address may be shared."""
    return render(request, "pages/reported.html", {"report": get_object_or_404(Report, key=key)})
