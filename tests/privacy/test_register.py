"""No field that could hold something of a person is kept without saying whose, what for and until when."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from pghistory.models import Event

from portal import privacy
from portal.accounts.models import User

# Of their kinds a person can be told; numbers, dates and choices from a list tell of nobody by themselves.
TELLING = (
    ArrayField, models.BinaryField, models.CharField, models.FileField, models.GenericIPAddressField,
    models.JSONField, models.TextField,
)  # fmt: skip


def could_hold_something_of_a_person(field):
    if field.is_relation:
        return field.related_model is User
    return isinstance(field, TELLING) and not field.choices


def fields():
    """Label and name of each; histories mirror the fields of what they tell of, and translated columns their
    first one."""
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Event):
            continue
        for field in model._meta.concrete_fields:
            own_key = field.primary_key and field.auto_created
            if (
                not own_key
                and not hasattr(field, "translated_field")
                and could_hold_something_of_a_person(field)
            ):
                yield f"{model._meta.label}.{field.name}"


def registered():
    tables = [activity.fields for activity in privacy.activities()] + [privacy.nobodys()]
    return Counter(f"{label}.{name}" for table in tables for label, names in table.items() for name in names)


def test_each_field_that_could_hold_something_of_a_person_is_registered():
    assert sorted(set(fields()) - set(registered())) == []


def test_nothing_is_registered_that_is_gone():
    assert sorted(set(registered()) - set(fields())) == []


def test_nothing_is_registered_twice():
    assert [name for name, times in registered().items() if times > 1] == []


def test_what_deletes_is_what_the_house_runs_every_night():
    for activity in privacy.activities():
        assert activity.by, activity.key
        assert set(activity.by) <= set(settings.PURGES), activity.key


def test_every_purge_of_the_house_is_named():
    named = {name for activity in privacy.activities() for name in activity.by}
    of_files = {"organisations.services.logos.purge", "portal.guides.services.pictures.purge"}
    assert sorted(set(settings.PURGES) - named - of_files) == []


def test_every_history_tells_of_something_registered():
    known = {label for activity in privacy.activities() for label in activity.fields} | set(privacy.nobodys())
    histories = {
        model.pgh_tracked_model._meta.label for model in apps.get_models() if issubclass(model, Event)
    }
    without_text = {
        label for label in histories if not any(name.startswith(f"{label}.") for name in fields())
    }
    assert sorted(histories - known - without_text) == []


@pytest.mark.parametrize("table", [privacy.own(), privacy.withheld()], ids=["own", "withheld"])
def test_copies_name_only_what_is_registered(table):
    known = {
        label: model for model in apps.get_models(include_auto_created=True) if (label := model._meta.label)
    }
    registered_labels = {label for activity in privacy.activities() for label in activity.fields}
    assert sorted(set(table) - registered_labels) == []
    for label, names in table.items():
        fields = {field.name for field in known[label]._meta.concrete_fields}
        assert {name.partition("__")[0] for name in names} <= fields, label


def test_no_key_is_in_a_copy():
    """What is named like a key, a code or a mark of a job is withheld from whoever asks for a copy."""
    kept = re.compile(r"secret|password|hash|token|claim|^code$|_key$|^key$|sha256")
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    for label in privacy.own():
        telling = {field.name for field in models[label]._meta.concrete_fields if kept.search(field.name)}
        assert sorted(telling - set(privacy.withheld().get(label, []))) == [], label
