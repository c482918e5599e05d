"""What is asked for a certificate of attendance; nothing of it is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parentwork.forms.fields import SmallNumber
from parentwork.models import Booking, Workshop, WorkshopDate
from portal.lib import codes, languages
from portal.lib.dates import span_words

GERMAN = "de"
IN_GERMAN = (GERMAN, languages.EASY_GERMAN)  # one certificate serves both


class CertificateForm(forms.Form):
    """For whom, and for which dates: those that a family attended by its code, or those ticked by hand."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name on the certificate"), max_length=100,
        help_text=_("Printed once and kept nowhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code of the family"), max_length=20, required=False,
        help_text=_("Then the dates are those to which it came, as they were typed in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    dates = forms.MultipleChoiceField(
        label=_("Or: dates attended"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.ChoiceField(
        label=_("Language beside German"), required=False,
        help_text=_("The certificate is in German, and beside it in this language."),
    )  # fmt: skip
    minutes_missed = SmallNumber(label=_("Minutes missed in all"), most=6000)

    def __init__(self, workshop: Workshop, held: list[WorkshopDate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop, self.held = workshop, held
        self._booking: Booking | None = None
        reader = get_language() or "de"
        self.fields["words"].choices = [  # type: ignore[attr-defined]
            ("", _("the language of the family, if its code stands above")),
            *((code, name) for code, name in languages.PUBLIC if code not in IN_GERMAN),
            (GERMAN, _("only German")),
        ]
        self.fields["dates"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), span_words(row.starts, row.ends, reader)) for row in held
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            self._choose(codes.normalised(said["code"]), said["code"], set(said["dates"]))
        return said

    def _choose(self, code: str, typed: str, ticked: set[str]) -> None:
        if typed:
            self._attended = self._by_code(code)
        else:
            self._attended = [row for row in self.held if str(row.pk) in ticked]
        if not self._attended and not self.errors:
            self.add_error("dates", _("Tick the dates attended, or write the code of the family."))
        elif self._attended and self.minutes() <= 0:
            self.add_error("minutes_missed", _("No time attended is left."))

    def _by_code(self, code: str) -> list[WorkshopDate]:
        self._booking = Booking.objects.filter(workshop=self.workshop, code=code).first()
        if (booking := self._booking) is None:
            self.add_error("code", ValidationError(_("No family of this workshop has this code.")))
            return []
        came = set(booking.seats.filter(attendance__adults__gt=0).values_list("date", flat=True))
        attended = [row for row in self.held if row.pk in came]
        if not attended:
            self.add_error("code", ValidationError(_("Nothing is typed in to which this family came.")))
        return attended

    def attended(self) -> list[WorkshopDate]:
        """The dates of the certificate."""
        return self._attended

    def second_language(self) -> str:
        """The language that stands beside the German; empty where that is all."""
        said = str(self.cleaned_data["words"]) or (self._booking.language if self._booking else GERMAN)
        return said if said in dict(languages.PUBLIC) and said not in IN_GERMAN else ""

    def minutes(self) -> int:
        """How long they were, without what was missed."""
        whole = sum(int((row.ends - row.starts).total_seconds()) // 60 for row in self._attended)
        return whole - int(self.cleaned_data["minutes_missed"])
