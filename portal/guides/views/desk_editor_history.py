"""What was changed in a text, by whom and when; and back to an older wording."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.guides.reports import history
from portal.guides.services import preparing
from portal.guides.views.desk_editor_access import editors_only, person, text_of

PAGE = 20


@require_safe
@editors_only
def edits(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All edits of a text, newest first."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    text = text_of(slug, language)
    page = Paginator(history.events_of(text), PAGE).get_page(request.GET.get("page"))
    events = list(page.object_list)
    earlier = history.events_of(text).filter(pgh_id__lt=events[-1].pgh_id).first() if events else None
    context = {
        "text": text, "guide": text.guide, "page_obj": page, "edits": history.edits(events, earlier),
        "languages": text.guide.translations.order_by("language").values_list("language", flat=True),
    }  # fmt: skip
    return render(request, "guides/desk/editor_history.html", context)


@require_safe
@editors_only
def edit_of(request: HttpRequest, slug: str, language: str, event: int) -> HttpResponse:
    """What one edit changed."""
    text = text_of(slug, language)
    found, before = _event(text, event)
    context = {
        "text": text, "guide": text.guide, "event": found,
        "edit": history.edits([found], before)[0], "difference": history.difference(found, before),
        "is_current": history.whole(found) == history.whole(text),
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


def _event(text: Any, event: int) -> tuple[Any, Any]:
    """An event of this text, and the one before it."""
    events = history.events_of(text)
    return get_object_or_404(events, pgh_id=event), events.filter(pgh_id__lt=event).first()
