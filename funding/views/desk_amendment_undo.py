"""A proposed answer to a change of an award is taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_review import StepForm
from funding.services import amendments
from funding.views.desk_access import case_award_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Whoever proposed the answer takes it back."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.amendments.select_related("award__request__organisation"), number=number)
    by, form = person(request), StepForm(request.POST)
    if row.proposed_by_id not in (None, by.pk):
        raise Http404
    if carried_out(form, lambda said: amendments.take_back(row, by=by, version=said["version"])):
        messages.success(request, _("The proposed answer is taken back."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect(case_url(award.request, "case_amendments"))
