"""What the pages about signing in need."""

import json
import re
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found counts: browsers name their ancestors, too.
_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
]
_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


@register.filter
def device(user_agent: str) -> str:
    """`Firefox, Windows` of what a browser says about itself."""
    browser = _first(user_agent, _BROWSERS)
    system = _first(user_agent, _SYSTEMS)
    return ", ".join(name for name in (browser, system) if name) or _("Unknown device")


def _first(text: str, names: list[tuple[str, str]]) -> str:
    return next((name for sign, name in names if re.search(rf"\b{sign}\b", text)), "")


@register.filter
def as_json(data: Any) -> str:
    """Data for a script, to stand in a data attribute."""
    return json.dumps(data)
