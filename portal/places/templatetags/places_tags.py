"""What a page shows where a place was typed."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import get_language

from portal.lib.languages import best_words
from portal.places.models import Land, PostalCode

register = template.Library()
SIDE, EDGE = 100, 3  # of a square of the tile map, in the units of its drawing
QUIET, CHOSEN = 3, 1  # shades of the stylesheet
MOST = 20  # places of one name to choose from


@register.inclusion_tag("places/parts/choice.html", takes_context=True)
def place_choice(
    context: dict[str, Any], field: str, several: Sequence[PostalCode], similar: Sequence[PostalCode]
) -> dict[str, Any]:
    """Which place may be meant, as links to this page with its postal code in `field`.

    Those that bear what was typed, else those that are spelt nearly so; nothing where none is.
    """
    request: HttpRequest = context["request"]
    offered = several or similar
    places = [(place, _with(request, field, place.code)) for place in offered[:MOST]]
    return {"places": places, "is_guess": not several, "are_more": len(offered) > MOST}


@register.inclusion_tag("places/parts/tile.html")
def land_tile(
    land: Land, href: str, *, said: str = "", note: str = "", current: bool = False
) -> dict[str, Any]:
    """The square of a Land on the tile map, a link; `said` is heard and `note` seen below its two letters."""
    name = best_words(land, "name", get_language() or "de")[0]
    return {
        "x": land.tile_column * SIDE + EDGE,
        "y": land.tile_row * SIDE + EDGE,
        "href": href,
        "name": name,
        "short": land.short,
        "label": f"{name}: {said}" if said else name,
        "said": said,
        "note": note,
        "shade": CHOSEN if current else QUIET,
        "current": current,
    }


def _with(request: HttpRequest, field: str, code: str) -> str:
    """The address of this page, `field` saying the code; without the page of a list, which begins anew."""
    said = {name: values for name, values in request.GET.lists() if name != "page"}
    return f"{request.path}?{urlencode(said | {field: [code]}, doseq=True)}"
