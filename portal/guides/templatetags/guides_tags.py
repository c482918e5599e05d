"""What guides put on the home page and into the desk."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.guides import rules
from portal.guides.queries import translated_by
from portal.guides.reports.tokens import TOKEN
from portal.guides.reports.topics import shelves
from portal.guides.reports.translations.spoken import Spoken
from portal.guides.services import machine
from portal.lib import languages

register = template.Library()


@register.inclusion_tag("guides/parts/home.html")
def guides_home() -> dict[str, Any]:
    """The guides as doors, at most six; two queries."""
    found = shelves(get_language() or "de")
    return {"guides": [(shelf, guide) for shelf in found for guide in shelf.guides][:6]}


@register.inclusion_tag("guides/parts/desk_links.html", takes_context=True)
def guides_desk_links(context: dict[str, Any]) -> dict[str, Any]:
    """The way to the texts, for those who edit or translate them."""
    request = context["request"]
    may_edit = rules.may_edit(request.user)
    translates = may_edit or bool(translated_by(request.user))
    return {"may_edit": may_edit, "translates": translates, "request": request}


@register.filter
def language_name(code: str) -> str:
    """The language in the reader's own."""
    return languages.name_of(code, get_language() or "de")


@register.filter
def has_machine(code: str) -> bool:
    """Whether a machine can be asked to translate into the language."""
    return machine.is_offered(code)


@register.filter
def spoken_by(text: str, spoken: Spoken) -> SafeString:
    """A text with words in place of its tokens."""
    return spoken.html(text)


@register.filter
def chips(text: str) -> SafeString:
    """A text as it was written, its tokens marked as what stays as it is."""
    return mark_safe(TOKEN.sub(r"<code>\g<0></code>", conditional_escape(text)))  # noqa: S308 - escaped
