"""The mails about what a network asks its members."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models import Reply, Survey
from portal.lib import dates
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _ToAMember(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        """The reply as long as it may be written."""
        rows = Reply.objects.open(dates.today()).select_related("survey__umbrella", "member")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.answered is None

    def render(self, obj: Any, language: str, message: Message) -> Text:
        page = reverse("organisations:survey_answer", args=[obj.member.slug, obj.pk])
        return mail_text(self.template, {"reply": obj, "url": settings.SITE_URL + page}, language)


@register
class SurveyAsked(_ToAMember):
    """To the coordinators of a member."""

    key = "organisations.survey_asked"
    label = _("A network asks its members something")
    template = "mail/organisations/survey_asked.txt"


@register
class SurveyReminder(_ToAMember):
    """To the coordinators of a member that has not answered yet."""

    key = "organisations.survey_reminder"
    label = _("The last day to answer a network is near")
    template = "mail/organisations/survey_reminder.txt"


@register
class SurveyClosed(Kind):
    """To the coordinators of the network: its last day is over."""

    key = "organisations.survey_closed"
    label = _("The questions of a network are answered")

    def load(self, object_id: int) -> Any | None:
        return Survey.objects.counted().select_related("umbrella").filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return not obj.umbrella.is_hidden

    def render(self, obj: Any, language: str, message: Message) -> Text:
        page = reverse("organisations:survey", args=[obj.umbrella.slug, obj.key])
        context = {"survey": obj, "url": settings.SITE_URL + page}
        return mail_text("mail/organisations/survey_closed.txt", context, language)
