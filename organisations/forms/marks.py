"""At each field of what an organisation says about itself: who reads what is written there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Readers:
    """In words, and the icon beside them."""

    words: Any
    icon: str


EVERYBODY = Readers(_("everybody sees this"), "globe")
TEAM = Readers(_("only your team and the portal"), "lock")
AS_TICKED = Readers(_("public only if you tick the box below"), "lock")


def mark(form: forms.Form, *, private: Collection[str] = (), as_ticked: Collection[str] = ()) -> None:
    """Say at every field that can be seen who reads it; all others are public."""
    for bound in form.visible_fields():
        name = bound.name
        readers = TEAM if name in private else AS_TICKED if name in as_ticked else EVERYBODY
        bound.field.readers = readers  # type: ignore[attr-defined]
