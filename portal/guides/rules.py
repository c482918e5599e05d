"""Who may change guides, facts and words."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.guides.models import PreparedText, TranslationDraft
from portal.guides.queries import translated_by


def may_edit(user: User | AnonymousUser | None) -> bool:
    """Portal staff."""
    return bool(user and user.is_authenticated and user.is_staff)


def editors() -> list[User]:
    """Everybody who may edit: they are reminded of what grows old."""
    return list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))


def is_second_reader(user: User | None, prepared: PreparedText) -> bool:
    """May let a new wording through: it was handed over, and this editor neither wrote in it nor asked."""
    return bool(user and may_edit(user) and prepared.waits and user.pk not in prepared.hands)


def second_readers(prepared: PreparedText, *, by: User) -> QuerySet[User]:
    """The editors who could read what `by` hands over; where there are none, `by` publishes alone.

    A second reader who writes on begins anew: whoever wrote before is then a second person.
    """
    before = frozenset[int]() if is_second_reader(by, prepared) else prepared.hands
    others = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in={*before, by.pk})
    return others.order_by("name", "email")


def may_translate(user: User | AnonymousUser | None, language: str) -> bool:
    """Translators into the language, and portal staff; nobody translates into the language of the master."""
    return bool(user and language in translated_by(user))


def may_write(user: User | AnonymousUser | None, language: str) -> bool:
    """Let a new wording through to the readers: the German one is for portal staff alone."""
    return may_edit(user) if language == settings.LANGUAGE_CODE else may_translate(user, language)


def may_review(user: User | AnonymousUser | None, draft: TranslationDraft) -> bool:
    """A second person: anybody who may translate into the language, but nobody who wrote a part of it."""
    return bool(user and user.pk not in draft.hands and may_translate(user, draft.language))
