"""How a check of an organisation ends, and how an entry comes to be hidden. The public reads none of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ended(models.TextChoices):
    """Why a verification holds no more."""

    LAPSED = "lapsed", _("its time was over")
    RENEWED = "renewed", _("checked anew")
    REVOKED = "revoked", _("revoked")
    HIDDEN = "hidden", _("the entry was hidden")


class CaseState(models.TextChoices):
    """How far the case of an entry is that is to be hidden."""

    HEARING = "hearing", _("the organisation is heard")
    DROPPED = "dropped", _("not suspended")
    SUSPENDED = "suspended", _("suspended")
    APPEALED = "appealed", _("appealed against")
    UPHELD = "upheld", _("appeal refused")
    LIFTED = "lifted", _("suspension lifted")
    GONE = "gone", _("the entry was removed")


# Nothing more happens to a case in one of these.
OVER = (CaseState.DROPPED, CaseState.LIFTED, CaseState.GONE)


class CaseVerb(models.TextChoices):
    """What is done with such a case; `workflow` says from where to where."""

    SUSPEND = "suspend", _("suspend")
    DROP = "drop", _("do not suspend")
    APPEAL = "appeal", _("appeal")
    UPHOLD = "uphold", _("refuse the appeal")
    LIFT = "lift", _("lift the suspension")
