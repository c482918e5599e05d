"""Who may see how the house is."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User


def may_see_operation(user: User | AnonymousUser) -> bool:
    return bool(user.is_active and user.is_staff)


def may_read_metrics(authorization: str) -> bool:
    """Whoever knows `METRICS_TOKEN`; nobody while there is none."""
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(authorization, f"Bearer {token}")
