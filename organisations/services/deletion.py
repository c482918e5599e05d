"""What the registry forgets by itself."""

from datetime import timedelta

from django.conf import settings

from organisations.models import Verification
from portal.lib.dates import today


def purge() -> dict[str, int]:
    """Delete how organisations were checked, some time after that has ended; how many."""
    before = today() - timedelta(days=settings.VERIFICATIONS_KEPT_DAYS)
    return {"ended checks": Verification.objects.filter(ended_on__lt=before).delete()[0]}
