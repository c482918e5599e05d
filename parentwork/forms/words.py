"""Words that are asked for in German and may be written in the other public languages, too."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.functional import Promise

from portal.lib import languages

OTHER_LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "de"]


def other_columns(*names: str) -> dict[str, tuple[str, str]]:
    """Columns of translated fields in the languages other than German: column → (field, language)."""
    return {f"{name}_{code.replace('-', '_')}": (name, code) for code in OTHER_LANGUAGES for name in names}


@dataclass(frozen=True)
class Words:
    """What is written in one language."""

    code: str
    name: str
    fields: list[forms.BoundField]
    is_asked: bool  # the language is spoken there, or something is written in it: not folded


class OtherWords(forms.BaseForm):
    """The part of a form with these columns, which is folded until something is written in it."""

    words: Mapping[str, tuple[str, str]]
    word_labels: Mapping[str, str | Promise]  # by field, with a place for the language

    def offer_words(self) -> None:
        for column, (name, code) in self.words.items():
            field = self.fields[column]
            field.label = str(self.word_labels[name]) % {"language": dict(settings.LANGUAGES)[code]}
            field.required = False
            field.widget.attrs |= {"lang": code, "dir": languages.direction(code)}
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    def own_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.words]

    def languages_asked(self) -> Container[str]:
        """Languages in which words are asked for; the others can be opened."""
        return OTHER_LANGUAGES

    def other_words(self) -> list[Words]:
        asked = self.languages_asked()
        return [self._words_in(code, str(name), asked) for code, name in settings.LANGUAGES if code != "de"]

    def _words_in(self, code: str, name: str, asked: Container[str]) -> Words:
        fields = [self[column] for column, (_name, language) in self.words.items() if language == code]
        return Words(code, name, fields, code in asked or any(map(self._is_written, fields)))

    def _is_written(self, field: forms.BoundField) -> bool:
        """Something is written in it, or wrong with it."""
        return bool(field.errors or field.value())

    @property
    def has_other_words(self) -> bool:
        return any(self._is_written(self[column]) for column in self.words)
