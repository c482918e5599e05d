"""What the Office has agreed to beyond the plan of an award, as the organisation notes it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from funding.models import Consent, ProofOfUse, Receipt
from funding.services.expenses import keep_receipt
from funding.services.proofs import editable_proof
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib.dates import today


@transaction.atomic
def record_consent(
    proof: ProofOfUse, values: Mapping[str, Any], paper: UploadedFile | None, *, by: User
) -> Consent:
    """Note that the Office has consented, with the paper that says so. ValidationError by field.

    From now on what it covers counts as eligible; the Office reads it beside the figures of the proof.
    """
    row = editable_proof(proof, by=by)
    if paper is None:
        raise ValidationError({"receipt": _("Choose the letter or mail in which the Office consents.")})
    if values["day"] > today():
        raise ValidationError({"day": _("This day is still to come.")})
    consent = Consent(proof=row, created_by=by, **values)
    consent.full_clean(exclude=["paper"])  # before its file is there, which nobody would delete
    consent.paper = keep_receipt(row, paper, by=by)
    consent.save()
    return consent


@transaction.atomic
def delete_consent(consent: Consent, *, by: User) -> None:
    """Take a consent out, its paper with it."""
    editable_proof(consent.proof, by=by)
    erase(Receipt.objects.filter(pk=consent.paper_id))
