from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.choices import ENDS_OF_DECISIONS, CheckResult, Notice, RemedyEnd
from funding.forms.desk_inbox import PersonField
from funding.models import Snapshot
from funding.services.cuts import Found, cuts_in_force
from funding.services.review import points_in_force
from portal.accounts.models import User
from portal.forms import DateInput
from portal.lib.money import MoneyField


class StepForm(forms.Form):
    """A step on a request: carries the version that the officer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(StepForm):
    question = forms.CharField(
        label=_("What is to be corrected or added"), max_length=4000, widget=forms.Textarea
    )
    deadline = forms.DateField(label=_("Answer until"), widget=DateInput)


class HearForm(StepForm):
    """What is intended, why, and until when the organisation can answer."""

    amount = MoneyField(label=_("Grant that is intended (€)"), min_value=0, max_digits=14)
    text = forms.CharField(
        label=_("What is intended, and why"),
        help_text=_("The organisation reads this. Name the facts on which the decision is to rest."),
        max_length=4000,
        widget=forms.Textarea,
    )
    deadline = forms.DateField(label=_("Answer until"), widget=DateInput)


class ResultHearForm(HearForm):
    """The same before a check gives less than the proof."""

    amount = MoneyField(label=_("Grant that is to be left (€)"), min_value=0, max_digits=14)


class RecoveryHearForm(HearForm):
    """The same before money is asked back."""

    amount = MoneyField(label=_("Sum that is to be asked back (€)"), min_value=0, max_digits=14)


class CallOffForm(StepForm):
    """A hearing is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        help_text=_("The organisation reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CheckForm(StepForm):
    """The check of the content."""

    result = forms.ChoiceField(label=_("Result"), choices=CheckResult, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Reasons, for the file"), max_length=4000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, submission: Snapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submission = submission

    def found(self) -> dict[int, Found]:
        """What of which line is eligible: the content does not say."""
        return {}

    def ticked(self) -> set[int]:
        """Which points of the list are met: only the formal check says."""
        return set()

    def outcome(self) -> str:
        """The result of the check."""
        return str(self.cleaned_data["result"])


class FormalForm(CheckForm):
    """The formal check: the points of the programme's list, ticked where they are met."""

    points = forms.TypedMultipleChoiceField(
        label=_("What is met"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("version", "points", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["result"]  # it follows from the points
        self.checklist = self.submission.request.programme.checklist
        self.fields["points"].choices = list(enumerate(self.checklist))  # type: ignore[attr-defined]
        before = {point.text for point in points_in_force(self.submission) if point.ticked}
        self.initial["points"] = [place for place, text in enumerate(self.checklist) if text in before]

    def ticked(self) -> set[int]:
        return set(self.cleaned_data["points"])

    def outcome(self) -> str:
        if len(self.ticked()) == len(self.checklist):
            return CheckResult.GOOD
        return CheckResult.PARTLY if self.ticked() else CheckResult.NOT


class FiguresForm(CheckForm):
    """The check of the figures: for each line of the costs what of it is eligible, and why not all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = {cut.line: cut for cut in cuts_in_force(self.submission)}
        for line, cost in enumerate(self.submission.data["costs"]):
            cut = before.get(line)
            asked = Decimal(cost["amount"])
            self.fields[f"eligible_{line}"] = MoneyField(
                label=gettext("%(kind)s: eligible (€)") % {"kind": cost["label"]},
                min_value=0,
                max_value=asked,
                max_digits=14,
                initial=cut.eligible if cut else asked,
            )
            self.fields[f"reason_{line}"] = forms.CharField(
                label=gettext("%(line)s: why less is eligible") % {"line": cost["label"]},
                max_length=300,
                required=False,
                initial=cut.reason if cut else "",
            )

    @property
    def lines(self) -> list[tuple[dict[str, Any], forms.BoundField, forms.BoundField]]:
        """Each line of the costs as it was submitted, with its two fields."""
        costs = enumerate(self.submission.data["costs"])
        return [(cost, self[f"eligible_{line}"], self[f"reason_{line}"]) for line, cost in costs]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self["result"], self["note"]]

    def found(self) -> dict[int, Found]:
        data = self.cleaned_data
        return {
            line: Found(data[f"eligible_{line}"], data[f"reason_{line}"])
            for line in range(len(self.submission.data["costs"]))
        }


class EarlyStartForm(StepForm):
    day = forms.DateField(label=_("May begin from"), widget=DateInput)


class FinaliseForm(StepForm):
    waived = forms.DateField(
        label=_("Legal remedy waived on"),
        help_text=_(
            "The day of the letter in which the organisation gives up legal remedy. Empty: it did not."
        ),
        required=False,
        widget=DateInput,
    )
    had_it = forms.BooleanField(
        label=_("The organisation had the decision in its hands on that day."), required=False
    )

    def __init__(self, *args: Any, is_known_later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_known_later:
            del self.fields["had_it"]
        # Before the time for remedy is over it is no option; the page and the service say so.
        self.fields["waived"].unmarked = True  # type: ignore[attr-defined]


class ContestForm(StepForm):
    day = forms.DateField(label=_("It came in on"), widget=DateInput)
    note = forms.CharField(
        label=_("Of what kind, and where"),
        help_text=_("Such as the court and its file number. The organisation reads it in what has happened."),
        max_length=500,
        required=False,
    )


class SettleForm(StepForm):
    """How it ended that something was contested."""

    end = forms.TypedChoiceField(
        label=_("How it ended"),
        choices=[(end, end.label) for end in ENDS_OF_DECISIONS],
        coerce=RemedyEnd,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=_("On which day"),
        help_text=_("Of a decision, the day on which it counts as made known."),
        widget=DateInput,
    )
    note = forms.CharField(
        label=_("Note for the log"),
        help_text=_("The organisation reads this."),
        max_length=500,
        required=False,
    )


class WaitForm(StepForm):
    reason = forms.CharField(
        label=_("Why it waits, and what for"),
        help_text=_("The organisation reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RecordWithdrawalForm(StepForm):
    """What the organisation has written, for the log."""

    note = forms.CharField(
        label=_("How and when the organisation has withdrawn it"),
        help_text=_("For example: letter of 3 March, signed by the chair. The organisation reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(StepForm):
    """Who is in charge from now on."""

    to = PersonField(
        User.objects.none(), label=_("Who works on it from now on"), empty_label=_("Please choose")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class SendBackForm(StepForm):
    note = forms.CharField(label=_("What is to be changed"), max_length=2000, widget=forms.Textarea)


class StepBackForm(StepForm):
    reason = forms.CharField(
        label=_("What ties you to this request or to who asks for it"),
        help_text=_(
            "One sentence is enough. Your colleagues in this Office read it, the organisation does not."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnnounceForm(StepForm):
    """How the decision is made known."""

    way = forms.ChoiceField(label=_("How it is made known"), widget=forms.RadioSelect)
    posted = forms.DateField(
        label=_("Sent by post on"),
        help_text=_("The day on which the letter leaves the Office. Needed only for a letter by post."),
        required=False,
        widget=DateInput,
    )

    def __init__(self, *args: Any, ways: Sequence[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {Notice.POST: Notice.POST.label, Notice.RETRIEVAL: _("retrieved here after signing in")}
        self.fields["way"].choices = [(way.value, labels[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["posted"].unmarked = True  # type: ignore[attr-defined]  # its hint says when it is needed
        if len(ways) == 1:
            self.fields["way"].widget = forms.HiddenInput()
            self.fields["posted"].help_text = _("The day on which the letter leaves the Office.")
            self.fields["posted"].required = True


class PostedForm(StepForm):
    posted = forms.DateField(label=_("Sent by post on"), widget=DateInput)


class SignForm(StepForm):
    """The second signature, for the letter that stood above it."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
