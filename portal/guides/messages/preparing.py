"""The mail to editors who are to read a new wording."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import PreparedText
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


@register
class ReviewAsked(Kind):
    """To whoever is asked, or all who did not write in it, until it is published or thrown away."""

    key = "guides.review_asked"
    label = _("A new wording to be read")

    def load(self, object_id: int) -> PreparedText | None:
        rows = PreparedText.objects.select_related("text__guide", "asked_by", "reviewer")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        person = User.objects.filter(email=message.address, is_active=True).first()
        return rules.is_second_reader(person, obj) and obj.reviewer in (None, person)

    def render(self, obj: Any, language: str, message: Message) -> Text:
        link = desk_link("guides:desk_edit", language, obj.text.guide.slug)
        context = {"name": message.name, "title": obj.text.title, "by": obj.asked_by, "link": link}
        return mail_text("mail/guides/review_asked.txt", context, language)
