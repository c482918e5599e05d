"""What the registry forgets by itself."""

from datetime import timedelta

from django.conf import settings

from organisations.choices.moderation import OVER
from organisations.models import Suspension, Verification
from organisations.services.recovery import forget_extracts
from portal.lib.dates import today


def purge() -> dict[str, int]:
    """Delete how organisations were checked, and what was said when they were hidden, some time after that
    has ended; how many of each. The log of decisions stays."""
    before = today() - timedelta(days=settings.TRUST_KEPT_DAYS)
    over = Suspension.objects.filter(state__in=OVER, closed__date__lt=before)
    return {
        "ended checks": Verification.objects.filter(ended_on__lt=before).delete()[0],
        "register extracts": forget_extracts(),
        "suspensions that are over": over.delete()[0],
    }
