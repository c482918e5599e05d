"""Taking back what helpers outside have translated: shown first, taken paragraph by paragraph."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.exchange.parcels import Parcel, Segment, wording_mark
from portal.guides.reports.exchange.xliff import fingerprint
from portal.guides.reports.translations import checks, pieces
from portal.guides.services import translating
from portal.guides.services.editing import german as german_text
from portal.lib.errors import Stale


@dataclass(frozen=True)
class Change:
    """A paragraph before and after; `place` is its place in the draft, None if it cannot be taken."""

    place: int | None
    segment: Segment
    old: str
    agrees: bool = False  # the old words still fit the new German
    is_conflict: bool = False  # somebody has changed it here as well
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What would become of a guide: which German its draft is made from, and the changes."""

    guide: Guide
    title: str
    made_from: int
    is_behind: bool
    changes: tuple[Change, ...]
    # What it was compared with: draft, its version, and the version of the text that readers have.
    seen: tuple[int, int, int]

    @property
    def takeable(self) -> list[Change]:
        return [change for change in self.changes if change.place is not None]


def propose(parcels: Sequence[Parcel], language: str, *, by: User) -> list[Proposal]:
    """What taking them would change; nothing is written.

    Raises PermissionDenied, ValidationError with everything that is wrong, by guide and paragraph.
    """
    if not rules.may_translate(by, language):
        raise PermissionDenied
    found: list[Proposal] = []
    errors: list[str] = []
    for parcel in parcels:
        try:
            found.append(_proposal(parcel, _base(parcel, language, by=by)))
        except ValidationError as error:
            errors += [f"{parcel.slug}: {message}" for message in error.messages]
    if errors:
        raise ValidationError(errors)
    return found


@transaction.atomic
def take(parcels: Sequence[Parcel], language: str, *, seen: Mapping[str, Sequence[int]], by: User) -> int:
    """Write the changed paragraphs into drafts, all or nothing; how many.

    `seen` says by guide what the proposal that a person looked at was compared with.
    Raises what `propose` raises, and Stale when something was written here since then.
    """
    taken = 0
    slugs = [parcel.slug for parcel in parcels]
    list(Guide.objects.select_for_update().filter(slug__in=slugs).order_by("pk"))
    for parcel in parcels:
        (proposal,) = propose([parcel], language, by=by)
        if not proposal.takeable:
            continue
        draft = _base(parcel, language, by=by)
        if list(proposal.seen) != list(seen.get(parcel.slug, ())):
            raise Stale(draft)
        if draft.pk is None:
            draft.save()
        typed = {
            change.place: change.segment.text for change in proposal.takeable if change.place is not None
        }
        agreed = {
            change.place: True for change in proposal.takeable if change.place is not None and change.agrees
        }
        translating.keep(draft, typed, agreed, by=by, version=draft.version)
        taken += len(typed)
    return taken


def _base(parcel: Parcel, language: str, *, by: User) -> TranslationDraft:
    """The draft that takes the paragraphs: the one that is there, or a new one, not yet saved.

    A new one is made from the German text of the file, unless readers have a translation of a newer one.
    """
    guide = Guide.objects.to_translate(by, language).filter(slug=parcel.slug).first()
    if guide is None:
        raise ValidationError(_("There is no such guide."))
    german = _german_of(guide, parcel)
    if draft := TranslationDraft.objects.filter(guide=guide, language=language).first():
        _check_that_it_is_open(draft, by)
        return draft
    text = guide.translations.filter(language=language).first()
    if text and text.made_from > parcel.revision:
        german = german_text(guide)
    return TranslationDraft(
        guide=guide, language=language, author=by, since=timezone.now(), made_from=german.made_from,
        pieces=pieces.stored(pieces.compare(german, text)), german_version=german.version,
        text_version=text.version if text else 0,
    )  # fmt: skip


def _check_that_it_is_open(draft: TranslationDraft, by: User) -> None:
    if draft.author_id != by.pk:
        raise ValidationError(_("Somebody else goes on with this translation now."))
    if draft.step == Step.REVIEW:
        raise ValidationError(_("You have handed in this translation. Take it back first."))


def _german_of(guide: Guide, parcel: Parcel) -> Translation:
    """The German text that the file was made from, as it was then."""
    german = german_text(guide)
    events: Any = german.events  # type: ignore[attr-defined]  # made by pghistory
    past = events.filter(made_from=parcel.revision).order_by("-pgh_id")
    for wording in [german, *past]:
        if (
            wording.made_from == parcel.revision
            and wording_mark(pieces.cut(pieces.wording_of(wording))) == parcel.wording
        ):
            found = copy.copy(german)
            found.title, found.summary, found.body = wording.title, wording.summary, wording.body
            found.made_from, found.version = wording.made_from, wording.version
            return found
    message = _(
        "The German in this file is not our text of revision %(number)s. It was changed, or is incomplete."
    )
    raise ValidationError(message % {"number": parcel.revision})


def _proposal(parcel: Parcel, draft: TranslationDraft) -> Proposal:
    known = pieces.read(draft.pieces)
    changes = tuple(_changes(parcel, known, draft.language))
    broken = [
        f"“{shortened(change.segment.german)}”: {fault}" for change in changes for fault in change.faults
    ]
    if broken:
        raise ValidationError(broken)
    guide = draft.guide
    title = german_text(guide).title
    seen = (draft.pk or 0, draft.version, draft.text_version)
    return Proposal(guide, title, draft.made_from, not guide.says_the_same_as(draft.made_from), changes, seen)


def _changes(parcel: Parcel, known: Sequence[pieces.Piece], language: str) -> Iterator[Change]:
    """Only what differs from what stands here now."""
    free = {place: piece for place, piece in enumerate(known) if not piece.is_gone}
    for segment in parcel.segments:
        place = next((at for at, piece in free.items() if _same(piece.german, segment.german)), None)
        if place is None:
            yield Change(None, segment, "")
            continue
        piece = free.pop(place)
        if segment.text == piece.text:
            if segment.is_done and piece.may_agree and not piece.agreed:
                yield Change(place, segment, piece.text, agrees=True)
            continue
        if segment.is_untouched:  # somebody has worked on it here instead
            continue
        conflict = bool(segment.was) and fingerprint(piece.text) != segment.was
        faults = tuple(checks.broken(segment.german, segment.text))
        yield Change(place, segment, piece.text, is_conflict=conflict, faults=faults)


def shortened(text: str) -> str:
    """The first words of a paragraph, to say which one is meant."""
    return Truncator(" ".join(text.split())).chars(60)


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
