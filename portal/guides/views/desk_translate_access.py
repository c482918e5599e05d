"""How the translator's desk finds what an address names: in the reader's languages, strangers get 404."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.guides.models import Guide, TranslationDraft


def guide_of(request: HttpRequest, language: str, slug: str) -> Guide:
    """The guide in the address, if the reader translates into the language."""
    guide: Guide = get_object_or_404(Guide.objects.to_translate(request.user, language), slug=slug)
    return guide


def draft_of(request: HttpRequest, language: str, slug: str) -> TranslationDraft | None:
    """The translation in the making of this guide; None if there is none, or none any more."""
    guide = guide_of(request, language, slug)
    rows = TranslationDraft.objects.visible_to(request.user).select_related("guide", "author")
    found: TranslationDraft | None = rows.filter(guide=guide, language=language).first()
    return found
