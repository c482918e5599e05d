"""The papers of a request."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Attachment, FundingRequest
from funding.services.drafts import editable
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib import uploads

MAX_PAPERS = 20
ALLOWED = uploads.PDF | uploads.PICTURES | uploads.OFFICE


@transaction.atomic
def add_paper(request: FundingRequest, file: UploadedFile, kind: str, *, by: User) -> Attachment:
    """Keep an uploaded paper; the same file a second time is the paper that is there. ValidationError."""
    row = editable(request, by=by, version=None)
    try:
        checked = uploads.check(file, ALLOWED)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    papers = row.attachments.filter(removed__isnull=True)
    known = papers.filter(sha256=checked.sha256).first()
    if known is not None:
        return known
    if papers.count() >= MAX_PAPERS:
        raise ValidationError(
            {"file": _("A request can have %(number)s papers at most.") % {"number": MAX_PAPERS}}
        )
    return Attachment.objects.create(
        request=row,
        kind=kind,
        file=file,
        name=checked.name,
        mime=checked.mime,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )


@transaction.atomic
def remove_paper(paper: Attachment, *, by: User) -> None:
    """Take a paper away from the next submission; one that was never submitted is deleted with its file."""
    editable(paper.request, by=by, version=None)
    paper = Attachment.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    submitted = paper.request.snapshots.filter(data__papers__contains=[{"id": str(paper.public_id)}])
    if submitted.exists():
        paper.removed = timezone.now()
        paper.save(update_fields=["removed"])
        return
    erase(Attachment.objects.filter(pk=paper.pk))
