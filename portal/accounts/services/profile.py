from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User


@transaction.atomic
def change_profile(user: User, *, by: User, name: str, language: str) -> User:
    """Change the name that others see and the language of mails; only one's own."""
    if by.pk != user.pk:
        raise PermissionDenied
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name = name
    user.language = language
    user.save(update_fields=["name", "language"])
    return user
