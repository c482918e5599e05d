"""How a network invites its members by letter, and how the code on the letter gives them their entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.choices import Actor
from organisations.choices.board import UNCLAIMED
from organisations.models import Claim, ClaimLetter, Organisation
from organisations.models.letters import draft_of, hash_of
from organisations.reports.board import board_of
from organisations.reports.letters import ClaimLetters
from organisations.rules import may_write_letters
from organisations.services.joining import asked_before, refuse_claims, settle
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document, withdraw
from portal.lib import codes, dates

LETTER_LASTS = timedelta(days=90)
# As many as one file holds; it is made within a minute or two.
MOST = 300
_RENEWED = ["batch", "code_hash", "made", "ends", "used"]


@transaction.atomic
def make_letters(umbrella: Organisation, members: Collection[int], *, key: UUID, by: User) -> Document:
    """Letters to those of `members` (ids) whose entry nobody looks after, as one file; older ones end.

    `key` comes with the form: a double click makes them once.
    Raises `PermissionDenied`, and `ValidationError` where nobody is left to write to, or too many are.
    """
    if not may_write_letters(by, umbrella):
        raise PermissionDenied
    Organisation.objects.select_for_update(no_key=True).get(pk=umbrella.pk)  # the clicks come one by one
    if not umbrella.letters_sent.filter(batch=key).exists():
        reached = board_of(umbrella).filter(step__in=UNCLAIMED, member__in=members)
        _renew(umbrella, list(reached.values_list("member", flat=True)), key)
    return letters_as_file(umbrella, key, by=by)


def letters_as_file(umbrella: Organisation, batch: UUID, *, by: User) -> Document:
    """The file of the letters made together, without those that work no more. Raises `PermissionDenied`."""
    if not may_write_letters(by, umbrella):
        raise PermissionDenied
    return request_document(ClaimLetters.key, {"batch": str(batch)}, language="de", by=by)


def letter_of_code(typed: str) -> ClaimLetter | None:
    """The letter that still works and bears this code, as a person has typed it."""
    letters = ClaimLetter.objects.live(timezone.now(), dates.today()).select_related("umbrella")
    return letters.filter(code_hash=hash_of(codes.normalised(typed))).first()


@transaction.atomic
def claim_by_letter(typed: str, key: UUID, *, name: str, email: str, language: str) -> Claim:
    """Whoever has the letter looks after the entry: confirmed by the network, invited by mail at once.

    Others who ask for the entry hear that it was not confirmed. `key` comes with the form: a double click
    claims once. Raises `ValidationError` for a code that works no more, or an entry that is taken.
    """
    refusal = ValidationError(_("This code works no more. Ask your network for a new letter."))
    known = ClaimLetter.objects.filter(code_hash=hash_of(codes.normalised(typed))).first()
    if known is None:
        raise refusal
    organisation = Organisation.objects.select_for_update().get(pk=known.organisation_id)
    if asked := asked_before(organisation, key):
        return asked
    letter = letter_of_code(typed)
    if letter is None:
        raise refusal
    letter.used = timezone.now()
    letter.save(update_fields=["used"])
    refuse_claims(organisation)
    asker = {"name": name, "email": email, "language": language}
    claim = Claim.objects.create(key=key, organisation=organisation, umbrella=letter.umbrella, **asker)
    return settle(claim, confirmed=True, capacity=Actor.UMBRELLA, by=None)


def _renew(umbrella: Organisation, members: list[int], batch: UUID) -> None:
    if not members:
        raise ValidationError(_("There is nobody to write to: people look after all these entries."))
    if len(members) > MOST:
        raise ValidationError(
            _("Write to %(most)s organisations at most at once; choose some below.") % {"most": MOST}
        )
    older = umbrella.letters_sent.filter(organisation__in=members).order_by()
    for outdated in older.values_list("batch", flat=True).distinct():
        withdraw(ClaimLetters.key, {"batch": str(outdated)})
    ends = timezone.now() + LETTER_LASTS
    ClaimLetter.objects.bulk_create(
        [draft_of(umbrella, member, batch, ends) for member in members],
        update_conflicts=True,
        unique_fields=["umbrella", "organisation"],
        update_fields=_RENEWED,
    )
