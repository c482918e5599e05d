"""Callables that settings name by strings, since the shell knows no app above it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.module_loading import import_string

# What a loader of invented rows tells as it goes on: what it has made, and how many by now.
type Steps = Iterator[tuple[str, int]]


def callables(names: Iterable[str]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """(name, callable) for each dotted name, all of them imported before the first is used."""
    yield from [(name, import_string(name)) for name in names]


def run_all(names: Iterable[str], say: Callable[[str], object]) -> None:
    """Call each in order and say what it counted."""
    for name, function in callables(names):
        _run(name, function, say)


def run_each(names: Iterable[str], say: Callable[[str], object]) -> None:
    """Call each in order though one before it failed. Raises an ExceptionGroup of what failed at the end."""
    failed = []
    for name, function in callables(names):
        try:
            _run(name, function, say)
        except Exception as error:
            say(f"{name}: failed")
            error.add_note(name)
            failed.append(error)
    if failed:
        raise ExceptionGroup("not all could be done", failed)


def _run(name: str, function: Callable[..., Any], say: Callable[[str], object]) -> None:
    counts = function() or {}
    what = ", ".join(f"{count} {noun}" for noun, count in counts.items())
    say(f"{name.rpartition('.')[0]}: {what}" if what else f"{name}: done")
