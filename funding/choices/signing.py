"""Whether a request wants a signature."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Signature(models.TextChoices):
    """Whether a programme wants a request signed, and which receipt meets its deadline."""

    NONE = "none", _("no signature")
    AFTERWARDS = "afterwards", _("a signature; what is sent here meets the deadline")
    IN_TIME = "in_time", _("a signature; the signed paper has to be there by the deadline")
