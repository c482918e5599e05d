from django.db import models
from django.utils.translation import gettext_lazy as _


class Looked(models.TextChoices):
    """What an auditor opened."""

    AWARD = "award", _("the page of the award")
    REPORT = "report", _("the funding report")
    INTERIM = "interim", _("an interim proof")
    VOUCHER = "voucher", _("a voucher")
