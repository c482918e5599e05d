"""One row of a file against the same row in the database, which a person may have edited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from portal.guides.models.loaded import Loaded, Worded


@dataclass
class Report:
    """What a load did: counts by what happened, and the names of rows that were left as they are here."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)  # edited here
    gone: list[str] = field(default_factory=list)  # removed here

    def leave(self, name: str) -> None:
        """A row that a person took away in the portal does not come back from its file."""
        self.counts["kept"] += 1
        self.gone.append(name)

    def as_counts(self) -> dict[str, int]:
        return {name: self.counts[name] for name in ("new", "changed", "unchanged", "kept", "removed")}


def bring[M: Loaded](
    model: type[M], where: dict[str, Any], values: dict[str, Any], report: Report,
    *, new: dict[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Write one row from its file; False if it stays as it was edited in the portal."""
    row = model._default_manager.filter(**where).first()
    wanted = model(**where, **values, **(new or {}))
    wanted.loaded = wanted.fingerprint()
    if row is None:
        wanted.save()
        report.counts["new"] += 1
    elif row.loaded == wanted.loaded:
        # The file is as it was; an edit made here since then is the newer one.
        report.counts["kept" if row.edited_here else "unchanged"] += 1
        return not row.edited_here
    elif _says_the_same(row, values):
        # An edit made here has come into the file.
        model._default_manager.filter(pk=row.pk).update(**values, loaded=wanted.loaded)
        report.counts["unchanged"] += 1
    elif row.edited_here:
        keep(row, report)
        return False
    else:
        _overwrite(row, values, wanted.loaded)
        report.counts["changed"] += 1
    return True


def was_here(model: type[Model], **where: Any) -> bool:
    """The history knows such a row: if there is none now, a person took it away."""
    events: Any = model.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    return bool(events.objects.filter(**where).exists())


def is_gone(model: type[Model], **where: Any) -> bool:
    """A person took the row away in the portal."""
    return not model._default_manager.filter(**where).exists() and was_here(model, **where)


def keep(row: Model, report: Report) -> None:
    """The file says something new about a row that was edited here: the edit stays and is reported."""
    report.counts["kept"] += 1
    report.kept.append(f"{row._meta.model_name} {row}")


def _says_the_same(row: Loaded, values: dict[str, Any]) -> bool:
    """But for spaces around a text and the ends of lines."""
    return all(_bare(getattr(row, name)) == _bare(value) for name, value in values.items())


def _bare(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value or ""


def _overwrite(row: Loaded, values: dict[str, Any], loaded: str) -> None:
    if isinstance(row, Worded):  # what the file words anew fits the German again
        row.behind = [name for name in row.behind if _bare(values[name]) == _bare(getattr(row, name))]
    for name, value in values.items():
        setattr(row, name, value)
    row.loaded = loaded
    if hasattr(row, "version"):
        row.version += 1
    row.save()
