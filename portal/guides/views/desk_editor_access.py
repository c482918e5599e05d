"""How the editors' desk finds what its pages are about; everybody but portal staff gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from portal.guides import rules
from portal.guides.models import PreparedText, Translation


def editors_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who may edit guides. A page with a form `keeps_typing` besides."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.may_edit(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def text_of(slug: str, language: str = settings.LANGUAGE_CODE) -> Translation:
    rows = Translation.objects.select_related("guide__topic", "by", "prepared__by", "prepared__reviewer")
    return get_object_or_404(rows, guide__slug=slug, language=language)


def prepared_of(text: Translation) -> PreparedText | None:
    """The wording that is being prepared, if there is one."""
    return getattr(text, "prepared", None)
