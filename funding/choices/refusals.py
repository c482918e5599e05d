from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.TextChoices):
    """Why a request is rejected, as it is counted; the letter says it in words."""

    MONEY = "money", _("no money left")
    INELIGIBLE = "ineligible", _("not eligible")
    LATE = "late", _("came too late")
    QUALITY = "quality", _("quality of the project")
    OTHER = "other", _("another reason")
