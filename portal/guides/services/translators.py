"""Who translates into which language: portal staff give a language and take it back."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import Translator


@transaction.atomic
def give_language(user: User, language: str, *, by: User | None) -> Translator:
    """Make a person a translator into the language; giving it twice is giving it once.

    Raises PermissionDenied, ValidationError for the language of the master or one that there is not.
    """
    if not rules.may_edit(by):
        raise PermissionDenied
    if language == settings.LANGUAGE_CODE or language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Guides are not translated into this language.")})
    translator, _new = Translator.objects.get_or_create(user=user, language=language)
    return translator


def take_language(translator: Translator, *, by: User | None) -> None:
    """The person no longer translates into this language; what they wrote stays."""
    if not rules.may_edit(by):
        raise PermissionDenied
    Translator.objects.filter(pk=translator.pk).delete()
