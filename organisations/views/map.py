"""Where the organisations of a search are: by Land on the tile map, and in a Land by district."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from organisations.forms.search import SearchForm
from portal.lib.languages import best_words, named
from portal.lib.replicas import from_replica
from portal.places.models import Land


@dataclass(frozen=True)
class Spot:
    """A Land or district, how many organisations of the search it has, and the query that asks for them."""

    name: str
    number: int
    address: str
    land: Land | None = None
    is_chosen: bool = False


@from_replica
@require_safe
def on_map(request: HttpRequest) -> HttpResponse:
    """The list's search, counted by place; each place leads to its list."""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        counts = form.results(without=("land", "district")).counts_by_land()
        context |= {"lands": _lands(form, counts), "elsewhere": counts.get(None, 0)}
        if chosen := form.lands.get(form.cleaned_data["land"]):
            name = best_words(chosen, "name", get_language() or "de")[0]
            context |= {"chosen": _spot(form, chosen, name, counts), "districts": _districts(form)}
    return render(request, "organisations/map.html", context, status=200 if form.is_valid() else 422)


def _lands(form: SearchForm, counts: dict[str | None, int]) -> list[Spot]:
    names = named(form.lands.values(), get_language() or "de")
    return [_spot(form, form.lands[code], name, counts) for code, name in names.items()]


def _spot(form: SearchForm, land: Land, name: str, counts: dict[str | None, int]) -> Spot:
    is_chosen = land.pk == form.cleaned_data["land"]
    return Spot(name, counts.get(land.pk, 0), form.address(land=land.pk, district=""), land, is_chosen)


def _districts(form: SearchForm) -> list[Spot]:
    rows = form.results(without=("district",)).counts_by_district()
    return [Spot(name, number, form.address(district=ags)) for ags, name, number in rows]
