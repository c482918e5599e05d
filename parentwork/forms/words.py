"""Words that are asked for in German and may be written in the other public languages, too."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.utils.functional import Promise

from portal.lib import languages

OTHER_LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "de"]


def other_columns(*names: str) -> dict[str, tuple[str, str]]:
    """Columns of translated fields in the languages other than German: column → (field, language)."""
    return {f"{name}_{code.replace('-', '_')}": (name, code) for code in OTHER_LANGUAGES for name in names}


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

    def word_fields(self) -> list[forms.BoundField]:
        return [self[column] for column in self.words]

    @property
    def has_other_words(self) -> bool:
        """Something is written in them, or wrong with it: then they are not folded."""
        return any(column in self.errors or self[column].value() for column in self.words)
