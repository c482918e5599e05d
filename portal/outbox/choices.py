from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message reaches a person."""

    MAIL = "mail", _("mail")
    SMS = "sms", _("SMS")
    CALL = "call", _("phone call")


class State(models.TextChoices):
    """What has become of a message."""

    DUE = "due", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("no longer wanted")
    DONE = "done", _("called")


# Nothing more happens to a message in one of these by itself.
FINISHED = (State.SENT, State.FAILED, State.DROPPED, State.DONE)
