"""The paper on which an organisation and a school have agreed: kept, taken away, forgotten."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from parentwork import rules
from parentwork.models import Partnership, PartnershipPaper
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib import uploads

ALLOWED = uploads.PDF | uploads.PICTURES
MAX_BYTES = 10_000_000


@transaction.atomic
def keep(partnership: Partnership, file: UploadedFile, *, by: User) -> PartnershipPaper:
    """Keep this paper in place of the one before; a picture is drawn anew without metadata.

    The same file again is the one that is there. PermissionDenied, ValidationError at `file`.
    """
    locked = _locked(partnership, by)
    try:
        checked = uploads.check(file, ALLOWED, max_bytes=MAX_BYTES)
        is_picture = checked.mime.startswith("image/")
        content: UploadedFile | ContentFile = uploads.cleaned_picture(file) if is_picture else file
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    papers = PartnershipPaper.objects.filter(partnership=locked)
    if known := papers.filter(sha256=checked.sha256).first():
        return known
    forget([locked.pk])
    return PartnershipPaper.objects.create(
        partnership=locked, file=content, mime="image/jpeg" if is_picture else checked.mime,
        size=content.size or checked.size, sha256=checked.sha256,
    )  # fmt: skip


@transaction.atomic
def take_away(partnership: Partnership, *, by: User) -> None:
    """Delete the paper with its file. PermissionDenied."""
    forget([_locked(partnership, by).pk])


def forget(partnerships: Iterable[int]) -> int:
    """Delete the papers of these partnerships with their files; how many."""
    return erase(PartnershipPaper.objects.filter(partnership__in=list(partnerships)))


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete papers that a restored database has brought back; how many."""
    return erase(PartnershipPaper.objects.filter(pk__in=ids, uploaded__lt=before))


def _locked(partnership: Partnership, by: User) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("organisation")
    locked: Partnership = rows.get(pk=partnership.pk)
    if not rules.may_plan(by, locked.organisation):
        raise PermissionDenied
    return locked
