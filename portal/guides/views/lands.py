"""The reader's Land, said in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from portal.lib.languages import named
from portal.places.forms import PlaceField
from portal.places.models import Land


@dataclass(frozen=True)
class Carried:
    """The Land that the links of a page take along to the next one; empty where the reader chose none."""

    land: str

    @property
    def query(self) -> str:
        return f"?{urlencode({'land': self.land})}" if self.land else ""

    @property
    def context(self) -> dict[str, str]:
        return {"land": self.land, "land_query": self.query}


@dataclass(frozen=True)
class Choice:
    """All Länder by name, the chosen one, and what the reader typed if that is unclear.

    `field` says which places may be meant then.
    """

    lands: dict[str, Land]
    names: dict[str, str]
    land: Land | None
    unknown: str
    field: PlaceField
    moved: HttpResponse | None

    @property
    def carried(self) -> Carried:
        return Carried(self.land.code if self.land else "")


def reader_language(request: HttpRequest) -> str:
    return get_language() or "de"


def choose(request: HttpRequest) -> Choice:
    """The Land of `?land=DE-NW`; a postal code or a place in `land` or `place` leads to the Land's address.

    One query, five more at most where a place is to be found.
    """
    language = reader_language(request)
    lands = {land.code: land for land in Land.objects.all()}
    names = named(lands.values(), language)
    typed = request.GET.get("place", "").strip() or request.GET.get("land", "").strip()
    field, land, unknown, moved = PlaceField(), lands.get(typed.upper()), "", None
    if typed and land is None:
        try:
            place = field.clean(typed)
        except ValidationError:
            unknown = typed[:80]
        else:
            moved = redirect(request.path + Carried(place.land.code if place else "").query)
    elif land and "place" in request.GET:  # the field that was left empty; one address for one page
        moved = redirect(request.path + Carried(land.code).query)
    return Choice(lands, names, land, unknown, field, moved)


def carried(request: HttpRequest) -> Carried:
    """The Land of the address, for a page that shows nothing of it; no query where none is named."""
    typed = request.GET.get("land", "").replace("\x00", "").strip().upper()
    return Carried(typed if typed and Land.objects.filter(code=typed).exists() else "")


def may_keep(request: HttpRequest, land: Carried) -> bool:
    """Whether the page may be kept for others: not under an address that names a Land that there is not."""
    return bool(land.land) or "land" not in request.GET
