from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Page(TextChoices):
    """The texts every portal must have; the values name the files in content/."""

    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy")
    ACCESSIBILITY = "accessibility", _("Accessibility")
