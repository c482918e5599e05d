from typing import Any

from django import forms

from portal.forms import DateInput, TimeInput


class SampleForm(forms.Form):
    """Every kind of field; the words come from content/samples/."""

    name = forms.CharField(max_length=40)
    phone = forms.RegexField(r"^\+?[\d /-]{9,20}$", widget=forms.TextInput(attrs={"type": "tel"}))
    adults = forms.IntegerField(min_value=1, max_value=10, initial=2)
    day = forms.DateField(widget=DateInput)
    clock = forms.TimeField(widget=TimeInput, required=False)
    language = forms.ChoiceField()
    way = forms.ChoiceField(widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    remark = forms.CharField(widget=forms.Textarea, required=False)
    paper = forms.FileField(required=False)
    agree = forms.BooleanField()

    def __init__(self, words: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = words[name]
            field.help_text = words.get(f"{name}_hint", "")
        choices: dict[str, list[tuple[str, str]]] = {
            name: [(str(number), word) for number, word in enumerate(words[source])]
            for name, source in (("language", "languages"), ("way", "ways"), ("topics", "languages"))
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
