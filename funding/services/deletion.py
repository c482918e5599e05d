"""What the desk forgets by itself. Submitted requests, decisions and proofs are the Offices' records."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from funding.models import Draft, NarrativeDraft, Receipt


def purge() -> dict[str, int]:
    """Forget typing that nobody saved, and vouchers whose expense was never entered; counts of both."""
    now = timezone.now()
    old = {"saved__lt": now - timedelta(days=settings.FUNDING_DRAFT_DAYS)}
    forgotten = sum(typed.objects.filter(**old).delete()[0] for typed in (Draft, NarrativeDraft))
    stray = Receipt.objects.filter(expense__isnull=True, uploaded__lt=now - timedelta(days=7))
    vouchers = 0
    for receipt in stray:
        receipt.file.storage.delete(str(receipt.file.name))
        receipt.delete()
        vouchers += 1
    return {"typed pages forgotten": forgotten, "stray vouchers deleted": vouchers}
