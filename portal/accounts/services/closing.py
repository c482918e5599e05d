from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from psycopg.errors import RaiseException

from portal.accounts.models import Invitation, User
from portal.accounts.rules import may_close_account
from portal.accounts.services.sessions import end_sessions
from portal.erasures.services import note

NOBODY = "@account.invalid"  # the end of the address of an emptied account


@transaction.atomic
def close_account(user: User, *, by: User | None) -> None:
    """Delete the account, its sessions, keys and invitations; what others rely on stays without the name.

    First each of `settings.WHEN_ACCOUNT_CLOSES` is called as (user, *, by): it raises `ValidationError` to
    refuse ("you are the last coordinator"), or writes role and Land into its log in place of the person.
    A row that must keep pointing at the person (a protected foreign key, a trigger that freezes it, or what
    they did in the administration) leaves an empty, locked account.
    `by=None` is the purge. Raises `PermissionDenied`, `ValidationError`.
    """
    if by is not None and not may_close_account(by, user):
        raise PermissionDenied
    user = User.objects.select_for_update().get(pk=user.pk)
    _keep_one_administrator(user)
    for hook in settings.WHEN_ACCOUNT_CLOSES:
        import_string(hook)(user, by=by)
    end_sessions(user)
    Invitation.objects.pending().filter(email=user.email).delete()
    note("accounts.user", [user.pk])
    _forget_in_admin_log(user)
    if LogEntry.objects.filter(user=user).exists():  # it would go with the account
        _empty(user)
        return
    try:
        with transaction.atomic():
            user.delete()
    except (ProtectedError, RestrictedError):
        _empty(user)
    except DatabaseError as error:
        if not isinstance(error.__cause__, RaiseException):  # what a trigger says that freezes a row
            raise
        _empty(user)


def _forget_in_admin_log(user: User) -> None:
    """What others did with the account stays in the log of the administration, without the person's name."""
    entries = LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user")
    entries.filter(object_id=str(user.pk)).update(object_repr="–")


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Close accounts that a restored database has brought back; how many.

    One that this database cannot do without (the last coordinator of an organisation) is emptied.
    """
    back = User.objects.filter(pk__in=ids, date_joined__lt=before).exclude(email__endswith=NOBODY)
    for user in back:
        try:
            close_account(user, by=None)
        except ValidationError:
            end_sessions(user)
            _empty(user)
    return len(back)


def _keep_one_administrator(user: User) -> None:
    if not (user.is_superuser and user.is_active):
        return
    others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if not others.exists():
        raise ValidationError(
            _("You are the only administrator. Please make somebody else an administrator first."),
            code="last_administrator",
        )


def _empty(user: User) -> None:
    """Nothing of the person is left in the row, and nobody can sign in with it."""
    for model in (EmailAddress, Authenticator, UserSession):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"closed-{user.pk}{NOBODY}"
    user.name = ""
    user.language = settings.LANGUAGE_CODE
    user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
