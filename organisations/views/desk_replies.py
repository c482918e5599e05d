"""What the networks of an organisation ask it, and what it answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations import rules, services
from organisations.forms.desk_surveys import ReplyForm
from organisations.models import Organisation, Reply
from organisations.views.access import permitted
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, differences, overwriting, restored
from portal.lib import dates
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PAGE = 20


@login_required
@require_safe
def replies(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was asked, the newest first."""
    organisation = _answering(request, slug)
    rows = _of(request, organisation).order_by("-survey__sent", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    running = rows.open(dates.today()).filter(pk__in=[row.pk for row in page])
    context = {
        "organisation": organisation,
        "page_obj": page,
        "running": set(running.values_list("pk", flat=True)),
    }
    return render(request, "organisations/desk/replies.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The questions with what was answered; as long as that is possible, as a form."""
    organisation = _answering(request, slug)
    reply = get_object_or_404(_of(request, organisation), pk=pk)
    form = restored(ReplyForm(request.POST or None, reply=reply), request)
    context: dict[str, Any] = {"organisation": organisation, "reply": reply, "survey": reply.survey}
    if request.method == "POST":
        if _saved(request, reply, form):
            return redirect("organisations:replies", slug)
        if stale := form.stale:
            context["stored"] = differences(form, ReplyForm(reply=stale))
            form = overwriting(form, stale.version)
    context["is_open"] = Reply.objects.open(dates.today()).filter(pk=pk).exists()
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/survey_answer.html", context | {"form": form}, status=status)


def _answering(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person answers for it; 404 for everybody else, portal staff too."""
    return permitted(request, slug, rules.may_answer_surveys)


def _of(request: HttpRequest, organisation: Organisation) -> Any:
    rows = Reply.objects.answered_through(request.user).filter(member=organisation)
    return rows.select_related("survey__umbrella")


def _saved(request: HttpRequest, reply: Reply, form: ReplyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        version = form.cleaned_data["version"]
        services.answer_survey(reply, form.answers(), version=version, by=person(request))
    except ValidationError as error:
        add_errors(form, error)
        form.stale = error.current if isinstance(error, Stale) else None
        return False
    messages.success(request, _("Saved. Thank you."))
    return True
