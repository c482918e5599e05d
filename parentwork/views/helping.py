"""The page on which a helper answers whether she helps, behind a secret and without an account."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from parentwork.models import Assignment
from parentwork.services import asking
from parentwork.views.behind_codes import secret_page
from portal.lib.limits import rate_limited


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("helping", "60/h")
def helping(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, and the answer so far (GET); yes or no (POST)."""
    rows = Assignment.objects.opened_by(code)
    row = get_object_or_404(
        rows.select_related("helper", "date__workshop__organisation", "date__venue__postal_code")
    )
    error = ""
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            asking.answer(row, agrees=request.POST["answer"] == "yes")
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            return redirect(row)
    context = {"assignment": row, "date": row.date, "workshop": row.date.workshop, "error": error}
    return render(request, "parentwork/helping.html", context, status=422 if error else 200)
