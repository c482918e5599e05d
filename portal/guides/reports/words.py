"""Values and words in the reader's language, or in the next best one, marked as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.guides.choices import Kind
from portal.guides.models import FactKey, LandFact, Term
from portal.lib import languages
from portal.lib.languages import best_words

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def locale(language: str) -> str:
    """The language as Babel knows it: easy German counts like German."""
    return language.split("-")[0]


def digits(text: str, language: str) -> str:
    return text.translate(_PERSIAN) if language == "fa" else text


def own(row: Any, field: str, language: str) -> SafeString:
    """A translated column, marked with `lang` and `dir` if it is not in the reader's language."""
    text, code = best_words(row, field, language)
    return format_html("{}", text) if code == language else foreign(text, code)


def other_language(row: Any, field: str, language: str) -> str:
    """The language in which `own` says it, where that is none that the reader has chosen, else nothing."""
    code = best_words(row, field, language)[1]
    return "" if locale(code) == locale(language) else code


def foreign(text: str, language: str) -> SafeString:
    """A passage in another language."""
    return format_html('<span lang="{}" dir="{}">{}</span>', language, languages.direction(language), text)


def day_of_year(day: date, language: str) -> str:
    """`30. September`, `30 سبتمبر`."""
    return digits(format_skeleton("MMMMd", day, locale=locale(language)), language)


def euros(amount: Decimal, language: str) -> str:
    """`195 €`, `14,50 €`: as people write amounts, without cents where there are none."""
    pattern = Locale.parse(locale(language)).currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace("0.00", "0")
    text = format_currency(amount, "EUR", pattern, locale=locale(language), currency_digits=False)
    return digits(text, language)


def number(value: Decimal, kind: str, language: str) -> str:
    """A number of that kind of fact: `9`, `9,5`, `195 €`."""
    if kind == Kind.MONEY:
        return euros(value, language)
    return digits(format_decimal(value, locale=locale(language)), language)


def bare_value(fact: LandFact, kind: str, language: str, words: dict[str, Term]) -> SafeString:
    """The value of a fact without the words around it."""
    if kind == Kind.DATE and fact.day_of_year:
        return format_html("{}", day_of_year(fact.day_of_year, language))
    if kind in (Kind.NUMBER, Kind.MONEY) and fact.number is not None:
        return format_html("{}", number(fact.number, kind, language))
    if kind == Kind.CHOICE and fact.choice:
        return own(fact.choice, "text", language)
    if kind == Kind.WORD:
        return foreign(fact.word, "de")
    if kind == Kind.TERMS:
        return format_html_join(
            mark_safe(" · "),
            "{}",
            ((foreign(words[slug].word, "de"),) for slug in fact.terms if slug in words),
        )
    return own(fact, "text", language)


def phrased_value(fact: LandFact, key: FactKey, language: str, words: dict[str, Term]) -> SafeString:
    """The value within its words: "6 years old by 30 September"."""
    return _phrased(key, language, lambda code: bare_value(fact, key.kind, code, words))


def phrased_span(
    first: LandFact, last: LandFact, key: FactKey, language: str, words: dict[str, Term]
) -> SafeString:
    """Both ends within the words of the key: "6 years old by 30 June – 30 September"."""

    def ends(code: str) -> SafeString:
        values = (bare_value(fact, key.kind, code, words) for fact in (first, last))
        return format_html("<bdi>{}</bdi> – <bdi>{}</bdi>", *values)

    return _phrased(key, language, ends)


def _phrased(key: FactKey, language: str, value: Callable[[str], SafeString]) -> SafeString:
    """`value` of a language within the words of the key, or alone where it has none."""
    phrase, code = best_words(key, "phrase", language)
    if "{value}" not in phrase:
        return value(language)
    before, after = phrase.split("{value}", 1)
    text = format_html("{}{}{}", before, value(code), after)
    if code == language:
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', code, languages.direction(code), text)
