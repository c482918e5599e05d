"""Taking a list over into the registry: all its rows in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from organisations.choices import Actor, ListingState, Verb
from organisations.choices.lists import ListState, Outcome
from organisations.models import ImportedList, ListRow, Organisation, OtherKey
from organisations.rules import may_import
from organisations.services.importing.comparing import codes_of, profile_of
from organisations.services.importing.settling import may_change
from organisations.services.listing import log
from organisations.services.networks import ask_all
from organisations.services.profile import create_many, update_profile
from organisations.services.signing import signed
from portal.lib.errors import Stale
from portal.places.models import PostalCode

type Codes = dict[str, PostalCode]
type Tell = Callable[[int], object]


@transaction.atomic
def take(edition: ImportedList, tell: Tell = lambda percent: None) -> None:
    """Bring the registry to what the list says, in the name of the one who wanted it.

    Then the rows are forgotten; what remains is how many there were. `tell` hears how many per cent are done.
    Raises `PermissionDenied`, and `Stale` when entries have changed since the list was compared.
    """
    _refuse_strangers(edition)
    rows = list(edition.rows.order_by("number"))
    codes = codes_of(rows)
    try:
        with transaction.atomic(), signed(edition.by, _capacity(edition)):
            _change(edition, rows, codes, tell)
            _create(edition, rows, codes)
    except IntegrityError as error:  # somebody else has made an entry of the same key or address
        raise Stale(edition) from error
    tell(90)
    _remember_keys(edition, rows)
    told = _ask(edition, rows)
    edition.counts = edition.rows.counts() | {"moved": edition.rows.moved().count()} | told
    edition.rows.all().delete()
    edition.state, edition.claim, edition.progress = ListState.TAKEN, "", 100


def _refuse_strangers(edition: ImportedList) -> None:
    """Only the portal itself takes a list over in nobody's name, and only one of its own."""
    may = may_import(edition.by, edition.umbrella) if edition.by else edition.umbrella is None
    if not may:
        raise PermissionDenied


def _change(edition: ImportedList, rows: Sequence[ListRow], codes: Codes, tell: Tell) -> None:
    changed = [row for row in rows if row.outcome == Outcome.CHANGED]
    ids = sorted(row.entry_id for row in changed if row.entry_id)
    locked = Organisation.objects.select_for_update().order_by("pk")
    entries = locked.prefetch_related("memberships").in_bulk(ids)
    for done, row in enumerate(changed, 1):
        entry = entries.get(row.entry_id or 0)
        if entry is None or entry.version != row.version or not may_change(entry, edition.source):
            raise Stale(edition)
        profile = {field: value for field, value in profile_of(row, codes).items() if field in row.was}
        update_profile(entry, profile, version=entry.version, by=None)
        if done % 100 == 0:
            tell(50 * done // len(changed))


def _create(edition: ImportedList, rows: Sequence[ListRow], codes: Codes) -> None:
    new = [row for row in rows if row.outcome == Outcome.NEW]
    profiles = [(row.key, profile_of(row, codes)) for row in new]
    by, capacity, reason = edition.by, _capacity(edition), edition.source.name
    for row, entry in zip(new, create_many(profiles, source=edition.source.code), strict=True):
        row.entry = entry
        log(entry, Verb.IMPORT, ListingState.UNCLAIMED, by=by, capacity=capacity, reason=reason)
    _keep_written(new)


def _keep_written(rows: Sequence[ListRow]) -> None:
    """Postal codes that we do not know stay as the list wrote them, and so does the place."""
    odd = [row for row in rows if row.postal_code_as_written or row.place]
    entries = [_as_written(row.entry, row) for row in odd if row.entry]
    Organisation.objects.bulk_update(entries, ["postal_code_as_written", "place", "search_text"])


def _as_written(entry: Organisation, row: ListRow) -> Organisation:
    entry.postal_code_as_written, entry.place = row.postal_code_as_written, row.place
    entry.fold()
    return entry


def _capacity(edition: ImportedList) -> Actor:
    if edition.by is None:
        return Actor.PROGRAM
    return Actor.UMBRELLA if edition.umbrella else Actor.PORTAL


def _remember_keys(edition: ImportedList, rows: Sequence[ListRow]) -> None:
    """A row that a person has said is an entry from elsewhere is found by its key the next time."""
    keys = [
        OtherKey(source=edition.source.code, source_key=row.key, organisation=row.entry)
        for row in rows
        if row.entry and row.candidates and row.outcome != Outcome.NEW
    ]
    OtherKey.objects.bulk_create(keys, ignore_conflicts=True)


def _ask(edition: ImportedList, rows: Sequence[ListRow]) -> dict[str, int]:
    """A list of a network also says who belongs to it; the organisations agree themselves. How many of them
    are `told` of it by mail."""
    if edition.umbrella is None or edition.by is None:
        return {}
    asked = Organisation.objects.filter(affiliations__umbrella=edition.umbrella)
    before = list(asked.values_list("pk", flat=True))
    ids = {row.entry_id for row in rows if row.entry_id}
    members = Organisation.objects.public().filter(pk__in=ids).order_by("pk")
    ask_all(edition.umbrella, members, by=edition.by)
    return {"told": asked.coordinated().filter(pk__in=ids).exclude(pk__in=before).count()}
