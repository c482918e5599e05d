"""What an organisation puts into its report beside the words: answers of families, its own view, pictures."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import rules
from funding.models import ProofOfUse, ProofPicture
from funding.services.proofs import editable_proof, withdraw_reports
from portal.accounts.models import User
from portal.erasures.services import erase, note
from portal.lib import uploads
from portal.lib.dates import today
from portal.lib.storage import delete_on_commit

MOST = 6
LONGEST_SIDE = 1400
SHOWN_BYTES = 300_000


@transaction.atomic
def choose(proof: ProofOfUse, *, feedback: bool, evaluation: bool, by: User) -> ProofOfUse:
    """Say whether the report shows what families said, and the self-evaluation. PermissionDenied."""
    row = editable_proof(proof, by=by)
    row.shows_feedback, row.shows_evaluation = feedback, evaluation
    row.save(update_fields=["shows_feedback", "shows_evaluation"])
    return row


@transaction.atomic
def add_picture(
    proof: ProofOfUse, file: UploadedFile, shows: str, *, agreed: date | None, nobody: bool, by: User
) -> ProofPicture:
    """Keep a picture, drawn anew without metadata. PermissionDenied, ValidationError by field.

    All who can be recognised have agreed on the day `agreed`, or there is `nobody`.
    """
    row = editable_proof(proof, by=by)
    if nobody == (agreed is not None):
        text = _("Give the day on which everybody in the picture agreed, or say that nobody is in it.")
        raise ValidationError({"agreed": text})
    if agreed is not None and agreed > today():
        raise ValidationError({"agreed": _("This day is still to come.")})
    if row.pictures.count() >= MOST:
        text = _("A report can have %(number)s pictures at most.") % {"number": MOST}
        raise ValidationError({"file": text})
    drawn = uploads.drawn_anew(file, longest=LONGEST_SIDE, max_bytes=SHOWN_BYTES)
    made = ProofPicture(
        proof=row, shows=shows.strip(), agreed=agreed, nobody=nobody, sha256=drawn.sha256, uploaded_by=by
    )
    made.full_clean(exclude=["file", "proof", "uploaded_by"], validate_constraints=False)
    made.file.save("picture.jpg", drawn.content, save=False)
    made.save()
    return made


@transaction.atomic
def take_out_picture(picture: ProofPicture, *, by: User) -> None:
    """Delete a picture; one of a report that was sent as well, and the report says so. PermissionDenied."""
    proof = ProofOfUse.objects.select_for_update(of=("self",)).get(pk=picture.proof_id)
    if not rules.may_request(by, proof.award.request.organisation):
        raise PermissionDenied
    withdraw_reports(proof)  # a draft of it shows the picture, too
    if proof.is_open:
        erase(ProofPicture.objects.filter(pk=picture.pk))
        return
    row = ProofPicture.objects.select_for_update().get(pk=picture.pk)
    if row.taken_out is None:
        note("funding.proofpicture", [row.pk])
        _empty(row)


@transaction.atomic
def erase_pictures_again(ids: list[int], *, before: datetime) -> int:
    """Take out pictures that a restored database has brought back, and reports with them; how many."""
    rows = ProofPicture.objects.filter(pk__in=ids, uploaded__lt=before, taken_out__isnull=True)
    for proof in ProofOfUse.objects.filter(pk__in=rows.values("proof")).only("pk"):
        withdraw_reports(proof)
    sent = list(rows.filter(proof__submitted__isnull=False))
    for row in sent:
        _empty(row)
    return len(sent) + erase(rows.filter(proof__submitted__isnull=True))


def _empty(row: ProofPicture) -> None:
    """The file goes, and what it showed stays said."""
    delete_on_commit(row.file)
    row.file, row.taken_out = "", timezone.now()
    row.save(update_fields=["file", "taken_out"])
