"""The inbox as a table to be taken away, and its filters under a name."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import reports
from funding.models import Office, SavedView
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document

_KINDS = {"csv": reports.InboxCsv.key, "xlsx": reports.InboxXlsx.key}
MOST_VIEWS = 20


def inbox_table(
    office: Office, filters: Mapping[str, str], form: str, *, by: User, language: str
) -> Document:
    """All rows of the inbox of `by` that fit the filters, as `csv` or `xlsx`; a job makes the file.

    Whether `by` may open the desk of the Office is asked before.
    """
    params = {"office": office.pk, "reader": by.pk, "filters": dict(filters)}
    return request_document(_KINDS.get(form, reports.InboxXlsx.key), params, language=language, by=by)


@transaction.atomic
def save_view(office: Office, name: str, query: str, *, by: User) -> SavedView:
    """Keep filters of the inbox for `by`; the same name replaces them. PermissionDenied, ValidationError."""
    if not Office.objects.visible_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied
    name = name.strip()
    if not name or len(name) > 60 or "\x00" in name:
        raise ValidationError(_("Give the view a name of at most 60 letters."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = SavedView.objects.filter(office=office, user=by)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise ValidationError(_("You have 20 views already. Delete one first."))
    return SavedView.objects.update_or_create(office=office, user=by, name=name, defaults={"query": query})[0]


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Forget a view of `by`."""
    if view.user_id != by.pk:
        raise PermissionDenied
    SavedView.objects.filter(pk=view.pk).delete()
