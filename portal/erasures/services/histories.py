"""Histories end with what they tell of: an event row holds all that its row held, names and numbers too."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from pghistory.models import Context, Event


def purge_histories() -> dict[str, int]:
    """Delete the events of rows that are gone, those past their time, and contexts without events.

    `settings.HISTORY_KEPT_DAYS` says for each app how long an event of a living row is kept, None for as long
    as the row. An app that is not named holds nobody's data, and keeps what was removed.
    """
    events = sum(_purge(model) for model in _event_models())
    unused = Context.objects.all()
    for model in _event_models():
        unused = unused.filter(~Exists(model.objects.filter(pgh_context=OuterRef("pk"))))
    return {"events of histories": events, "their contexts": unused.delete()[0]}


def _event_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Event)]


def _purge(model: Any) -> int:
    tracked = model.pgh_tracked_model
    if tracked._meta.app_label not in settings.HISTORY_KEPT_DAYS:
        return 0
    over = Q(~Exists(tracked._base_manager.filter(pk=OuterRef("pgh_obj_id"))))
    days = settings.HISTORY_KEPT_DAYS[tracked._meta.app_label]
    if days is not None:
        over |= Q(pgh_created_at__lt=timezone.now() - timedelta(days=days))
    deleted: int = model.objects.filter(over).delete()[0]
    return deleted
