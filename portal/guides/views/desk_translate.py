"""Translating one guide: German beside the translation, saved while somebody types."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.views.signed_in import person
from portal.forms import add_errors
from portal.guides.choices import Step
from portal.guides.forms.desk_translate import WorkForm
from portal.guides.models import Guide, TranslationDraft
from portal.guides.reports.translations import pieces, spoken
from portal.guides.reports.translations.hints import Glossary
from portal.guides.reports.translations.news import news
from portal.guides.services import translating
from portal.guides.views.desk_review import review_page
from portal.guides.views.desk_translate_access import draft_of, guide_of
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing, kept_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The page of a guide in a language, as it is for this reader now."""
    draft = draft_of(request, language, slug)
    if draft is None:
        return _closed(request, guide_of(request, language, slug), language)
    if request.method == "POST":
        return _save(request, draft)
    if draft.step == Step.REVIEW or draft.author_id != person(request).pk:
        return review_page(request, draft)
    kept = kept_typing(request)
    form = _form(draft, **({"data": _query(kept)} if kept else {}))
    return _show(request, draft, form, kept=bool(kept))


@login_required
@require_POST
def begin(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    translating.begin(guide_of(request, language, slug), language, by=person(request))
    return redirect("guides:desk_translate", language, slug)


@require_POST
def autosave(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Keep what is typed, unchecked; the answer says in words what has become of it."""
    if not request.user.is_authenticated and request.headers.get("x-requested-with") == "autosave":
        return JsonResponse({"text": _("You are signed out. Your text is kept on this device.")}, status=401)
    return _autosave(request, language, slug)


@login_required
def _autosave(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    draft = draft_of(request, language, slug)
    if draft is None:
        said = _("This translation is no longer open: it was published or discarded.")
        return JsonResponse({"text": said}, status=409)
    form = _form(draft, data=request.POST)
    if not form.is_valid():
        return JsonResponse({"text": _("This cannot be kept.")}, status=422)
    try:
        draft = _keep(draft, form, request)
    except Stale:
        said = _("Somebody else has saved this page meanwhile. Press the button to see both versions.")
        return JsonResponse({"text": said}, status=409)
    except ValidationError as error:
        return JsonResponse({"text": " ".join(error.messages)}, status=422)
    clock = formats.time_format(timezone.localtime(), "TIME_FORMAT")
    return JsonResponse({"text": _("Kept at %(time)s.") % {"time": clock}, "fragments": _fragments(draft)})


@login_required
@require_POST
def refresh(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Bring in the German text as it is now."""
    refreshed = partial(translating.refresh, page=request.POST.get("page", ""))
    return _do(request, language, slug, refreshed, _("The newest German text is in."))


@login_required
@require_POST
def take_over(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    return _do(request, language, slug, translating.take_over, _("You go on with this translation now."))


@login_required
@require_POST
def withdraw(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    said = _("It is yours again. Nobody reads it until you hand it in.")
    return _do(request, language, slug, translating.withdraw, said)


@login_required
@require_POST
def discard(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    if draft := draft_of(request, language, slug):
        translating.discard(draft, by=person(request))
    messages.success(request, _("The draft was thrown away. Readers keep the text that they have."))
    return redirect("guides:desk_translations")


def _do(request: HttpRequest, language: str, slug: str, verb: Any, said: str) -> HttpResponse:
    draft = draft_of(request, language, slug)
    try:
        if draft:
            verb(draft, by=person(request), version=_version(request))
            messages.success(request, said)
    except Stale:
        messages.error(request, _("Somebody else changed this in the meantime. Please look at it again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("guides:desk_translate", language, slug)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _closed(request: HttpRequest, guide: Guide, language: str) -> HttpResponse:
    """Nobody translates this guide at the moment."""
    if request.method == "POST":
        messages.error(request, _("This translation is no longer open: it was published or discarded."))
        return redirect("guides:desk_translate", language, guide.slug)
    texts = {text.language: text for text in guide.translations.filter(language__in=["de", language])}
    german, text = texts[settings.LANGUAGE_CODE], texts.get(language)
    known = pieces.compare(german, text) if text and text.is_outdated else []
    context = {
        "guide": guide, "language": language, "german": german, "text": text,
        "news": list(news(known)), "spoken_german": spoken.german_of(known),
        "may_confirm": bool(text and translating.waits_for_a_yes(text)),
    }  # fmt: skip
    return render(request, "guides/desk/translate_begin.html", context)


def _form(draft: TranslationDraft, data: Any = None) -> WorkForm:
    initial = {"version": draft.version, "page": str(uuid4())}
    return WorkForm(pieces.read(draft.pieces), draft.language, data, initial=initial)


def _query(typed: dict[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(typed)
    return found


def _keep(draft: TranslationDraft, form: WorkForm, request: HttpRequest) -> TranslationDraft:
    page, version = form.cleaned_data["page"], form.cleaned_data["version"]
    return translating.keep(draft, form.texts, form.agreed, by=person(request), version=version, page=page)


def _save(request: HttpRequest, draft: TranslationDraft) -> HttpResponse:
    """Keep what was sent, then do what the button says; what is refused is kept all the same."""
    form, stale = _form(draft, data=request.POST), []
    if form.is_valid():
        try:
            draft = _keep(draft, form, request)
            return _went_on(request, draft, form.cleaned_data)
        except translating.Faulty as error:
            form = _moved_on(draft, request)
            form.blame(error.places)
        except Stale as error:
            stale = _stored(form, error.current) if isinstance(error.current, TranslationDraft) else []
            draft = error.current
            form = _moved_on(draft, request)
        except ValidationError as error:
            form = _moved_on(draft, request)
            add_errors(form, error)
    return _show(request, draft, form, stale=stale, status=422)


def _went_on(request: HttpRequest, draft: TranslationDraft, sent: dict[str, Any]) -> HttpResponse:
    act, by = request.POST.get("act"), person(request)
    how = {"by": by, "page": sent["page"], "machine_read": sent.get("machine_read", False)}
    if act == "submit":
        translating.submit(draft, version=draft.version, **how)
        messages.success(request, _("Handed in. A second person reads it before it is published."))
    elif act == "confirm":
        translating.confirm(draft, version=draft.version, **how)
        messages.success(request, _("Published, and marked as checked by a person."))
    else:
        done, total = pieces.progress(pieces.read(draft.pieces))
        said = ngettext(
            "Saved: %(done)s of %(total)s paragraph is done.",
            "Saved: %(done)s of %(total)s paragraphs are done.",
            total,
        )
        messages.success(request, said % {"done": done, "total": total})
        return redirect("guides:desk_translate", draft.language, draft.guide.slug)
    return redirect("guides:desk_translations")


def _moved_on(draft: TranslationDraft, request: HttpRequest) -> WorkForm:
    """The same entries over the version that is stored now, so that saving again is a decision."""
    moved = request.POST.copy()
    moved["version"], moved["page"] = str(draft.version), str(uuid4())
    form = _form(draft, data=moved)
    form.is_valid()
    return form


def _stored(form: WorkForm, current: TranslationDraft) -> list[dict[str, Any]]:
    known = pieces.read(current.pieces)
    return [
        {"label": form.fields[f"text-{at}"].label, "stored": known[at].text}
        for at, text in form.texts.items()
        if at < len(known) and known[at].text != text
    ]


def _fragments(draft: TranslationDraft) -> dict[str, str]:
    return {"progress": render_to_string("guides/desk/parts/translate_progress.html", _progress(draft))}


def _progress(draft: TranslationDraft) -> dict[str, Any]:
    cut = pieces.read(draft.pieces)
    done, total = pieces.progress(cut)
    return {"done": done, "total": total, "next": pieces.next_to_do(cut)}


def _show(
    request: HttpRequest, draft: TranslationDraft, form: WorkForm, *, stale: Any = (), kept: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    texts = draft.guide.translations.filter(language__in=[settings.LANGUAGE_CODE, draft.language])
    known = {text.language: text for text in texts.defer("body")}
    master = known[settings.LANGUAGE_CODE]
    cut = pieces.read(draft.pieces)
    germans = [piece.german for piece in cut]
    glossary = Glossary(germans, draft.language, get_language() or settings.LANGUAGE_CODE)
    context = {
        "draft": draft, "guide": draft.guide, "german": master, "form": form, "stale": stale, "kept": kept,
        "rows": [_row(at, piece, form, glossary) for at, piece in enumerate(cut)],
        "has_machine_words": "machine_read" in form.fields,
        "first_unread": next((f"id_text-{at}" for at, piece in enumerate(cut) if piece.is_unread), ""),
        "open": [(cut[at], form[f"text-{at}"]) for at in form.places if not cut[at].is_done],
        "is_behind": translating.is_behind(draft, master, known.get(draft.language)),
        "may_confirm": translating.is_confirmable(draft),
        **_progress(draft),
    }  # fmt: skip
    return render(request, "guides/desk/translate.html", context, status=status)


def _row(at: int, piece: pieces.Piece, form: WorkForm, glossary: Glossary) -> dict[str, Any]:
    if piece.is_gone or piece.is_copied:
        return {"piece": piece}
    boxes = f"agreed-{at}" in form.fields
    return {
        "piece": piece, "field": form[f"text-{at}"], "box": form[f"agreed-{at}"] if boxes else None,
        "hints": glossary.hints(piece.german),
    }  # fmt: skip
