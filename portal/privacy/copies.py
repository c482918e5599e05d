"""The copy that a person takes of what is kept about her account (Art. 15 and 20 GDPR).

It is made from the register, so that a field that comes later is in it by itself.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from pghistory.models import Event

from portal.privacy.register import Activity, activities, model_of, nobodys, own, withheld

MARKS = ("pgh_label", "pgh_created_at")  # of what an event of a history says beside the row as it was


def copy_of(person: Any) -> dict[str, Any]:
    """All that is kept of the account, by what it is kept for. Of other people it names nobody."""
    found = (_of(activity, person) for activity in activities())
    return {
        "made": timezone.now(),
        "person": person.pk,
        "kept": [activity for activity in found if activity["rows"] or activity["did"]],
    }


def _of(activity: Activity, person: Any) -> dict[str, Any]:
    return {
        "what": activity.title,
        "for": activity.purpose,
        "basis": activity.basis,
        "seen_by": activity.seen_by,
        "until": activity.period,
        "rows": _filled((label, _own_rows(label, person)) for label in activity.fields if label in own()),
        "did": _filled(
            (f"{label}.{field.name}", _acts(field, person))
            for label in activity.fields
            for field in _pointers(label, activity.fields[label])
        ),
    }


def _filled(found: Iterable[tuple[str, list[Any]]]) -> dict[str, list[Any]]:
    return {name: rows for name, rows in found if rows}


def _own_rows(label: str, person: Any) -> list[dict[str, Any]]:
    """The rows as they are and, where there is a history, as they were."""
    model = model_of(label)
    which = {lookup: getattr(person, attribute) for lookup, attribute in own()[label].items()}
    return [
        _row(row, label)
        for kept in (model, *_histories(model))
        for row in _with_names(kept).filter(**which).order_by("pk")
    ]


def _histories(model: Any) -> list[Any]:
    events = (event for event in apps.get_models() if issubclass(event, Event))
    return [event for event in events if event.pgh_tracked_model is model]


def _with_names(model: Any) -> models.QuerySet[Any]:
    named = [field.name for field in model._meta.concrete_fields if _has_name(field)]
    rows: models.QuerySet[Any] = model._base_manager.all()
    return rows.select_related(*named) if named else rows


def _row(row: Any, label: str) -> dict[str, Any]:
    hidden = withheld().get(label, [])
    return {
        field.name: _value(row, field)
        for field in row._meta.concrete_fields
        if field.name not in hidden
        and not _is_person(field)
        and (field.name in MARKS or not field.name.startswith("pgh_"))
    }


def _value(row: Any, field: Any) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation:
        return (_has_name(field) and value and getattr(row, field.name).name) or value
    return str(value) if isinstance(field, models.FileField) else value


def _has_name(field: Any) -> bool:
    """What it points to has a name, and the name is nobody's."""
    return field.is_relation and "name" in nobodys().get(field.related_model._meta.label, [])


def _is_person(field: Any) -> bool:
    return field.is_relation and field.related_model is get_user_model()


def _pointers(label: str, names: list[str]) -> list[Any]:
    """The fields that point to who did something."""
    meta = model_of(label)._meta
    if meta.proxy or not meta.managed:  # a view of histories, of which the contexts are in the copy
        return []
    fields = (meta.get_field(name) for name in names if name not in own().get(label, {}))
    return [field for field in fields if _is_person(field)]


def _acts(field: Any, person: Any) -> list[dict[str, Any]]:
    model = field.model
    times = [one.name for one in model._meta.concrete_fields if isinstance(one, models.DateTimeField)]
    return list(model._base_manager.filter(**{field.name: person.pk}).order_by("pk").values("pk", *times))
