from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.accounts.models import RESETS_KEPT, Invitation, SecondFactorReset, User
from portal.accounts.services.closing import close_account

INVITATIONS_KEPT = timedelta(days=14)  # after they were accepted, withdrawn or had expired
UNCONFIRMED_KEPT = timedelta(days=14)


def purge() -> dict[str, int]:
    """Delete old invitations, expired sessions, old lines of the logs of resets and of the administration,
    and accounts whose mail address was never confirmed.

    Returns how many of each.
    """
    now = timezone.now()
    invitations, _ = Invitation.objects.over_before(now - INVITATIONS_KEPT).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(living)).delete()
    resets, _ = SecondFactorReset.objects.filter(at__lt=now - RESETS_KEPT).delete()
    admin_log, _ = LogEntry.objects.filter(
        action_time__lt=now - timedelta(days=settings.ADMIN_LOG_KEPT_DAYS)
    ).delete()
    return {
        "invitations": invitations,
        "sessions": sessions,
        "resets of a second factor": resets,
        "lines of the log of the administration": admin_log,
        "unconfirmed accounts": _unconfirmed(now),
    }


def _unconfirmed(now: datetime) -> int:
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    people = User.objects.filter(
        ~Exists(confirmed),
        last_login=None,
        is_active=True,
        is_staff=False,
        is_superuser=False,
        date_joined__lt=now - UNCONFIRMED_KEPT,
    )
    closed = 0
    for user in people:
        try:
            close_account(user, by=None)
        except ValidationError:
            continue  # an app still needs this person
        closed += 1
    return closed
