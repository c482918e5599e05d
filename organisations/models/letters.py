from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organisations.models.registry import Organisation
from organisations.queries.letters import ClaimLetterManager
from portal.lib import codes

CODE_LENGTH = 12


class ClaimLetter(models.Model):
    """The paper by which a network invites a member to look after its entry; the code on it proves it.

    A new one takes the place of the older, whose code ends with that. It names no person.
    """

    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="letters_sent")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="claim_letters")
    # Those made together are one file.
    batch = models.UUIDField(editable=False)
    # The code itself stands on the paper only; see `code`.
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made = models.DateTimeField()
    ends = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ClaimLetterManager] = ClaimLetterManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["umbrella", "organisation"], name="one_letter_per_member"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("made")), name="letter_lasts"),
        ]
        indexes = [models.Index(fields=["batch"], name="letters_of_a_batch")]

    def __str__(self) -> str:
        return f"{self.umbrella} → {self.organisation}"

    @property
    def code(self) -> str:
        """Worked out anew for each printing, so that no table and no backup gives it away."""
        return codes.derived(
            "organisations.claim_letter", f"{self.batch}:{self.organisation_id}", CODE_LENGTH
        )

    @property
    def is_live(self) -> bool:
        """Its code still works, as far as the letter itself is concerned."""
        return self.used is None and self.ends > timezone.now()

    @property
    def is_asked(self) -> bool:
        """The organisation has not said yet whether it belongs to the network."""
        return self.umbrella.member_affiliations.asked().filter(member=self.organisation_id).exists()


def hash_of(code: str) -> str:
    """Keyed, since twelve characters alone could be tried out against a stolen table."""
    return salted_hmac("organisations.claim_letter.hash", code, algorithm="sha256").hexdigest()


def draft_of(umbrella: Organisation, organisation_id: int, batch: UUID, ends: datetime) -> ClaimLetter:
    """A letter of today that is not kept yet."""
    row = ClaimLetter(
        umbrella=umbrella, organisation_id=organisation_id, batch=batch, made=timezone.now(), ends=ends
    )
    row.code_hash = hash_of(row.code)
    return row
