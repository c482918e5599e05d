"""Why an entry is to be hidden, or is, and what its coordinators say to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from organisations import services
from organisations.forms.desk_trust import SayForm
from organisations.models import Suspension
from organisations.views.access import managed
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib.kept import keeps_typing

ANSWER, APPEAL = "answer", "appeal"
SAY: dict[str, tuple[Callable[..., Any], Any]] = {
    ANSWER: (
        services.answer_hearing,
        gettext_lazy("The portal’s staff has your answer. You get a mail."),
    ),
    APPEAL: (services.appeal, gettext_lazy("Somebody else decides about it now. You get a mail.")),
}


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def suspension(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = managed(request, slug)
    case = Suspension.objects.visible_to(request.user).filter(organisation=organisation).first()
    step = _step(case)
    form = restored(SayForm(request.POST or None, initial={"step": step}), request)
    if request.method == "POST" and case is not None and form.is_valid():
        say, said = SAY.get(form.cleaned_data["step"], (None, ""))
        if say is None:
            raise Http404
        try:
            say(case, form.cleaned_data["text"], by=person(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, said)
            return redirect("organisations:suspension", slug)
    context = {"organisation": organisation, "case": case, "step": step, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/suspension.html", context, status=status)


def _step(case: Suspension | None) -> str:
    """What the organisation can say now."""
    if case is None:
        return ""
    if case.waits_for_answer:
        return ANSWER
    return APPEAL if case.may_be_appealed else ""
