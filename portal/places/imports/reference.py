"""Bringing the database to the state of the tables, or of a newer export."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.lib.text import fold
from portal.places.imports.geonames import Entry, read, summarise
from portal.places.models import District, Land, PlaceName, PostalCode

FOLDER = Path(__file__).parent.parent
LAENDER = FOLDER / "laender.csv"
DISTRICTS = FOLDER / "districts.csv"
POSTAL_CODES = FOLDER / "postal_codes.csv"
PLACE_NAMES = FOLDER / "place_names.csv"


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Bring Länder, districts and postal codes to the state of the tables; returns how many rows changed.

    Rows that `importpostalcodes` brought stay as they are; nothing is deleted, since others point to it.
    """
    with translation.override(settings.LANGUAGE_CODE):  # a translated column is read in this language
        return {
            "laender": _upsert(Land, _laender()),
            "districts": _upsert(District, _districts()),
            "postal_codes": _upsert(PostalCode, _postal_codes(), keep={"imported": True}),
            "place_names": _bring(_place_names()),
        }


@transaction.atomic
def import_postal_codes(path: Path) -> dict[str, int]:
    """Take the postal codes of a GeoNames export (`DE.txt`), all of them or none.

    Raises ValidationError with one message for each line that cannot be used, 20 at most.
    """
    rows, complaints = read(path)
    known = set(District.objects.values_list("ags", flat=True))
    entries = summarise(rows)
    complaints += [
        _("Postal code %(code)s: district %(district)s is unknown.")
        % {"code": entry.code, "district": entry.district}
        for entry in entries
        if entry.district not in known
    ]
    if not entries and not complaints:
        complaints = [_("The file holds no German postal code.")]
    if complaints:
        more = len(complaints) - 20
        raise ValidationError(
            complaints[:20] + ([_("… and %(count)s more") % {"count": more}] if more > 0 else [])
        )
    return {"postal_codes": _upsert(PostalCode, (_postal_code(entry, imported=True) for entry in entries))}


def _laender() -> Iterator[Land]:
    for row in _table(LAENDER):
        names = {f"name_{code.replace('-', '_')}": row[code] for code, _name in settings.LANGUAGES}
        yield Land(
            code=row["code"],
            ags=row["ags"],
            tile_column=int(row["column"]),
            tile_row=int(row["row"]),
            **names,
        )


def _districts() -> Iterator[District]:
    lands = dict(Land.objects.values_list("ags", "code"))
    for row in _table(DISTRICTS):
        yield District(ags=row["ags"], name=row["name"], land_id=lands[row["ags"][:2]])


def _postal_codes() -> Iterator[PostalCode]:
    for row in _table(POSTAL_CODES):
        yield _postal_code(
            Entry(row["code"], row["place"], row["district"], float(row["latitude"]), float(row["longitude"]))
        )


def _place_names() -> Iterator[PlaceName]:
    """Each name, and of "Hamburg Winterhude" the part alone too."""
    places = dict(PostalCode.objects.values_list("code", "place"))
    rows = [(row["code"], row["name"]) for row in _table(PLACE_NAMES)]
    parts = [(code, name.removeprefix(f"{places[code]} ")) for code, name in rows]
    seen = {(code, fold(place)) for code, place in places.items()}
    for (code, name), (_code, spelt) in zip(rows * 2, rows + parts, strict=True):
        if (key := (code, fold(spelt))) not in seen:
            seen.add(key)
            yield PlaceName(code_id=code, name=name, folded=key[1])


def _bring(wanted: Iterable[PlaceName]) -> int:
    """Make the table of further names hold `wanted` and nothing else; how many rows came or went."""
    rows = {(row.code_id, row.folded, row.name): row for row in wanted}
    present = {tuple(key): pk for pk, *key in PlaceName.objects.values_list("pk", "code", "folded", "name")}
    gone = [present[key] for key in present.keys() - rows.keys()]
    new = [rows[key] for key in rows if key not in present]
    PlaceName.objects.filter(pk__in=gone).delete()
    PlaceName.objects.bulk_create(new, batch_size=2000)
    return len(gone) + len(new)


def _postal_code(row: Entry, *, imported: bool = False) -> PostalCode:
    return PostalCode(
        code=row.code, place=row.place, folded=fold(row.place), district_id=row.district,
        latitude=row.latitude, longitude=row.longitude, imported=imported,
    )  # fmt: skip


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _upsert[M: models.Model](
    model: type[M], wanted: Iterable[M], *, keep: dict[str, object] | None = None
) -> int:
    """Write those of `wanted` that differ from the database, but for rows that match `keep`."""
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    key = model._meta.pk.attname
    rows = model._default_manager
    present = {row[0]: row[1:] for row in rows.values_list(key, *fields)}
    kept = set(rows.filter(**keep).values_list(key, flat=True)) if keep else set()
    changed = [
        row
        for row in wanted
        if row.pk not in kept and present.get(row.pk) != tuple(getattr(row, name) for name in fields)
    ]
    rows.bulk_create(
        changed, batch_size=2000, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
    return len(changed)
