"""What guides put on the home page and into the desk."""

from typing import Any

from django import template
from django.utils.translation import get_language

from portal.guides.reports.topics import shelves

register = template.Library()


@register.inclusion_tag("guides/parts/home.html")
def guides_home() -> dict[str, Any]:
    """The guides as doors, at most six; two queries."""
    found = shelves(get_language() or "de")
    return {"guides": [(shelf, guide) for shelf in found for guide in shelf.guides][:6]}


@register.inclusion_tag("guides/parts/desk_links.html", takes_context=True)
def guides_desk_links(context: dict[str, Any]) -> dict[str, Any]:
    """The way to the texts, for those who may edit them."""
    user = context["request"].user
    return {"may_edit": user.is_authenticated and user.is_staff}
