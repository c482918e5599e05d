"""Invented schools around the places of the demo, since the directories of the Länder do not come along."""

from parentwork.choices import SchoolKind
from parentwork.models import School
from portal.lib.text import fold
from portal.places.models import PostalCode

_SOURCE = "demo"
_SCHOOLS = (
    ("44135", "Grundschule am Musterplatz", SchoolKind.PRIMARY, "schule@demo.example"),
    ("44147", "Grundschule am Musterhafen", SchoolKind.PRIMARY, "grundschule@demo.example"),
    ("44147", "Gesamtschule Musterfeld", SchoolKind.COMPREHENSIVE, "gesamtschule@demo.example"),
    ("12049", "Grundschule am Musterpark", SchoolKind.PRIMARY, "grundschule-be@demo.example"),
    ("12049", "Gymnasium Musterallee", SchoolKind.GYMNASIUM, ""),
)


def load() -> int:
    """Name the schools that are not there; how many. Only where their postal codes are known."""
    codes = PostalCode.objects.select_related("district").in_bulk({code for code, *_rest in _SCHOOLS})
    made = 0
    for number, (code, name, kind, email) in enumerate(_SCHOOLS, 1):
        if near := codes.get(code):
            said = {
                "name": name, "kind": kind, "email": email, "source": _SOURCE, "postal_code": near,
                "postcode": code, "place": near.place, "latitude": near.latitude,
                "longitude": near.longitude, "search_text": fold(f"{name} {near.place} demo-{number}"),
            }  # fmt: skip
            _school, new = School.objects.get_or_create(
                land_id=near.district.land_id, number=f"demo-{number}", defaults=said
            )
            made += new
    return made
