"""Changing TOML in place, no more than is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, MutableMapping
from typing import Any

import tomlkit
from django.db.models import Model

from portal.guides.imports import files


def parsed(text: str) -> tomlkit.TOMLDocument:
    return tomlkit.parse(text)


def written(document: tomlkit.TOMLDocument, before: str) -> str:
    """The text of a document that was edited; `before` itself if it says the same."""
    if tomllib.loads(before) == document.unwrap():
        return before
    text = document.as_string()
    if tomllib.loads(text) != document.unwrap():  # rather lose a comment than a word
        text = tomlkit.dumps(document.unwrap())
    return text.strip("\n") + "\n"


def put(table: MutableMapping[str, Any], name: str, value: Any) -> None:
    """Say `value` under `name`; None says nothing."""
    if value is None:
        table.pop(name, None)
    elif name not in table or table[name] != value:
        table[name] = value


def put_texts(table: Any, name: str, texts: Mapping[str, str]) -> None:
    """Say the texts as `name.de = …`, languages that are empty left out."""
    if name in table:
        put_languages(table[name], texts)
        if not table[name]:
            del table[name]
        return
    for code, text in texts.items():
        if text:
            table.add(tomlkit.key([name, code]), text)


def put_languages(table: MutableMapping[str, Any], texts: Mapping[str, str]) -> None:
    """Say the texts as `de = …`, languages that are empty left out."""
    for code, text in texts.items():
        put(table, code, text or None)


def texts_of(row: Model, column: str) -> dict[str, str]:
    """What a translated column says, by language, in the order of the house."""
    return {code: getattr(row, f"{column}_{code.replace('-', '_')}") or "" for code in files.CODES}
