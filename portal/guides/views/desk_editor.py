"""The page on which the German text of a guide is written, seen as readers will see it, and published."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.views.signed_in import person
from portal.guides import rules, services
from portal.guides.choices import State
from portal.guides.forms.desk_editor import KINDS, UNKNOWN, WORDING, WordingForm, seen_of
from portal.guides.models import PreparedText, Translation
from portal.guides.reports import checks, history
from portal.guides.reports.insertions import insertions, token_for
from portal.guides.services import preparing
from portal.guides.views.desk_editor_access import editors_only, prepared_of, text_of
from portal.guides.views.desk_editor_preview import preview_of
from portal.lib import languages
from portal.lib.differences import between
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing, kept_typing


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typing
@editors_only
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    text = text_of(slug)
    prepared = prepared_of(text)
    if request.method != "POST":
        kept = kept_typing(request)
        source = prepared or text
        source_version = prepared.text_version if prepared else text.version
        initial = {name: getattr(source, name) for name in WORDING} | {
            "version": seen_of(source_version, prepared.version if prepared else 0),
            "small": bool(prepared and prepared.small),
            "reviewer": prepared.reviewer_id if prepared else None,
        }
        return _show(request, text, WordingForm(initial=initial | (kept or {})), restored=bool(kept))
    form = WordingForm(request.POST)
    do = request.POST.get("do", "keep")
    if do == "insert":
        return _show(request, text, _with_insertions(form))
    if do == "preview" or not form.is_valid():
        return _show(request, text, form, status=200 if do == "preview" else 422)
    try:
        return _done(request, text, form, do)
    except Stale as error:
        return _stale(request, form, error.current)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, text, form, status=422)


def _done(request: HttpRequest, text: Translation, form: WordingForm, do: str) -> HttpResponse:
    """Carry out what the pressed button says."""
    wording, seen, by = form.wording(), form.cleaned_data["version"], person(request)
    if do == "publish":
        published = preparing.publish(text, wording, seen=seen, by=by)
        messages.success(request, _told_of(text, published))
    elif do == "review":
        reviewer = form.cleaned_data["reviewer"]
        preparing.ask_for_review(text, wording, seen=seen, reviewer=reviewer, by=by)
        messages.success(request, _("It waits for a second pair of eyes. For readers nothing has changed."))
    else:
        preparing.keep(text, wording, seen=seen, by=by)
        messages.success(request, _("Kept. Readers do not see it before it is published."))
    return redirect("guides:desk_edit", text.guide.slug)


def _told_of(before: Translation, published: Translation) -> str:
    """What publishing did, with the languages that are outdated since."""
    guide, said = published.guide, _("Published. Readers see it now.")
    outdated = guide.translations.outdated().order_by("language").values_list("language", flat=True)
    if guide.revision == before.guide.revision or not outdated:
        return said
    names = ", ".join(languages.name_of(code, get_language() or settings.LANGUAGE_CODE) for code in outdated)
    then = _("The German now says something else than: %(languages)s.") % {"languages": names}
    address, label = reverse("guides:desk_translation_overview"), _("To the translations")
    return format_html('{} {} <a href="{}">{}</a>', said, then, address, label)


def _with_insertions(form: WordingForm) -> WordingForm:
    """Without script there is no place of the cursor: what was chosen stands at the end of the text."""
    data = cast(QueryDict, form.data).copy()
    for shelf in insertions(get_language() or "de"):
        if token := token_for(shelf, data.get(shelf.kind, "")):
            data["body"] = data.get("body", "").rstrip() + f"\n\n{token}\n"
            data[shelf.kind] = ""
    filled = WordingForm(data)
    for name in KINDS:
        if data.get(name, "").strip():
            filled.add_error(name, UNKNOWN)
    return filled


def _stale(request: HttpRequest, form: WordingForm, current: PreparedText | Translation) -> HttpResponse:
    """Both versions; sending the form again means it."""
    text = current.text if isinstance(current, PreparedText) else current
    text = text_of(text.guide.slug)
    data = cast(QueryDict, form.data).copy()
    prepared, page = prepared_of(text), form.cleaned_data["version"].page
    data["version"] = seen_of(text.version, prepared.version if prepared else 0, page)
    form.data = data
    rows = [
        {"label": form.fields[name].label, "stored": getattr(current, name)}
        for name in ("title", "summary")
        if getattr(current, name) != form.cleaned_data[name]
    ]
    typed = form.wording()
    compared = between(history.whole(current), history.whole(typed))
    return _show(request, text, form, stale=rows, stored=current.body, compared=compared, status=422)


def _show(
    request: HttpRequest, text: Translation, form: WordingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    body = str(form["body"].value() or "")
    prepared = prepared_of(text)
    at_hand = prepared or PreparedText(text=text)
    readers = rules.second_readers(at_hand, by=person(request))
    form.offer_readers(readers)
    context = {
        "text": text, "guide": text.guide, "form": form, "prepared": prepared,
        "is_public": text.state == State.PUBLISHED,
        "may_publish": preparing.may_let_through(at_hand, by=person(request)),
        "has_readers": readers.exists(),
        "overtaken": bool(prepared and prepared.text_version != text.version),
        "shelves": insertions(get_language() or "de"), "problems": _problems(body, text),
        "remarks": checks.remarks(body), "preview": preview_of(request, text, _typed(form)),
    } | more  # fmt: skip
    return render(request, "guides/desk/editor.html", context, status=status)


def _problems(body: str, text: Translation) -> list[str]:
    return [*checks.problems(body), *checks.silent_pictures(body, text.guide)]


def _typed(form: WordingForm) -> dict[str, str]:
    return {name: str(form[name].value() or "") for name in WORDING}


@require_POST
@editors_only
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The text as readers would see it, and what is to be mended; for the page that is open."""
    text = text_of(slug)
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:40_000] for name in WORDING}
    context = {
        "preview": preview_of(request, text, typed),
        "problems": _problems(typed["body"], text),
        "remarks": checks.remarks(typed["body"]),
    }
    return render(request, "guides/desk/editor_preview.html", context)


@require_POST
def autosave(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is typed; the answer says in words what has become of it."""
    if not request.user.is_authenticated and request.headers.get("x-requested-with") == "autosave":
        return JsonResponse({"text": _("You are signed out. Your text is kept on this device.")}, status=401)
    return _autosave(request, slug)


@editors_only
def _autosave(request: HttpRequest, slug: str) -> HttpResponse:
    text, form = text_of(slug), WordingForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"text": " ".join(_told(form.errors.values()))}, status=422)
    seen = form.cleaned_data["version"]
    try:
        prepared = preparing.keep(text, form.wording(), seen=seen, by=person(request))
    except Stale:
        told = _("Not kept: somebody else has changed this meanwhile. Press a button to see both versions.")
        return JsonResponse({"text": told}, status=409)
    clock = formats.time_format(timezone.localtime(), "TIME_FORMAT")
    version = seen_of(prepared.text_version, prepared.version, seen.page)
    stand = render_to_string("guides/desk/editor_stand.html", {"version": version})
    told = _("Kept at %(time)s. Readers do not see it before it is published.") % {"time": clock}
    return JsonResponse({"text": told, "fragments": {"stand": stand}})


def _told(errors: Any) -> list[str]:
    return [str(message) for messages_of_field in errors for message in messages_of_field]


@require_POST
@editors_only
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the prepared wording away."""
    try:
        version = int(request.POST.get("version", "")[:9] or 0)
        preparing.discard(text_of(slug), version=version, by=person(request))
    except ValueError:
        messages.error(request, _("Please open this page again."))
    except Stale as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Thrown away. The form shows what readers see."))
    return redirect("guides:desk_edit", slug)


@editors_only
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, and then make the German text a draft: the guide leaves the public pages in all languages."""
    text = text_of(slug)
    if request.method == "POST":
        return _taken_back(request, text)
    public = text.guide.translations.filter(state=State.PUBLISHED).order_by("language")
    context = {"text": text, "guide": text.guide, "codes": list(public.values_list("language", flat=True))}
    return render(request, "guides/desk/editor_take_back.html", context)


def _taken_back(request: HttpRequest, text: Translation) -> HttpResponse:
    try:
        version = int(request.POST.get("version", "")[:9] or 0)
        services.set_state(text, State.DRAFT, version=version, by=person(request))
    except (ValueError, PermissionDenied):
        messages.error(request, _("Please open this page again."))
    except Stale as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Readers no longer see this guide, in no language."))
    return redirect("guides:desk_edit", text.guide.slug)
