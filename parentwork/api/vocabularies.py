"""Words that workshops are marked with, and all vocabularies of the house."""

from collections.abc import Iterable
from uuid import UUID

from organisations.api import parameters
from organisations.api.answers import Data
from organisations.api.collections import Collection
from organisations.api.parameters import Asked
from organisations.api.vocabularies import ACTIVITIES, AGES, LANGUAGE, LEVELS, Term, Vocabulary
from parentwork.models import Format
from portal.guides.models import Topic
from portal.lib.languages import best_words
from portal.lib.text import fold


def format_term(row: Format) -> Term:
    return Term(FORMATS, row.code, _german(row, "name") or row.code, _german(row, "hint"))


def topic_term(row: Topic) -> Term:
    return Term(TOPICS, row.slug, _german(row, "title") or row.slug, _german(row, "summary"))


def _german(row: object, field: str) -> str:
    return best_words(row, field, LANGUAGE)[0]


FORMATS = Vocabulary(
    "formats",
    "Formats",
    "Kinds of workshop that the field knows, from the parents' café to the course of many weeks.",
    lambda _vocabulary: map(format_term, Format.objects.all()),
)
TOPICS = Vocabulary(
    "topics",
    "Topics",
    "What workshops and the guides of this portal are about.",
    lambda _vocabulary: map(topic_term, Topic.objects.all()),
)
VOCABULARIES = (FORMATS, TOPICS, AGES, ACTIVITIES, LEVELS)


def terms(asked: Asked) -> list[Term]:
    """All words, or those of one vocabulary. No word stands above another here: all are top and leaf."""
    if "parent_id" in asked:
        return []
    wanted = asked.get("taxonomy_id")
    found = (term for it in VOCABULARIES if wanted in (None, it.id) for term in it.terms())
    return _with_words(found, asked, lambda term: f"{term.name} {term.description}")


def vocabularies(asked: Asked) -> list[Vocabulary]:
    return _with_words(VOCABULARIES, asked, lambda it: f"{it.name} {it.description}")


def term_of(identifier: UUID) -> Term | None:
    return next((term for term in terms({}) if term.id == identifier), None)


def _with_words[Each](found: Iterable[Each], asked: Asked, text_of) -> list[Each]:  # type: ignore[no-untyped-def]
    words = fold(" ".join(parameters.words_of(asked))).split()
    return [it for it in found if all(word in fold(text_of(it)) for word in words)]


def _entry(it: Term | Vocabulary, asked: Asked) -> Data:
    return it.entry()


TAXONOMY_ID = parameters.identifier("taxonomy_id", "Only what is marked with a word of this taxonomy.")
TAXONOMIES = Collection(
    name="taxonomies",
    noun="taxonomy",
    rows=vocabularies,
    find=lambda asked, identifier: next((it for it in VOCABULARIES if it.id == identifier), None),
    brief=_entry,
    full=_entry,
    of_list=(parameters.SEARCH,),
)
TAXONOMY_TERMS = Collection(
    name="taxonomy_terms",
    noun="taxonomy_term",
    rows=terms,
    find=lambda asked, identifier: term_of(identifier),
    brief=_entry,
    full=_entry,
    of_list=(
        parameters.SEARCH,
        parameters.identifier("taxonomy_id", "Only terms of this taxonomy."),
        parameters.truth("top_only", "Only terms that stand at the top, as all of them do here."),
        parameters.identifier("parent_id", "Only terms below this one; none is below another here."),
    ),
)
