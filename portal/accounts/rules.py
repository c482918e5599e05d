"""Who must have a second factor. Other apps add their own rules in `settings.SECOND_FACTOR_RULES`."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from portal.accounts.models import User


def is_portal_staff(user: User) -> bool:
    return user.is_staff


def may_administer(user: User | AnonymousUser, app: str) -> bool:
    """Portal staff work on the rows of the house's own apps. People and their rights are left to
    administrators and to the groups that they make."""
    return bool(user.is_active and user.is_staff and app in settings.STAFF_ADMINISTERS)


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """This person must set one up before doing anything else; nobody must in the demo."""
    if settings.DEMO or not isinstance(user, User) or user.has_second_factor:
        return False
    return any(import_string(rule)(user) for rule in settings.SECOND_FACTOR_RULES)


def may_close_account(user: User, account: User) -> bool:
    """Everybody their own; administrators of the portal any."""
    return user.pk == account.pk or (user.is_active and user.is_superuser)


def may_remove_second_factor(user: User) -> bool:
    """People for whom it is a duty keep at least one."""
    return settings.DEMO or not any(import_string(rule)(user) for rule in settings.SECOND_FACTOR_RULES)


def may_reset_second_factor(user: User, account: User) -> bool:
    """Portal staff who may change people; that of other staff only administrators, nobody their own."""
    if user.pk == account.pk or not (user.is_active and user.is_staff):
        return False
    if account.is_staff or account.is_superuser:
        return user.is_superuser
    return user.has_perm("accounts.change_user")
