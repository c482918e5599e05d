"""The papers of an organisation, kept once: statutes, notice of charity, extract of the register."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.models import Attachment, FundingRequest, KeptPaper
from funding.services import notices
from funding.services.drafts import editable
from funding.services.papers import ALLOWED
from organisations.models import Organisation
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib import uploads
from portal.lib.dates import today
from portal.lib.storage import copied

BEFORE = timedelta(days=60)  # so long before a paper expires: a new notice takes weeks


@transaction.atomic
def keep(
    organisation: Organisation, file: UploadedFile, kind: str, valid_until: date | None, *, by: User
) -> KeptPaper:
    """Keep a paper in place of the one of its kind. PermissionDenied, ValidationError by field.

    Requests that hold the former one keep their copy.
    """
    if not rules.may_request(by, organisation):
        raise PermissionDenied
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    try:
        checked = uploads.check(file, ALLOWED)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    if valid_until is not None and valid_until < today():
        raise ValidationError({"valid_until": _("This paper has expired already.")})
    erase(KeptPaper.objects.filter(organisation=organisation, kind=kind))
    return KeptPaper.objects.create(
        organisation=organisation,
        kind=kind,
        file=file,
        name=checked.name,
        mime=checked.mime,
        size=checked.size,
        sha256=checked.sha256,
        valid_until=valid_until,
        uploaded_by=by,
    )


@transaction.atomic
def delete(paper: KeptPaper, *, by: User) -> None:
    """Delete a paper with its file; the copies in requests stay."""
    if not rules.may_request(by, paper.organisation):
        raise PermissionDenied
    erase(KeptPaper.objects.filter(pk=paper.pk))


def to_take(request: FundingRequest) -> list[KeptPaper]:
    """The papers of the organisation that the request does not hold yet and that have not expired."""
    present = set(request.attachments.filter(removed__isnull=True).values_list("sha256", flat=True))
    kept = KeptPaper.objects.filter(organisation=request.organisation_id)
    return [paper for paper in kept if paper.sha256 not in present and not paper.is_expired]


@transaction.atomic
def take(request: FundingRequest, *, by: User) -> list[Attachment]:
    """Put the papers of the organisation into the request, each as a file of its own and once."""
    row = editable(request, by=by, version=None)
    return [made for paper in to_take(row) if (made := _copied(paper, row, by)) is not None]


def _copied(paper: KeptPaper, request: FundingRequest, by: User) -> Attachment | None:
    content = copied(paper.file, paper.name)
    if content is None:
        return None  # the form says what is missing
    return Attachment.objects.create(
        request=request,
        kind=paper.kind,
        file=content,
        name=paper.name,
        mime=paper.mime,
        size=paper.size,
        sha256=paper.sha256,
        uploaded_by=by,
    )


def remind() -> int:
    """Tell those who make the requests of an organisation that a paper of it expires, once; how many."""
    day = today()
    near = KeptPaper.objects.filter(valid_until__range=(day, day + BEFORE)).select_related("organisation")
    for paper in near:
        notices.tell_askers("funding.paper_expires", paper.organisation, paper.pk, str(paper.valid_until))
    return len(near)
