"""Topics and German words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomlkit

from portal.guides.imports.dumps import toml
from portal.guides.imports.rows import was_here
from portal.guides.models import Term, Topic

TOPICS = Path("topics.toml")
WORDS = Path("terms")
# Where words stand that were added in the portal; somebody may move them to where they belong.
ADDED = WORDS / "added.toml"


def wanted(found: dict[Path, str], not_loaded: list[str]) -> Iterator[tuple[Path, str]]:
    """topics.toml and the files of the folder terms."""
    yield from _topics(found.get(TOPICS, ""), not_loaded)
    yield from _words({path: text for path, text in found.items() if path.parent == WORDS}, not_loaded)


def _topics(before: str, not_loaded: list[str]) -> Iterator[tuple[Path, str]]:
    document = toml.parsed(before)
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    not_loaded += [f"{TOPICS}: {slug}" for slug in document if slug not in topics]
    for slug, topic in topics.items():
        table = _table(document, slug)
        toml.put(table, "icon", topic.icon)
        toml.put(table, "position", topic.position)
        for column in ("title", "summary"):
            toml.put_texts(table, column, toml.texts_of(topic, column))
    if topics:
        yield TOPICS, toml.written(document, before)


def _words(found: dict[Path, str], not_loaded: list[str]) -> Iterator[tuple[Path, str]]:
    documents = {path: toml.parsed(found[path]) for path in sorted(found)}
    words = {term.slug: term for term in Term.objects.order_by("slug")}
    for path, document in documents.items():
        for slug in list(document):
            if slug in words:
                _word(document[slug], words.pop(slug))
            elif was_here(Term, slug=slug):
                del document[slug]
            else:
                not_loaded.append(f"{path}: {slug}")
    if words:
        added = documents.setdefault(ADDED, toml.parsed(""))
        for slug, word in words.items():
            _word(_table(added, slug), word)
    for path, document in documents.items():
        yield path, toml.written(document, found.get(path, ""))


def _table(document: tomlkit.TOMLDocument, slug: str) -> Any:
    if slug not in document:
        if len(document):
            document.add(tomlkit.nl())
        document.add(slug, tomlkit.table())
    return document[slug]


def _word(table: Any, term: Term) -> None:
    toml.put(table, "word", term.word)
    toml.put(table, "plural", term.plural or None)
    toml.put_texts(table, "say", toml.texts_of(term, "say"))
    toml.put_languages(table, toml.texts_of(term, "meaning"))
