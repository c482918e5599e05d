"""Who may change guides, facts and words."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User


def may_edit(user: User | AnonymousUser | None) -> bool:
    """Portal staff; translators follow with their desk."""
    return bool(user and user.is_authenticated and user.is_staff)
