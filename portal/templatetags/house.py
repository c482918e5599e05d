"""The tags that every template may use without loading them."""

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.lib import languages

register = template.Library()


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr` of a language tag."""
    return languages.direction(language)


@register.simple_tag(takes_context=True)
def in_language(context: Context, language: str) -> str:
    """The address of this very page in another language, query string included."""
    return translate_url(context["request"].get_full_path(), language)


@register.simple_tag
def public_languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


@register.simple_tag
def own_words(obj: Model, field: str, default: str = "") -> SafeString | str:
    """A translated column in the reader's language, or the next best one marked with `lang` and `dir`."""
    reader = get_language() or settings.LANGUAGE_CODE
    for language in languages.fallbacks(reader):
        text = getattr(obj, f"{field}_{language.replace('-', '_')}", None)
        if text:
            if language == reader:
                return text
            return format_html(
                '<span lang="{}" dir="{}">{}</span>', language, languages.direction(language), text
            )
    return default


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline SVG of templates/parts/icons/, in the colour of the text, hidden from screen readers."""
    return mark_safe(render_to_string(f"parts/icons/{name}.svg"))  # noqa: S308 - our own file


@register.filter
def euro(amount: Any) -> str:
    """`1234.5` as `1.234,50 €` in German, `€1,234.50` in English, by the reader's language."""
    from babel.numbers import format_currency

    language = (get_language() or "de").split("-")[0]
    return format_currency(amount, "EUR", locale=language) if amount is not None else ""
