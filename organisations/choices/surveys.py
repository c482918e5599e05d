"""What a network asks its members."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.choices.board import Step


class QuestionKind(models.TextChoices):
    TEXT = "text", _("in their own words")
    CHOICE = "choice", _("one of several answers")
    NUMBER = "number", _("a number")


# Members at these steps have people who can answer.
ASKED_AT = (Step.CLAIMED, Step.COMPLETE, Step.PUBLIC)
