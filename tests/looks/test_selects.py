"""What an undecided select says, in the words of the house: Django's own stays English in every language."""

from collections.abc import Iterator

import pytest
from django import forms
from django.db.models import fields
from django.urls import get_resolver

OURS = ("portal.", "organisations.", "parentwork.", "funding.")


def all_forms(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for below in kind.__subclasses__():
        yield from all_forms(below)
        if below.__module__.startswith(OURS) and hasattr(below, "base_fields"):
            yield below


def empty_label(field: forms.Field) -> str | None:
    """What the select shows while nothing is chosen; None if something always is."""
    if isinstance(field, forms.ModelChoiceField):
        return None if field.empty_label is None else str(field.empty_label)
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for value, label in field.choices if value in ("", None)), None)
    return None


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_no_select_speaks_for_django() -> None:
    assert get_resolver().url_patterns  # every view is imported, and with it every form
    labels = {
        f"{form.__name__}.{name}": empty_label(field)
        for form in all_forms()
        for name, field in form.base_fields.items()
    }
    assert {"IncomeForm.source", "ProfileForm.legal_form"} <= set(labels)
    assert {name for name, label in labels.items() if label in ("---------", "- Select an option -")} == set()
    assert str(fields.BLANK_CHOICE_LABEL) == "Please choose"
