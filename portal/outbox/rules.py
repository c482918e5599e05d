"""Who may do what with a message. Calls belong to the apps that own a call list."""

from typing import Any


def may_resend(user: Any) -> bool:
    """Portal staff, who see what failed and why."""
    return bool(user.is_active and user.is_staff)
