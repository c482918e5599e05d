import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.pages.forms.styleguide import SampleForm

SAMPLES = Path(__file__).resolve().parent.parent / "content" / "samples"
ICONS = Path(settings.BASE_DIR) / "templates" / "parts" / "icons"
COLOURS = (
    "ink", "muted", "paper", "surface", "line", "brand", "brand-soft", "sun", "sun-soft", "ok", "ok-soft",
    "warn", "warn-soft", "bad", "bad-soft",
)  # fmt: skip


@never_cache
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the house on one page, for those who build it."""
    staff = isinstance(request.user, User) and request.user.is_staff
    if not (settings.DEBUG or staff):
        raise Http404
    language = "ar" if get_language() == "ar" else "de"
    words = json.loads((SAMPLES / f"{language}.json").read_text(encoding="utf-8"))
    return render(request, "pages/styleguide.html", {"words": words, "language": language} | _parts(words))


def _parts(words: dict[str, Any]) -> dict[str, Any]:
    fields = words["fields"]
    return {
        "form": SampleForm(fields, auto_id="sample_%s"),
        "bad_form": SampleForm(fields, {"phone": "0231 12", "adults": "2"}, auto_id="bad_%s"),
        "tasks": [
            {"title": title, "state_label": state, "tone": tone, "hint": hint, "url": "#tasks"}
            for title, state, tone, hint in words["tasklist"]
        ],
        "page_obj": Paginator(range(30), 10).page(2),
        "day": date(2026, 11, 24),
        "document": SimpleNamespace(pk=0, progress=60),
        "stored": [{"label": fields["name"], "stored": "Samira"}],
        "bars": [
            {
                "label": label,
                "value": value,
                "y": 30 * number + 8,
                "text_y": 30 * number + 23,
                "width": 7 * value,
            }
            for number, (label, value) in enumerate(zip(words["months"], (14, 22, 31), strict=True))
        ],
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "colours": COLOURS,
    }
