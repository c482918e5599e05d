"""Who may change guides, facts and words."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.guides.models import TranslationDraft
from portal.guides.queries import translated_by


def may_edit(user: User | AnonymousUser | None) -> bool:
    """Portal staff."""
    return bool(user and user.is_authenticated and user.is_staff)


def editors() -> list[User]:
    """Everybody who may edit: they are reminded of what grows old."""
    return list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))


def may_translate(user: User | AnonymousUser | None, language: str) -> bool:
    """Translators into the language, and portal staff; nobody translates into the language of the master."""
    return bool(user and language in translated_by(user))


def may_write(user: User | AnonymousUser | None, language: str) -> bool:
    """Let a new wording through to the readers: the German one is for portal staff alone."""
    return may_edit(user) if language == settings.LANGUAGE_CODE else may_translate(user, language)


def may_review(user: User | AnonymousUser | None, draft: TranslationDraft) -> bool:
    """A second person: anybody who may translate into the language, but nobody who wrote a part of it."""
    return bool(user and user.pk not in draft.hands and may_translate(user, draft.language))
