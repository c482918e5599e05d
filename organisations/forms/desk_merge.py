"""Which of two entries goes and which stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.choices import ListingState
from organisations.choices.lists import ListColumn
from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from organisations.reports.lists import outgoing
from organisations.services.merging import disputed

MOST = 12
STAYS, GOES = "stays", "goes"
WHO_CAN_GO = gettext_lazy(
    "Only an entry that nobody looks after and that is no network can go. People who look after both can"
    " leave one of them first."
)


class PairForm(forms.Form):
    """An entry that is found by `q`, and one found by `other`, or by `q` as well where that is empty."""

    goes = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="slug", label=gettext_lazy("This entry goes"),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    stays = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="slug", label=gettext_lazy("This entry stays"),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, q: str, other: str = "") -> None:
        super().__init__(data)
        known = Organisation.objects.exclude(state=ListingState.REMOVED)
        free = known.filter(memberships=None, is_umbrella=False).exclude(state=ListingState.SUSPENDED)
        self.found = _found(known, q)
        can_go = set(free.filter(pk__in=[row.pk for row in self.found]).values_list("pk", flat=True))
        going = [row for row in self.found if row.pk in can_go]
        staying = _found(known, other) if other else self.found
        self.are_two = len({row.pk for row in (*self.found, *staying)}) > 1
        self.can_go = going if self.are_two else []
        self._offer("goes", free, going)
        self._offer("stays", known, staying)
        if len(going) < len(self.found):
            self.fields["goes"].help_text = WHO_CAN_GO

    def _offer(self, name: str, rows: OrganisationQuerySet, offered: list[Organisation]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields[name].choices = [(row.slug, _named(row)) for row in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        pair = super().clean() or {}
        if pair.get("goes") and pair.get("goes") == pair.get("stays"):
            raise ValidationError(_("These are one and the same entry."))
        return pair


class MergeForm(forms.Form):
    """Which state of both entries the reader has seen, and whose word holds where they differ."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, goes: Organisation, stays: Organisation) -> None:
        super().__init__(data, initial={"version": goes.version, "into_version": stays.version})
        for column in disputed(goes, stays):
            self.fields[column] = forms.ChoiceField(
                label=capfirst(str(ListColumn(column).label)), initial=STAYS, widget=forms.RadioSelect,
                choices=[(whose, _said(row, column)) for whose, row in ((STAYS, stays), (GOES, goes))],
            )  # fmt: skip

    @property
    def choices(self) -> list[BoundField]:
        return self.visible_fields()

    @property
    def taken(self) -> list[str]:
        """The fields in which the word of the entry that goes holds."""
        return [name for name, chosen in self.cleaned_data.items() if chosen == GOES]


def _found(entries: OrganisationQuerySet, q: str) -> list[Organisation]:
    """The entry with this address or register number, then those that are called like it."""
    if not q:
        return []
    slug = q.rstrip("/").rpartition("/")[2].lower()
    named = entries.filter(Q(slug=slug) | Q(register_number__iexact=q)).order_by("pk")
    return list(dict.fromkeys([*named[:MOST], *entries.resembling(q)[:MOST]]))[:MOST]


def _said(entry: Organisation, column: str) -> str:
    return outgoing.in_words(column, outgoing.said(entry, column))


def _named(entry: Organisation) -> str:
    parts = (entry.name, entry.place, entry.register_number, str(entry.get_state_display()))
    return ", ".join(part for part in parts if part)
