"""The filters of the inbox, and what is done to several requests at once."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.choices import State
from funding.models import Office
from funding.queries.inbox import AFTER
from funding.workflow import officer_label
from portal.accounts.models import User
from portal.forms import FoldedForm

MOST = 100
_ROW = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,9})$")
_SEEN = [state for state in State if state != State.DRAFT]


class PersonField(forms.ModelChoiceField):
    """An officer, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name or obj.email)


class InboxForm(FoldedForm):
    """The filters of the inbox; they stand in the address. What is folded up is said in one line."""

    ALWAYS = ("q",)

    q = forms.CharField(label=_("Title, organisation or file number"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Not decided yet")),
            (AFTER, _("Waiting after the decision")),
            ("all", _("Everything")),
            *((s, officer_label(s)) for s in _SEEN),
        ],
    )
    turn = forms.ChoiceField(
        label=_("Whose turn"),
        required=False,
        choices=[
            ("", _("Anybody")),
            ("mine", _("Mine")),
            ("office", _("The Office")),
            ("applicant", _("The applicant")),
        ],
    )
    who = PersonField(User.objects.none(), label=_("Caseworker"), required=False, empty_label=_("Anybody"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("By deadline")), ("age", _("Oldest first")), ("new", _("Newest first"))],
    )
    # What a tile asks for.
    due = forms.ChoiceField(
        choices=[("", ""), ("week", _("due within a week"))], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, office: Office, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people  # type: ignore[attr-defined]
        programmes = [(it.slug, str(it)) for it in office.programmes.filter(is_current=True).order_by("slug")]
        if len(programmes) > 1:
            self.fields["programme"].choices = [("", _("All")), *programmes]  # type: ignore[attr-defined]
        else:
            del self.fields["programme"]

    @property
    def is_unfolded(self) -> bool:
        """What is set is said already; what is wrong must not be out of sight."""
        return any(field.errors for field in self.folded)

    @property
    def is_narrowed(self) -> bool:
        """Anything but the list as it opens is asked for."""
        return any(self.filters().values())

    @property
    def shows_all(self) -> bool:
        """All that is undecided is asked for, in whatever order."""
        return not any(value for name, value in self.filters().items() if name != "sort")

    @property
    def shown(self) -> list[str]:
        """What the list shows, in words, its order last; nothing while a filter is not understood."""
        said = self.filters()
        if not said:
            return []
        parts = [self._word("state"), *(self._word(name) for name in ("due",) if said[name])]
        parts += [
            f"{self.fields[name].label}: {self._word(name)}"
            for name in ("turn", "who", "programme")
            if said.get(name)
        ]
        return [*parts, self._word("sort")]

    def _word(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if isinstance(field, PersonField):
            return field.label_from_instance(value)
        return str(dict(field.choices)[value])  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """What is to be filtered by; nothing while a filter is not understood."""
        return self.cleaned_data if self.is_valid() else {}

    def as_params(self) -> dict[str, str]:
        """The same as plain text, for a job."""
        return {name: str(getattr(value, "pk", value)) for name, value in self.filters().items() if value}


class RowsField(forms.Field):
    """Ticked requests, each with the version that the officer has seen: `{public_id: version}`."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> dict[str, int]:
        found = [_ROW.match(text) for text in (value or [])[:MOST]]
        if not all(found):
            raise ValidationError(self.error_messages["required"], code="required")
        return {match[1]: int(match[2]) for match in found if match}


class BulkForm(forms.Form):
    """One step for several requests: receipt confirmed, or handed over to somebody."""

    rows = RowsField(error_messages={"required": _("Please tick at least one request.")})
    do = forms.ChoiceField(choices=[("receive", ""), ("assign", "")])
    to = PersonField(
        User.objects.none(), label=_("Hand over to"), required=False, empty_label=_("Please choose")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].unmarked = True  # type: ignore[attr-defined]  # no option where it is needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "assign" and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Please choose to whom the requests are handed over."))
        return cleaned
