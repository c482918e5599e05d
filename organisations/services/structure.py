"""How an organisation stands, once a year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.choices.structure import BANDS
from organisations.models import Affiliation, Organisation, StructureProfile, StructureSums
from organisations.models.structure import ANSWERS, is_closed
from organisations.queries import StructureProfileQuerySet
from organisations.rules import may_answer_yearly
from portal.accounts.models import User
from portal.lib import dates, suppression
from portal.lib.errors import Stale
from portal.places.models import Land


def open_years() -> tuple[int, ...]:
    """The years that can be answered for: this one, and until it is closed the last one for who is late."""
    this = dates.today().year
    return tuple(year for year in (this, this - 1) if not is_closed(year))


def structure_to_fill(organisation: Organisation, year: int) -> StructureProfile:
    """The profile of `year` as it is kept, or a new one with the answers of the last year before it."""
    latest = organisation.structure_profiles.latest_until(year)
    if latest is None:
        return StructureProfile(organisation=organisation, year=year)
    return latest if latest.year == year else latest.carried_over(year)


@transaction.atomic
def save_structure(
    organisation: Organisation, year: int, answers: dict[str, Any], *, version: int, by: User
) -> StructureProfile:
    """Keep the `answers` (see `ANSWERS`) for `year`; version 0 stands for a year without a profile.

    Raises `Stale` with the profile as it is now if it is no longer at `version`, `ValidationError` by field.
    """
    if not may_answer_yearly(by, organisation):
        raise PermissionDenied
    if year not in open_years():
        raise ValidationError(_("This year is closed."))
    if unknown := set(answers) - set(ANSWERS):
        raise TypeError(f"not answers of a structure profile: {sorted(unknown)}")
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two first answers come one by one
    current = organisation.structure_profiles.filter(year=year).first()
    if current is not None and current.version != version:
        raise Stale(current)
    profile = current or StructureProfile(organisation=organisation, year=year)
    for name, answer in answers.items():
        setattr(profile, name, answer)
    profile.full_clean()
    profile.version += 1
    profile.save()
    return profile


def freeze_sums() -> int:
    """Write down what the Länder read of each closed year that has no sums yet; how many years."""
    answered = StructureProfile.objects.order_by("year").values_list("year", flat=True).distinct()
    return sum(_freeze(year) for year in answered if is_closed(year))


@transaction.atomic
def _freeze(year: int) -> bool:
    """All Länder at once, those without answers too: that there is a table tells nothing."""
    lands = list(Land.objects.select_for_update(no_key=True).order_by("pk"))  # two jobs come one by one
    if StructureSums.objects.filter(year=year).exists():
        return False
    networks = Affiliation.objects.circles(date(year, 1, 1))
    StructureSums.objects.bulk_create(_sums_of(land, year, networks) for land in lands)
    return True


def _sums_of(land: Land, year: int, networks: Collection[set[int]]) -> StructureSums:
    profiles = StructureProfile.objects.filter(organisation__land=land, year=year)
    number, bands = kept_bands(profiles)
    public = public_bands(profiles, networks)
    return StructureSums(land=land, year=year, number=number, bands=bands, public=public)


def kept_bands(profiles: StructureProfileQuerySet) -> tuple[int | None, dict[str, dict[str, int | None]]]:
    """How many profiles of one year there are, and how many stand in each band, small numbers kept back."""
    counts = profiles.counts(BANDS)
    bands = {
        name: dict(zip(codes.values, suppression.of_parts(counts[name]), strict=True))
        for name, codes in BANDS.items()
    }
    return suppression.known(sum(next(iter(counts.values())))), bands


def public_bands(profiles: StructureProfileQuerySet, networks: Collection[set[int]]) -> dict[str, Any]:
    """The same for everybody, in fives.

    A network can ask its members what they have answered, so it counts as knowing all their answers: a number
    is told only if five organisations at least stand behind it that do not belong to it, wherever its own
    stand. A Land, which reads `kept_bands`, learns nothing from it.
    """
    counts = profiles.counts(BANDS)
    answered = set(profiles.order_by().values_list("organisation", flat=True))
    insiders = max((len(answered & network) for network in networks), default=0)
    number, bands = None, {}
    for name, codes in BANDS.items():
        number, told = suppression.of_members(counts[name], insiders)
        bands[name] = dict(zip(codes.values, told, strict=True))
    return {"number": number, "bands": bands}
