"""The page on which a school says whether it works with an organisation, behind a secret."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from parentwork.forms.schools import SchoolAnswerForm
from parentwork.models import Partnership
from parentwork.services import partnerships
from parentwork.views.behind_codes import secret_page
from portal.forms import add_errors
from portal.lib.limits import rate_limited


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("partnership", "60/h")
def partnership(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, and the answer so far (GET); yes or no (POST)."""
    rows = Partnership.objects.select_related("organisation", "school")
    row = rows.filter(secret=code).first()
    if row is None:
        asked_anew = {
            "partnership": get_object_or_404(rows, earlier_links__contains=[code]),
            "is_earlier": True,
        }
        return render(request, "parentwork/partnership.html", asked_anew)
    form = SchoolAnswerForm(request.POST or None, initial={"name": row.contact})
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no") and form.is_valid():
        agrees = request.POST["answer"] == "yes"
        try:
            partnerships.answer(row, agrees=agrees, name=form.cleaned_data["name"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(row)
    context = {"partnership": row, "form": form}
    return render(request, "parentwork/partnership.html", context, status=422 if form.errors else 200)
