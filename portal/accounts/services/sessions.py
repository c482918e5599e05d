from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from portal.accounts.models import User


def end_sessions(user: User) -> None:
    """Sign the person out on every device."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
