"""Questions of a network to all its members: written, looked at, sent, and read when they are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import rules, services
from organisations.choices.board import UNCLAIMED
from organisations.forms.desk_surveys import SurveyForm
from organisations.models import Organisation, Survey
from organisations.reports.surveys import members_left_out, members_to_ask, table_of, tallies_of
from organisations.views.access import permitted
from organisations.views.sheets import KINDS, sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, differences, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing
from portal.lib.text import fold

SURVEYS, REPLIES = 20, 50  # on a page


@login_required
@require_safe
def surveys(request: HttpRequest, slug: str) -> HttpResponse:
    """Drafts first, then what was sent, the newest first."""
    umbrella = _asking(request, slug)
    rows = _of(request, umbrella).counted().drafts_first()
    page = Paginator(rows, SURVEYS).get_page(request.GET.get("page"))
    return render(request, "organisations/desk/surveys.html", {"organisation": umbrella, "page_obj": page})


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def survey_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The board hands over what it is narrowed to: `step` and `q`."""
    umbrella = _asking(request, slug)
    narrowed = {"step": request.GET.get("step", "")[:12], "word": request.GET.get("q", "")[:100]}
    return _write(request, Survey(umbrella=umbrella, language=get_language() or "de", **narrowed))


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def survey_edit(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    draft = _survey(request, slug, key)
    return _write(request, draft) if draft.is_draft else redirect("organisations:survey", slug, key)


@login_required
@require_safe
def survey(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A draft as its members will read it, or what they have answered."""
    found = _survey(request, slug, key)
    context: dict[str, Any] = {"organisation": found.umbrella, "survey": found}
    if found.is_draft:
        context["members"] = [row.member for row in members_to_ask(found)]
        context["left_out"] = list(members_left_out(found))
        context["inviting"] = any(row.step in UNCLAIMED for row in context["left_out"])
        return render(request, "organisations/desk/survey_draft.html", context)
    replies = found.replies.by_member()
    given = Paginator(replies.exclude(answered=None), REPLIES)
    context["page_obj"] = given.get_page(request.GET.get("page"))
    context["missing"] = [reply.member for reply in replies.unanswered()]
    context["tallies"] = tallies_of(found, replies.exclude(answered=None))
    context["kinds"] = list(KINDS)
    return render(request, "organisations/desk/survey.html", context)


@login_required
@require_safe
def survey_answers(request: HttpRequest, slug: str, key: UUID, kind: str) -> HttpResponse:
    """The answers of all members as a file."""
    found = _survey(request, slug, key)
    return sheet(kind, table_of(found, found.replies.by_member()), name=f"{slug}-{_in_a_name(found)}")


@login_required
@require_POST
def survey_send(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() else 0
    return _act(
        request, slug, key, _("Sent. Your members get a mail."),
        lambda found: services.send_survey(found, version=seen, by=person(request)),
    )  # fmt: skip


@login_required
@require_POST
def survey_close(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    return _act(
        request, slug, key, _("Closed. Nobody answers any more."),
        lambda found: services.close_survey(found, by=person(request)),
    )  # fmt: skip


@login_required
@require_POST
def survey_discard(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    found = _survey(request, slug, key)
    try:
        services.discard_survey(found, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("organisations:survey", slug, key)
    messages.success(request, _("Thrown away."))
    return redirect("organisations:surveys", slug)


def _in_a_name(survey: Survey) -> str:
    """So that the files of two surveys, and that of the entries, bear different names."""
    return slugify(fold(survey.title))[:40].strip("-") or "answers"


def _asking(request: HttpRequest, slug: str) -> Organisation:
    """The network if this person asks its members; 404 for everybody else, portal staff too."""
    return permitted(request, slug, rules.may_ask_members)


def _of(request: HttpRequest, umbrella: Organisation) -> Any:
    return Survey.objects.visible_to(request.user).filter(umbrella=umbrella)


def _survey(request: HttpRequest, slug: str, key: UUID) -> Survey:
    umbrella = _asking(request, slug)
    found: Survey = get_object_or_404(_of(request, umbrella).select_related("umbrella"), key=key)
    return found


def _write(request: HttpRequest, draft: Survey) -> HttpResponse:
    form = restored(SurveyForm(request.POST or None, survey=draft), request)
    context: dict[str, Any] = {"organisation": draft.umbrella, "survey": draft}
    if request.method == "POST":
        if saved := _saved(request, draft, form):
            return redirect("organisations:survey", draft.umbrella.slug, saved.key)
        if stale := form.stale:
            context["stored"] = differences(form, SurveyForm(survey=stale))
            form = overwriting(form, stale.version)
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/survey_edit.html", context | {"form": form}, status=status)


def _saved(request: HttpRequest, draft: Survey, form: SurveyForm) -> Survey | None:
    if not form.is_valid():
        return None
    key = draft.key if draft.pk else form.cleaned_data["key"]
    try:
        version = form.cleaned_data["version"]
        return services.save_survey(draft.umbrella, key, form.written(), version=version, by=person(request))
    except ValidationError as error:
        add_errors(form, error)
        form.stale = error.current if isinstance(error, Stale) else None
        return None


def _act(request: HttpRequest, slug: str, key: UUID, said: str, act: Callable[[Survey], Any]) -> HttpResponse:
    found = _survey(request, slug, key)
    try:
        act(found)
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:survey", slug, key)
