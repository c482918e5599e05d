"""What an organisation says about itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from organisations.choices import ListingState, Purpose
from organisations.models import Organisation
from organisations.models.opening import are_sound
from organisations.models.profile import FIELDS, WORDS
from organisations.rules import acts_as, may_moderate, may_write_profile
from organisations.services.signing import signed
from portal.accounts.models import User
from portal.lib import languages
from portal.lib.errors import Stale
from portal.lib.text import fold
from portal.places.models import PostalCode

# Addresses below `organisations/` that are pages of the registry itself.
PAGES = ("map", "networks")
# Rows, not what somebody typed: whether they are there is not asked again.
_ROWS = ("postal_code", "district", "land")


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
    organisation = draft(data, source=source)
    organisation.state, organisation.is_umbrella = state, is_umbrella
    organisation.public_id = public_id or organisation.public_id
    organisation.slug = free_slug(organisation.name)
    _check(organisation)
    with signed(by, acts_as(by, organisation)):
        organisation.save()
    return organisation


def create_many(profiles: Sequence[tuple[str, dict[str, Any]]], *, source: str) -> list[Organisation]:
    """New unclaimed entries at once, each with its key in the list `source` and its profile.

    The caller has asked whether that is allowed. Raises `ValidationError` by field, and `IntegrityError`
    when somebody makes an entry of the same key or address meanwhile.
    """
    taken = set(Organisation.objects.values_list("slug", flat=True))
    entries = [draft(data, source=(source, key)) for key, data in profiles]
    for organisation in entries:
        organisation.slug = free_slug(organisation.name, taken)
        taken.add(organisation.slug)
        _check(organisation)
        organisation.fold()
    return Organisation.objects.bulk_create(entries, batch_size=500)


def draft(data: dict[str, Any], *, source: tuple[str, str] = ("", "")) -> Organisation:
    """An entry with the profile `data`, neither checked nor saved."""
    organisation = Organisation(source=source[0], source_key=source[1])
    _fill(organisation, data, version=organisation.version)
    return organisation


def faults(data: dict[str, Any]) -> list[str]:
    """What is wrong with `data` as the profile of an entry, in words for a person.

    What a listed entry must not lack is asked when it is saved.
    """
    others = {field.name for field in Organisation._meta.fields} - data.keys()
    try:
        draft(data).clean_fields(exclude=others.union(_ROWS))
    except ValidationError as error:
        return list(error.messages)
    return []


@transaction.atomic
def update_profile(
    organisation: Organisation, data: dict[str, Any], *, version: int, by: User | None
) -> Organisation:
    """Change the fields named in `data` (see `FIELDS`); the postal code brings place, district and Land.

    Raises `Stale` with the entry as it is now if it is no longer at `version`, `ValidationError` by field.
    """
    if by is not None and not may_write_profile(by, organisation):
        raise PermissionDenied
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if current.is_removed:
        raise ValidationError(_("This organisation no longer exists."), code="gone")
    if current.version != version:
        raise Stale(current)
    current.version += 1
    _fill(current, data, version=current.version)
    _check(current)
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
    except ObjectDoesNotExist as error:
        raise ValidationError(_("The postal code or logo of that time is no longer known.")) from error
    return update_profile(organisation, data, version=version, by=by)


def free_slug(name: str, known: Collection[str] | None = None) -> str:
    """The name as part of an address; a number is added while another organisation has it.

    `known` are all addresses that there are, for those who need many.
    """
    stem = slugify(fold(name))[:70].strip("-") or "organisation"
    if known is None:
        known = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in known and slug not in PAGES)


def _fill(organisation: Organisation, data: dict[str, Any], *, version: int) -> None:
    if unknown := set(data) - FIELDS:
        raise TypeError(f"not fields of the profile: {sorted(unknown)}")
    organisation.words_saved = organisation.words_saved | _words_saved(organisation, data, version)
    for field, value in data.items():
        setattr(organisation, field, value)
    if "postal_code" in data:
        _settle(organisation, data["postal_code"])


def _words_saved(organisation: Organisation, data: dict[str, Any], version: int) -> dict[str, int]:
    """Of German only what changes counts; whoever saves a translation as it is says that it still fits."""
    languages_of = {column: WORDS[column][1] for column in data if column in WORDS}
    return {
        language: version
        for column, language in languages_of.items()
        if language != settings.LANGUAGE_CODE or data[column] != (getattr(organisation, column) or "")
    }


def _settle(organisation: Organisation, postal_code: PostalCode | None) -> None:
    organisation.postal_code_as_written = ""
    organisation.place = postal_code.place if postal_code else ""
    organisation.district = postal_code.district if postal_code else None
    organisation.land = postal_code.district.land if postal_code else None


def _check(organisation: Organisation) -> None:
    """The rules of the single fields, and that a listed entry keeps what its page needs."""
    organisation.clean_fields(exclude={"slug", *_ROWS})
    if unknown := set(organisation.languages) - set(languages.SPOKEN):
        raise ValidationError(
            {
                "languages": _("Not a language that we know: %(codes)s.")
                % {"codes": ", ".join(sorted(unknown))}
            }
        )
    if not are_sound(organisation.openings):
        raise ValidationError({"opening_hours": _("These are no opening hours.")})
    _check_mailboxes(organisation.mailboxes)
    if organisation.is_listed and (gaps := organisation.gaps):
        raise ValidationError(
            _("Your page is public, so this can not be empty: %(gaps)s.")
            % {"gaps": ", ".join(str(gap.label) for gap in gaps)},
            code="gaps",
        )


def _check_mailboxes(mailboxes: dict[str, str]) -> None:
    if unknown := set(mailboxes) - set(Purpose.values):
        raise TypeError(f"no purposes of a mail address: {sorted(unknown)}")
    for address in mailboxes.values():
        validate_email(address)
