"""Taxonomies and their terms: fixed lists of words that entries are marked with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Choices
from django.utils.translation import override

from organisations.api.identity import HOUSE, part
from organisations.choices import Activity, AgePhase, Level

LANGUAGE = "de"
type Entry = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary."""

    vocabulary: "Vocabulary"
    code: str
    name: str
    description: str = ""

    @property
    def id(self) -> UUID:
        return uuid5(self.vocabulary.id, self.code)

    def entry(self) -> Entry:
        """As HSDS 3.0 `taxonomy_term` says it."""
        return {
            "id": str(self.id),
            "code": self.code,
            "name": self.name,
            "description": self.description or self.name,
            "taxonomy": self.vocabulary.name,
            "taxonomy_id": str(self.vocabulary.id),
            "language": LANGUAGE,
        }

    def marking(self, owner: UUID, entity: str) -> Entry:
        """An `attribute`: that the row `owner` of the table `entity` is marked with this word."""
        return {
            "id": part(owner, self.id),
            "link_id": str(owner),
            "link_type": self.vocabulary.code,
            "link_entity": entity,
            "taxonomy_term_id": str(self.id),
            "taxonomy_term": self.entry(),
        }


@dataclass(frozen=True)
class Vocabulary:
    """A list of words, and where they come from."""

    code: str
    name: str
    description: str
    read: Callable[["Vocabulary"], Iterable[Term]]

    @property
    def id(self) -> UUID:
        return uuid5(HOUSE, self.code)

    def terms(self) -> Iterable[Term]:
        return self.read(self)

    def entry(self) -> Entry:
        """As HSDS 3.0 `taxonomy` says it."""
        return {"id": str(self.id), "name": self.name, "description": self.description}


def of_choices(choices: type[Choices]) -> Callable[[Vocabulary], Iterable[Term]]:
    """The codes of the house as terms, with their German words."""

    def terms(vocabulary: Vocabulary) -> Iterable[Term]:
        with override(LANGUAGE):
            return [Term(vocabulary, str(code), str(label)) for code, label in choices.choices]

    return terms


AGES = Vocabulary(
    "ages",
    "Ages of the children",
    "Phases of childhood that an organisation works with.",
    of_choices(AgePhase),
)
ACTIVITIES = Vocabulary(
    "activities", "Activities", "What an organisation does for families.", of_choices(Activity)
)
LEVELS = Vocabulary("levels", "Reach", "How far an organisation's work reaches.", of_choices(Level))


def markings(vocabulary: Vocabulary, codes: Iterable[str], owner: UUID, entity: str) -> list[Entry]:
    """The attributes of a row for those of `codes` that the vocabulary knows."""
    known = {term.code: term for term in vocabulary.terms()}
    return [known[code].marking(owner, entity) for code in codes if code in known]
