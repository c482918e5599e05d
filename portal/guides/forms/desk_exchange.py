from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.guides.imports import xliff

_SALT = "guides.exchange.seen"
_A_DAY = 24 * 3600


class ReturnForm(forms.Form):
    """A file that comes back from outside."""

    file = forms.FileField(
        label=_("XLIFF file"),
        help_text=_("At most 5 MB. First you see what would change; nothing is saved before you say so."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,application/xliff+xml"}),
    )

    def clean_file(self) -> xliff.Returned:
        file = self.cleaned_data["file"]
        if file.size > xliff.MAX_BYTES:
            raise ValidationError(_("This file is too large: at most 5 MB are possible."), "size")
        return xliff.read(file.read())


class TakeForm(forms.Form):
    """What a preview showed, sealed, so that exactly this is taken."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, person: int) -> None:
        super().__init__(data)
        self.person = person

    def clean_sealed(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = signing.loads(self.cleaned_data["sealed"], salt=_SALT, max_age=_A_DAY)
        except signing.BadSignature as error:
            raise ValidationError(_("This preview is too old. Please choose the file again.")) from error
        if found["person"] != self.person:
            raise ValidationError(_("This preview is too old. Please choose the file again."))
        return found


def seal(
    language: str, parcels: list[dict[str, Any]], *, seen: Mapping[str, tuple[int, ...]], person: int
) -> str:
    """The preview of a person as one word that `TakeForm` reads; `seen` is what it was compared with."""
    laid_down = {"language": language, "parcels": parcels, "seen": seen, "person": person}
    return signing.dumps(laid_down, salt=_SALT, compress=True)
