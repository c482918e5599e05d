from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a document is."""

    QUEUED = "queued", _("waiting")
    RENDERING = "rendering", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# Of documents in one of these there is one for the same input.
LIVE = (State.QUEUED, State.RENDERING, State.DONE)


class Variant(models.TextChoices):
    """What kind of file is made."""

    UA1 = "pdf/ua-1", "PDF/UA-1"
    A3A = "pdf/a-3a", "PDF/A-3a"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    PNG = "png", "PNG"

    @property
    def suffix(self) -> str:
        """Of the name of such a file."""
        return str(self.value).partition("/")[0]
