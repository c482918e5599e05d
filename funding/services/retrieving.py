"""The organisation retrieves the letter about a change of its award, or about the check of its proof.

By the same rule as its decision, see `notification`; what nobody retrieves in time is posted by the Office.
"""

from django.db import transaction

from funding.models import Amendment, ProofCheck
from funding.services import notification
from portal.accounts.models import User

_RELATED = ("request__organisation", "request__office")


@transaction.atomic
def retrieve_change(amendment: Amendment, *, by: User) -> Amendment:
    """The first time counts. PermissionDenied, ValidationError once it is too late."""
    rows = Amendment.objects.select_for_update(of=("self",))
    row = rows.select_related(*(f"award__{name}" for name in _RELATED)).get(pk=amendment.pk)
    if notification.count_retrieval(row, row.award.request, by=by):
        row.save(update_fields=["opened", "known"])
    return row


@transaction.atomic
def retrieve_result(checking: ProofCheck, *, by: User) -> ProofCheck:
    """The same for the letter about the check."""
    rows = ProofCheck.objects.select_for_update(of=("self",))
    row = rows.select_related(*(f"proof__award__{name}" for name in _RELATED)).get(pk=checking.pk)
    if notification.count_retrieval(row, row.proof.award.request, by=by):
        row.save(update_fields=["opened", "known"])
    return row
