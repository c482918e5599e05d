"""How a network sees its members."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """How far a member of a network is on its way to a page of its own."""

    WAITING = "waiting", _("not invited yet")
    CLAIMED = "claimed", _("looked after, not complete")
    COMPLETE = "complete", _("complete, not public yet")
    PUBLIC = "public", _("page is public")
    HIDDEN = "hidden", _("hidden by the portal")
