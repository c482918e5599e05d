"""The text blocks of an Office, kept by its caseworkers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.models import Office, TextBlock
from portal.accounts.models import User
from portal.lib.errors import Stale


@transaction.atomic
def save_block(
    office: Office, block: TextBlock | None, title: str, text: str, *, by: User, version: int = 0
) -> TextBlock:
    """Keep a text block, a new one without `block`. What was decided with it stays as it was.

    PermissionDenied, `Stale`, ValidationError by field.
    """
    if not rules.may_keep_texts(by, office):
        raise PermissionDenied
    Office.objects.select_for_update().get(pk=office.pk)
    row = office.text_blocks.get(pk=block.pk) if block else TextBlock(office=office, version=0)
    if row.version != version:
        raise Stale(row)
    if office.text_blocks.filter(title=title.strip()).exclude(pk=row.pk).exists():
        raise ValidationError({"title": _("There is a text block with this title already.")})
    row.title, row.text = title.strip(), text.strip()
    row.version += 1
    row.save()
    return row


@transaction.atomic
def delete_block(office: Office, block: TextBlock, *, by: User) -> None:
    """Offer the block no longer. PermissionDenied."""
    if not rules.may_keep_texts(by, office):
        raise PermissionDenied
    office.text_blocks.filter(pk=block.pk).delete()
