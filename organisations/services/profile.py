"""What an organisation says about itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from organisations.choices import ListingState
from organisations.models import Organisation
from organisations.models.profile import FIELDS
from organisations.rules import acts_as, may_edit_profile, may_moderate
from organisations.services.signing import signed
from portal.accounts.models import User
from portal.lib import languages
from portal.lib.errors import Stale
from portal.lib.text import fold
from portal.places.models import PostalCode

# Addresses below `organisations/` that are pages of the registry itself.
PAGES = ("map", "networks")


@transaction.atomic
def create(
    data: dict[str, Any],
    *,
    by: User | None,
    state: ListingState = ListingState.UNCLAIMED,
    is_umbrella: bool = False,
    source: tuple[str, str] = ("", ""),
    public_id: UUID | None = None,
) -> Organisation:
    """A new entry of the registry with the profile `data`; `source` is (list, key in that list).

    Only portal staff and the portal itself (`by=None`: import, demo) make entries.
    """
    if by is not None and not may_moderate(by):
        raise PermissionDenied
    organisation = Organisation(state=state, is_umbrella=is_umbrella, source=source[0], source_key=source[1])
    organisation.public_id = public_id or organisation.public_id
    _fill(organisation, data)
    organisation.slug = free_slug(organisation.name)
    _check(organisation)
    with signed(by, acts_as(by, organisation)):
        organisation.save()
    return organisation


@transaction.atomic
def update_profile(
    organisation: Organisation, data: dict[str, Any], *, version: int, by: User | None
) -> Organisation:
    """Change the fields named in `data` (see `FIELDS`); the postal code brings place, district and Land.

    Raises `Stale` with the entry as it is now if it is no longer at `version`, `ValidationError` by field.
    """
    if by is not None and not (may_edit_profile(by, organisation) or may_moderate(by)):
        raise PermissionDenied
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if current.is_removed:
        raise ValidationError(_("This organisation no longer exists."), code="gone")
    if current.version != version:
        raise Stale(current)
    _fill(current, data)
    _check(current)
    current.version += 1
    with signed(by, acts_as(by, current)):
        current.save()
    return current


@transaction.atomic
def put_back(
    organisation: Organisation, event: int, columns: Collection[str], *, version: int, by: User | None
) -> Organisation:
    """Let these fields of the profile say again what they said at `event` of its history, as a new edit.

    Raises what `update_profile` raises, and `DoesNotExist` for an event that is no more.
    """
    kept = Organisation.pgh_event_model.objects.get(pgh_obj=organisation, pgh_id=event)  # type: ignore[attr-defined]
    try:
        data = {column: getattr(kept, column) for column in columns}
    except PostalCode.DoesNotExist as error:
        raise ValidationError(_("The postal code of that time is no longer known.")) from error
    return update_profile(organisation, data, version=version, by=by)


def free_slug(name: str) -> str:
    """The name as part of an address; a number is added while another organisation has it."""
    stem = slugify(fold(name))[:70].strip("-") or "organisation"
    taken = {*PAGES, *Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


def _fill(organisation: Organisation, data: dict[str, Any]) -> None:
    if unknown := set(data) - FIELDS:
        raise TypeError(f"not fields of the profile: {sorted(unknown)}")
    for field, value in data.items():
        setattr(organisation, field, value)
    if "postal_code" in data:
        _settle(organisation, data["postal_code"])


def _settle(organisation: Organisation, postal_code: PostalCode | None) -> None:
    organisation.postal_code_as_written = ""
    organisation.place = postal_code.place if postal_code else ""
    organisation.district = postal_code.district if postal_code else None
    organisation.land = postal_code.district.land if postal_code else None


def _check(organisation: Organisation) -> None:
    """The rules of the single fields, and that a listed entry keeps what its page needs."""
    organisation.clean_fields(exclude={"slug"})
    if unknown := set(organisation.languages) - set(languages.SPOKEN):
        raise ValidationError(
            {
                "languages": _("Not a language that we know: %(codes)s.")
                % {"codes": ", ".join(sorted(unknown))}
            }
        )
    if organisation.is_listed and (gaps := organisation.gaps):
        raise ValidationError(
            _("Your page is public, so this can not be empty: %(gaps)s.")
            % {"gaps": ", ".join(str(gap.label) for gap in gaps)},
            code="gaps",
        )
