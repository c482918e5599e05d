"""What somebody said who was called."""

from django import forms

from parentwork.services.calling import Answer


class AnswerForm(forms.Form):
    """One button each."""

    answer_given = forms.ChoiceField(choices=[(answer.value, "") for answer in Answer])

    def answer(self) -> Answer:
        return Answer(self.cleaned_data["answer_given"])
