"""Outlines of the papers that data protection law asks of an operator, filled in from the register."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.lib.dates import today
from portal.privacy.register import activities

# In German, the language of the authorities that ask for them.
PAPERS = {
    "verarbeitungsverzeichnis.md": "privacy/record.md",  # Art. 30
    "auftragsverarbeitung.md": "privacy/processor.md",  # Art. 28
    "folgenabschaetzung.md": "privacy/impact.md",  # Art. 35
    "verletzungen.md": "privacy/breaches.md",  # Art. 33
}


def written(name: str) -> str:
    """The paper of that name in Markdown."""
    context = {
        "activities": activities(),
        "operator": settings.OPERATOR,
        "settings": settings,
        "day": today(),
    }
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(PAPERS[name], context)
