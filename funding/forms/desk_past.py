from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from funding.models import PossibleMatch, Recipient
from organisations.models import Organisation

_NONE = "none"


class MatchForm(forms.Form):
    """Which of the proposed organisations a recipient of earlier grants is."""

    recipient = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, recipient: Recipient, possible: Iterable[PossibleMatch]) -> None:
        super().__init__(data, initial={"recipient": recipient.pk})
        self.possible = {str(match.organisation_id): match for match in possible}
        proposed = [(pk, _described(match)) for pk, match in self.possible.items()]
        self.fields["answer"] = forms.ChoiceField(
            label=_("Is it one of these organisations?"),
            choices=[*proposed, (_NONE, _("No, none of these"))],
            widget=forms.RadioSelect,
        )

    @property
    def organisation(self) -> Organisation | None:
        """The one that was chosen; None where it is none of them."""
        match = self.possible.get(self.cleaned_data["answer"])
        return match.organisation if match else None


def _described(match: PossibleMatch) -> str:
    found = match.organisation
    return _("Yes: %(name)s (%(place)s), %(why)s") % {
        "name": found.name,
        "place": found.place or "–",
        "why": match.get_ground_display(),
    }
