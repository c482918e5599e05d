"""The pages of a request's form: one task a page, saved by itself, both versions shown when two write."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.choices import Task
from funding.forms.desk_requests import FORMS, PageForm
from funding.models import Draft, FundingRequest
from funding.services import drafts, plans
from funding.services.periods import year_words, years_of
from funding.views.desk_access import draft_of
from funding.views.desk_requests import task_url
from funding.views.desk_sums import fragments, staff_fragments
from portal.accounts.views.signed_in import person
from portal.lib.dates import clock, today
from portal.lib.errors import Stale
from portal.lib.kept import View, keeps_typing, kept_typing


def typed_before(request: HttpRequest, row: FundingRequest, task: Task) -> tuple[dict[str, str], str]:
    """What the reader typed here and did not save, and where it was kept: "" if there is nothing."""
    kept = kept_typing(request)
    if kept:
        return kept, "sign-in"
    draft = row.drafts.filter(task=task, author=person(request)).first()
    if draft is None:
        return {}, ""
    return {**draft.data, "version": str(draft.base_version)}, "draft"


def others_typing(row: FundingRequest, task: Task, request: HttpRequest) -> list[Draft]:
    """What colleagues have typed on this page and not saved yet."""
    return list(row.drafts.filter(task=task).exclude(author=person(request)).select_related("author"))


@keeps_typing
def task(request: HttpRequest, slug: str, public_id: Any, task: str) -> HttpResponse:
    """A page of plain fields."""
    if task not in FORMS:
        raise Http404
    row, which = draft_of(request, slug, public_id), Task(task)
    if request.method == "POST":
        return _save(request, row, which)
    typed, source = typed_before(request, row, which)
    form = FORMS[which](instance=row, initial=typed)
    return _show(request, row, which, form, source=source)


def _save(request: HttpRequest, row: FundingRequest, task: Task) -> HttpResponse:
    lines = plans.years_named(row) if task == Task.PROJECT else []
    form = FORMS[task](request.POST, instance=row)
    stale: list[dict[str, Any]] | None = None
    if form.is_valid():
        try:
            saved = drafts.save_page(
                row, task, form.values(), by=person(request), version=form.cleaned_data["version"]
            )
            if task == Task.PROJECT:
                _say_of_lines(request, saved, lines)
            return redirect(next_url(row, task))
        except Stale as error:
            stale = _stored(form, task, error.current)
            form = _moved_on(FORMS[task], request.POST, error.current)
        except ValidationError as error:
            form.add_error(None, error)
    keep_as_draft(request, row, task, typed_of(request))
    return _show(request, row, task, form, stale=stale, status=422)


def _say_of_lines(request: HttpRequest, row: FundingRequest, before: list[int]) -> None:
    """What the dates have done to the lines of the plan, which stood in the years `before`."""
    if plans.years_named(row) != before:
        words = _("The lines of your plan have moved with the dates: they stand in %(years)s now.")
        messages.info(request, words % {"years": year_words(years_of(row))})
    for error in plans.errors_of_years(row):
        messages.warning(request, " ".join(error.messages))


def keep_as_draft(request: HttpRequest, row: FundingRequest, task: Task, typed: Mapping[str, str]) -> None:
    """A page of the form that was refused, or has a line more or less, is a draft too."""
    keep_refused(request, lambda seen: drafts.keep_draft(row, task, typed, by=person(request), version=seen))


def keep_refused(request: HttpRequest, keep: Callable[[int], Any]) -> None:
    """A form that was refused is a draft too: nothing typed is lost when the page is left."""
    version = request.POST.get("version", "")
    if is_version(version):
        with suppress(ValidationError):  # too long to be kept; it still stands in the form
            keep(int(version))


def is_version(text: str) -> bool:
    """A number that a version can be."""
    return text.isdecimal() and len(text) <= 9


def typed_of(request: HttpRequest) -> dict[str, str]:
    left_out = {"csrfmiddlewaretoken", "version", "add_line", "remove_line", "move_years", "take_staff"}
    return {key: str(value) for key, value in request.POST.items() if key not in left_out}


def next_url(row: FundingRequest, task: Task) -> str:
    """The page after `task`, or the list of tasks behind the last one."""
    order = list(drafts.pages_of(row))
    place = order.index(task) + 1
    return task_url(row, order[place]) if place < len(order) else row.get_absolute_url()


def place_of(row: FundingRequest, task: Task) -> dict[str, Any]:
    """Which page of the form this is, for the head of every page."""
    pages = drafts.pages_of(row)
    return {"task": task, "page_name": pages[task], "number": list(pages).index(task) + 1, "of": len(pages)}


def _stored(form: PageForm, task: Task, current: FundingRequest) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "stored": getattr(current, name)}
        for name in drafts.FIELDS[task]
        if name in form.fields and getattr(current, name) != form.cleaned_data.get(name)
    ]


def _moved_on(kind: type[PageForm], data: Mapping[str, Any], current: FundingRequest) -> PageForm:
    """The same entries over the version that is stored now, so that saving again is a decision."""
    moved = {**{key: str(value) for key, value in data.items()}, "version": str(current.version)}
    form = kind(moved, instance=current)
    form.is_valid()
    return form


def _show(
    request: HttpRequest,
    row: FundingRequest,
    task: Task,
    form: PageForm,
    *,
    source: str = "",
    stale: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    others = [{"draft": draft, "rows": _named(draft, form)} for draft in others_typing(row, task, request)]
    context = {
        "row": row, "form": form, "source": source, "stale": stale, "others": others,
        "kept": state_of(request, row, task), **place_of(row, task),
    }  # fmt: skip
    return render(request, "funding/desk/task.html", context, status=status)


def _named(draft: Draft, form: PageForm) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "text": text}
        for name, text in draft.data.items()
        if name in form.fields and text
    ]


def saves_by_itself(view: View) -> View:
    """What a script posts while somebody types; one whose reader is signed out is told so in words."""
    guarded = login_required(view)

    @require_POST
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and request.headers.get("x-requested-with") == "autosave":
            text = _("You are signed out. Your text is kept on this device.")
            return JsonResponse({"text": text}, status=401)
        return guarded(request, *args, **kwargs)

    return wrapper


def kept_by_itself(
    request: HttpRequest,
    keep: Callable[[dict[str, str], int], Any],
    *,
    stored: int,
    button: str = "",
    more: Callable[[], dict[str, Any]] = dict,
) -> JsonResponse:
    """Keep what is typed, unchecked; the answer says in words what has become of it, and `more`.

    `stored` is the version of the row now, `button` makes more of the draft.
    """
    version = request.POST.get("version", "")
    if not is_version(version):
        raise Http404
    try:
        keep(typed_of(request), int(version))
    except ValidationError as error:
        return JsonResponse({"text": " ".join(error.messages)}, status=422)
    text = kept_words(timezone.now(), button=button, stale=int(version) != stored)
    return JsonResponse({"text": text, **more()})


@saves_by_itself
def autosave(request: HttpRequest, slug: str, public_id: Any, task: str) -> HttpResponse:
    """A page of the form."""
    row = draft_of(request, slug, public_id)
    if task not in Task.values:
        raise Http404
    return kept_by_itself(
        request,
        lambda typed, seen: drafts.keep_draft(row, Task(task), typed, by=person(request), version=seen),
        stored=row.version,
        more=lambda: {"fragments": _fragments(request, row, task)},
    )


def kept_words(moment: datetime, *, button: str = "", stale: bool = False) -> str:
    """The one line on what has become of the typing: a draft, since when, and which button makes it more.

    `stale` if another version of the page is stored meanwhile.
    """
    if stale:
        return _("Your entries are kept as a draft. Somebody else has saved this page meanwhile.")
    local = timezone.localtime(moment)
    words = {
        "day": formats.date_format(local, "SHORT_DATE_FORMAT"),
        "time": clock(moment),
        "button": button or _("Save and continue"),
    }
    if local.date() == today():
        return _("Your entries are kept as a draft, %(time)s. Finish with “%(button)s”.") % words
    return _("Your entries are kept as a draft, %(day)s, %(time)s. Finish with “%(button)s”.") % words


def state_of(request: HttpRequest, row: FundingRequest, task: Task) -> str:
    """That line for a page that is opened; "" while the reader has typed nothing there."""
    draft = row.drafts.filter(task=task, author=person(request)).first()
    return kept_words(draft.saved) if draft else ""


def _fragments(request: HttpRequest, row: FundingRequest, task: str) -> dict[str, str]:
    if task == Task.STAFF:
        return staff_fragments(typed_of(request))
    return fragments(row, typed_of(request)) if task == Task.PLAN else {}


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, public_id: Any, task: str) -> HttpResponse:
    """Throw away what was typed and not saved."""
    row = draft_of(request, slug, public_id)
    if task not in Task.values:
        raise Http404
    drafts.forget_draft(row, Task(task), by=person(request))
    return redirect(task_url(row, Task(task)))
