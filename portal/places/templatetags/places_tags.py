"""What a page shows where a place was typed."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.http import urlencode

from portal.places.models import PostalCode

register = template.Library()


@register.inclusion_tag("places/parts/choice.html", takes_context=True)
def place_choice(context: dict[str, Any], field: str, typed: str) -> dict[str, Any]:
    """Places that have the typed name, as links to this page with the place's postal code in `field`.

    Nothing where the name is clear or unknown; two queries, so ask only where the place was not found.
    """
    request: HttpRequest = context["request"]
    places = [(place, _with(request, field, place.code)) for place in PostalCode.objects.homonyms(typed[:80])]
    return {"places": places}


def _with(request: HttpRequest, field: str, code: str) -> str:
    """The address of this page, `field` saying the code; without the page of a list, which begins anew."""
    said = {name: values for name, values in request.GET.lists() if name != "page"}
    return f"{request.path}?{urlencode(said | {field: [code]}, doseq=True)}"
