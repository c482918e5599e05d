"""The mails to translators."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides.choices import State, Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.queries import translated_by
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


@register
class Outdated(Kind):
    """All guides in a person's languages whose German text says something else now."""

    key = "guides.outdated"
    label = _("Guides to be brought up to date")

    def load(self, object_id: int) -> User | None:
        return User.objects.filter(pk=object_id, is_active=True).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.email == message.address and self._texts(obj).exists()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        texts = self._texts(obj).select_related("guide").order_by("language", "guide__slug")
        context = {
            "name": message.name,
            "texts": texts,
            "link": desk_link("guides:desk_translations", language),
        }
        return mail_text("mail/guides/outdated.txt", context, language)

    def _texts(self, user: User) -> Any:
        """Without those that somebody has handed in anew; staff hear of languages that they were given."""
        given = user.translator_languages.values("language")
        handed_in = TranslationDraft.objects.filter(
            guide=OuterRef("guide"), language=OuterRef("language"), step=Step.REVIEW,
            made_from=OuterRef("guide__revision"),
        )  # fmt: skip
        public = Translation.objects.outdated().filter(guide__in=Guide.objects.public())
        return public.filter(~Exists(handed_in), language__in=given)


class _AboutAText(Kind):
    """To the translator, as long as the person still translates into the language."""

    template: str

    def _reads(self, address: str, language: str) -> bool:
        person = User.objects.filter(email=address, is_active=True).first()
        return person is not None and language in translated_by(person)

    def render(self, obj: Any, language: str, message: Message) -> Text:
        title = obj.guide.translations.get(language=settings.LANGUAGE_CODE).title
        link = desk_link("guides:desk_translate", language, obj.language, obj.guide.slug)
        context = {"name": message.name, "title": title, "code": obj.language, "row": obj, "link": link}
        return mail_text(self.template, context, language)


@register
class Accepted(_AboutAText):
    key = "guides.accepted"
    label = _("Translation published")
    template = "mail/guides/accepted.txt"

    def load(self, object_id: int) -> Translation | None:
        return Translation.objects.filter(pk=object_id).select_related("guide").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.state == State.PUBLISHED and self._reads(message.address, obj.language)


@register
class Returned(_AboutAText):
    key = "guides.returned"
    label = _("Translation sent back")
    template = "mail/guides/returned.txt"

    def load(self, object_id: int) -> TranslationDraft | None:
        return TranslationDraft.objects.filter(pk=object_id).select_related("guide", "author").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        is_hers = obj.author is not None and obj.author.email == message.address
        return obj.step == Step.RETURNED and is_hers and self._reads(message.address, obj.language)
