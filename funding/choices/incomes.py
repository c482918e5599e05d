from django.db import models
from django.utils.translation import gettext_lazy as _


class AlikeIncome(models.TextChoices):
    """What a person says of income that looks like some that is known already."""

    SAME = "same", _("The same money: it counts once")
    OTHER = "other", _("Other money that only looks like it")
