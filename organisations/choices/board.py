"""How a network sees its members."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """How far a member of a network is on its way to a page of its own."""

    WAITING = "waiting", _("not invited yet")
    INVITED = "invited", _("invited")
    CLAIMED = "claimed", _("looked after, not complete")
    COMPLETE = "complete", _("complete, not public yet")
    PUBLIC = "public", _("page is public")
    LEFT = "left", _("page is public, nobody looks after it")
    HIDDEN = "hidden", _("hidden by the portal")


# At these nobody has looked after the entry yet: a letter can ask them. Not at `LEFT`: a page that speaks for
# somebody opens only to who asks with a register extract, see `services.recover`.
UNCLAIMED = (Step.WAITING, Step.INVITED)


WITHOUT_PAGE = tuple(step for step in Step if step not in (Step.PUBLIC, Step.LEFT))


class Letters(models.TextChoices):
    """To whom a network writes."""

    NEW = "new", _("all who have no letter that still works")
    ALL = "all", _("all whose entry nobody looks after; their older letters end")
    CHOSEN = "chosen", _("only those chosen below; their older letters end")
