"""Writing a concept, and what one works with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parentwork.models import Concept
from parentwork.models.concepts import PARTS

ENGLISH = [f"{name}_en" for name in ("title", *PARTS)]


class ConceptForm(forms.ModelForm):
    """What a concept says, in German; English is folded until something is written in it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    class Meta:
        model = Concept
        fields = ["title_de", "format", "area", "goal_de", "target_de", "method_de", "indicator_de", *ENGLISH]
        labels = {
            "title_de": _("Title"),
            "format": _("For which kind of meeting"),
            "area": _("Quality area"),
            "goal_de": _("Goal"),
            "target_de": _("For whom"),
            "method_de": _("How you work"),
            "indicator_de": _("How you see that it works"),
        }
        help_texts = {
            "format": _("Whoever plans such a meeting is offered this concept."),
            "area": _("The same four areas as in your self-evaluation."),
            "goal_de": _("What is different for parents afterwards?"),
            "indicator_de": _("For example: eight of ten parents have talked with the school."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 6 if name.startswith("method") else 3
        for name in ENGLISH:
            self.fields[name].widget.attrs |= {"lang": "en", "dir": "ltr"}

    def own_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in ENGLISH]

    def english_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ENGLISH]

    @property
    def is_english(self) -> bool:
        """Something is written in English, or wrong with it."""
        return any(field.errors or field.value() for field in self.english_fields())

    def values(self) -> dict[str, Any]:
        """What was said, by column."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class MaterialForm(forms.Form):
    """A file or the address of a page."""

    name = forms.CharField(label=_("What it is"), max_length=120)
    file = forms.FileField(
        label=_("File"), required=False,
        help_text=_("PDF, picture, Word, Excel or OpenDocument, up to 10 MB."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Or the address of a page"), required=False, max_length=300, assume_scheme="https"
    )
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        given = [name for name in ("file", "link") if said.get(name) or name in self.errors]
        if len(given) != 1:
            text = _("Please choose a file or write an address, one of the two.")
            self.add_error("file", ValidationError(text))
        return said
