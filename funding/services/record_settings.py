"""How an Office wants the cases that it takes out of the portal for its own records."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding import rules
from funding.models import Office
from portal.accounts.models import User


@transaction.atomic
def choose_xdomea(office: Office, wanted: bool, *, by: User) -> Office:
    """Whether case files come as an xdomea package. PermissionDenied."""
    row = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if not rules.may_keep_texts(by, row):
        raise PermissionDenied
    row.xdomea = wanted
    row.save(update_fields=["xdomea"])
    return row
