"""How somebody came to trust an entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """How it was checked that an organisation is what it says; the public reads it."""

    REGISTER = "register", _("register extract seen")
    KNOWN = "known", _("known to us in person")
    VISIT = "visit", _("visited on the spot")
    OTHER = "other", _("other papers seen")
