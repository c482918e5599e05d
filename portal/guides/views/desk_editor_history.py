"""What was changed in a text, by whom and when; and back to an older wording."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.guides import rules
from portal.guides.models import Translation
from portal.guides.reports import history
from portal.guides.services import preparing, translating
from portal.guides.views.desk_editor_access import editors_only, text_of
from portal.guides.views.desk_translate_access import guide_of

PAGE = 20


@require_safe
@login_required
def edits(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All edits of a text, newest first; for those who write texts in its language."""
    text = _written(request, slug, language)
    page = Paginator(history.events_of(text), PAGE).get_page(request.GET.get("page"))
    events = list(page.object_list)
    earlier = history.events_of(text).filter(pgh_id__lt=events[-1].pgh_id).first() if events else None
    context = {
        "text": text, "guide": text.guide, "page_obj": page, "edits": history.edits(text, events, earlier),
        "languages": _languages(request, text), "may_edit": rules.may_edit(person(request)),
    }  # fmt: skip
    return render(request, "guides/desk/editor_history.html", context)


@require_safe
@login_required
def edit_of(request: HttpRequest, slug: str, language: str, event: int) -> HttpResponse:
    """What one edit changed."""
    text = _written(request, slug, language)
    found, before = _event(text, event)
    context = {
        "text": text, "guide": text.guide, "event": found,
        "edit": history.edits(text, [found], before)[0], "difference": history.difference(found, before),
        "is_current": history.whole(found) == history.whole(text),
        "may_edit": rules.may_edit(person(request)),
    }  # fmt: skip
    return render(request, "guides/desk/editor_edit.html", context)


@require_POST
@editors_only
def restore(request: HttpRequest, slug: str, event: int) -> HttpResponse:
    """Put an older wording into the form, from where it can be published."""
    text = text_of(slug)
    found, _before = _event(text, event)
    try:
        preparing.restore(text, found, by=person(request))
        messages.success(request, _("The older wording stands in the form. Publish it, and readers see it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("guides:desk_edit", slug)


@require_POST
@login_required
def restore_translation(request: HttpRequest, language: str, slug: str, event: int) -> HttpResponse:
    """Put an older wording of a translation into the draft, from where it goes to a second person."""
    guide = guide_of(request, language, slug)
    found, _before = _event(get_object_or_404(guide.translations, language=language), event)
    try:
        translating.restore(guide, language, found, by=person(request))
        said = _("The older wording stands in the draft. Press “%(button)s”, and a second person reads it.")
        messages.success(request, said % {"button": _("Hand in for a review")})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("guides:desk_translate", language, slug)


def _written(request: HttpRequest, slug: str, language: str) -> Translation:
    """The text in the address, if the reader may see its history."""
    texts = Translation.objects.with_history_for(request.user).select_related("guide__topic")
    text: Translation = get_object_or_404(texts, guide__slug=slug, language=language)
    return text


def _languages(request: HttpRequest, text: Translation) -> list[str]:
    """The languages of the guide whose history the reader may open."""
    texts = Translation.objects.with_history_for(request.user).filter(guide=text.guide)
    return list(texts.order_by("language").values_list("language", flat=True))


def _event(text: Any, event: int) -> tuple[Any, Any]:
    """An event of this text, and the one before it."""
    events = history.events_of(text)
    return get_object_or_404(events, pgh_id=event), events.filter(pgh_id__lt=event).first()
