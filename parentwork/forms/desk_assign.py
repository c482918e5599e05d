"""Who helps: on one date, or on many dates of a workshop at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.choices import HelperRole
from parentwork.forms import desk_namesakes
from parentwork.models import Helper, WorkshopDate
from portal.lib.dates import span_words


class AssignForm(forms.Form):
    """Put a helper on a date."""

    helper = forms.ModelChoiceField(label=_("Helper"), queryset=Helper.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=HelperRole.choices)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk_namesakes.offer(self.fields["helper"], organisation.helpers.active())


class CourseForm(AssignForm):
    """The same for those dates that are ticked, at first for all that are to come."""

    dates = forms.TypedMultipleChoiceField(
        label=_("Dates"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Dates on which the person is needed elsewhere are left out and named."),
        error_messages={"required": _("Tick at least one date.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(
        self, organisation: Organisation, coming: Sequence[WorkshopDate], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(organisation, *args, **kwargs)
        self.coming = coming
        self.fields["dates"].choices = [(row.pk, self._words(row)) for row in coming]  # type: ignore[attr-defined]
        self.initial.setdefault("dates", [row.pk for row in coming])

    @staticmethod
    def _words(row: WorkshopDate) -> str:
        """The date, and what is still missing there."""
        when = span_words(row.starts, row.ends, get_language() or "de")
        return " · ".join([when, *(str(gap) for gap in row.gaps)])

    def chosen(self) -> list[WorkshopDate]:
        """The dates that are ticked, in their order."""
        ticked = set(self.cleaned_data["dates"])
        return [row for row in self.coming if row.pk in ticked]
