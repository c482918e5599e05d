from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.choices import OF_THE_ORGANISATION, Notice, PaperKind, Task
from funding.models import FundingRequest, Programme
from funding.services.drafts import FIELDS, needed
from portal.forms import DateInput
from portal.lib import money
from portal.lib.languages import best_words
from portal.places.models import Land


class ProgrammeField(forms.ModelChoiceField):
    """A programme with its Office and what it gives."""

    def label_from_instance(self, obj: Any) -> SafeString:
        name, language = best_words(obj, "name", get_language() or "de")
        facts = [obj.office.name]
        if obj.is_institutional:
            facts.append(obj.get_purpose_display())
        if obj.rate is not None:
            facts.append(_("up to %(rate)s of the costs") % {"rate": money.percent(obj.rate)})
        if obj.max_amount is not None:
            facts.append(_("at most %(sum)s") % {"sum": money.euros(obj.max_amount)})
        return format_html(
            '<span><span lang="{}">{}</span><br><span class="hint">{}</span></span>',
            language, name, " · ".join(map(str, facts)),
        )  # fmt: skip


class EarlierField(forms.ModelChoiceField):
    """A request of the organisation, by its title and the day on which it was begun."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({date_format(obj.created, 'SHORT_DATE_FORMAT')})"


class StartForm(forms.Form):
    """Which programme, and what the project is called for now."""

    programme = ProgrammeField(
        Programme.objects.none(),
        label=_("Programme"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title of your project"), max_length=160, help_text=_("You can change it later.")
    )
    like = EarlierField(
        FundingRequest.objects.none(),
        label=_("Begin with an earlier request"),
        to_field_name="public_id",
        required=False,
        empty_label=_("No, with empty pages"),
        help_text=_("Its texts, its plan and the papers of your organisation. You can change all of it."),
    )

    def __init__(
        self, *args: Any, land: Land | None, earlier: QuerySet[FundingRequest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = earlier  # type: ignore[attr-defined]
        if not earlier.exists():
            del self.fields["like"]
        programmes = Programme.objects.taking_requests()
        if land is not None:
            programmes = programmes.for_land(land)
        self.fields["programme"].queryset = programmes.order_by("office__level", "slug")  # type: ignore[attr-defined]


class PageForm(forms.ModelForm):
    """One page of a request; carries the version that its reader has seen."""

    task: ClassVar[Task]
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name in needed(self.instance, self.task):
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """What is to be stored."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ProjectForm(PageForm):
    task = Task.PROJECT

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.PROJECT]
        widgets = {"start": DateInput, "end": DateInput}
        help_texts = {
            "start": _("After today: what has begun cannot be funded. The Office may allow an early start."),
            "venue": _("For example a school, a town, your own rooms."),
            "contact": _("Name and phone number of the person whom the Office may call."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.programme.is_institutional:
            self._speak_of_the_year()
        elif self.instance.programme.may_have_begun:
            self.fields["start"].help_text = _("This programme also pays for projects that have begun.")

    def _speak_of_the_year(self) -> None:
        """What is paid for is no project but the work of the organisation."""
        fields = self.fields
        fields["title"].label = capfirst(str(_("title of the request")))
        fields["title"].help_text = _("For example: our work in 2027.")
        fields["start"].help_text = _("The first day of the year that you ask for, mostly 1 January.")
        fields["end"].help_text = _("The last day of the same year.")
        fields["venue"].label = capfirst(str(_("where you work")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("end", _("The end lies before the start."))
        return cleaned


class GoalsForm(PageForm):
    task = Task.GOALS

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.GOALS]
        help_texts = {
            "need": _("What is missing where you work? How do you know?"),
            "goals": _("Say it so that everybody can see later whether it was reached."),
            "target_group": _("Which families, which ages, which languages. Families of any origin count."),
            "activities": _(
                "What happens when, where and how often; who does it, and how families hear of it."
            ),
            "partners": _("Schools, the town, other organisations."),
        }

    # How others might have answered; invented, and of no real project.
    _EXAMPLES: ClassVar[dict[str, Any]] = {
        "need": _(
            "Many families in our quarter are new in Germany. At three evenings last year, forty parents "
            "asked how the change to the next school works. Nobody explains it in their language."
        ),
        "goals": _(
            "Sixty parents know how the change to the next school works. Twenty of them have talked to the "
            "school about their own child."
        ),
        "target_group": _(
            "Parents of children in years 3 and 4, most of them with Arabic or Turkish. All are welcome."
        ),
        "activities": _(
            "Ten evenings from September to June in the community centre, each with a speaker, an "
            "interpreter and childcare."
        ),
        "partners": _("The primary school gives us the room. The town invites families."),
    }

    @property
    def examples(self) -> list[tuple[Any, Any]]:
        """What could stand here, by question; none for the work of a whole year."""
        if self.instance.programme.is_institutional:
            return []
        return [(self.fields[name].label, text) for name, text in self._EXAMPLES.items()]


class DeclarationsForm(PageForm):
    task = Task.DECLARATIONS

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.DECLARATIONS]
        help_texts = {
            "other_requests": _("From whom, how much, and whether it has been promised. Empty if nowhere."),
            "deducts_vat": _("Most associations cannot. If you can, the plan holds net amounts only."),
            "early_start_reasons": _(
                "Empty if you can wait. The Office may allow you to begin; that promises no money."
            ),
            "names_all_income": _(
                "Members’ fees, donations, sales, grants of others, and what you keep in reserve."
            ),
            "not_begun": _("The first order or contract counts as the beginning."),
            "agrees_to_retrieval": _(
                "You then get a mail and open the decision here. Time limits begin when one of you opens it. "
                "It holds for later letters on this grant, too. Without this they come by post."
            ),
        }
        widgets = {"early_start_reasons": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.programme.is_institutional:
            del self.fields["names_all_income"]
        else:
            self.fields["other_requests"].label = _("Money asked for elsewhere for this year")
        if wanted := self.instance.programme.further_declarations:
            lines = format_html_join("", "<li>{}</li>", ((line,) for line in wanted))
            self.fields["declares_more"].help_text = format_html('<ul lang="de" dir="ltr">{}</ul>', lines)
        else:
            del self.fields["declares_more"]
        if self.instance.programme.pays_for_begun:
            del self.fields["not_begun"], self.fields["early_start_reasons"]
        if self.instance.office.notification != Notice.RETRIEVAL:
            del self.fields["agrees_to_retrieval"]


FORMS: dict[str, type[PageForm]] = {
    Task.PROJECT: ProjectForm,
    Task.GOALS: GoalsForm,
    Task.DECLARATIONS: DeclarationsForm,
}


class KeptPaperForm(forms.Form):
    """A paper of the organisation, for all its requests."""

    kind = forms.ChoiceField(
        label=_("Kind of paper"), choices=[(kind.value, kind.label) for kind in OF_THE_ORGANISATION]
    )
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("PDF, picture, Word or Excel. At most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"}),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        help_text=_("As the paper says, such as a notice that you are charitable. Empty if it names no day."),
        required=False,
        widget=DateInput,
    )


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind)
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("PDF, picture, Word or Excel. At most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"}),
    )


class SubmitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendProofForm(SubmitForm):
    """What the organisation declares with its proof of use."""

    declared = forms.BooleanField(
        label=_(
            "We declare: the costs were necessary, we used the money thriftily, and what we say agrees with "
            "our books and vouchers."
        ),
        help_text=_("It stands in the report. Whoever sends it declares it for the organisation."),
        error_messages={"required": _("Please tick it. Without this declaration the Office cannot check.")},
    )


class AnswerForm(SubmitForm):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Say what you have changed or added."),
    )


class ExplainForm(SubmitForm):
    """The answer to a question about the proof of use."""

    answer = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea)


class WithdrawForm(SubmitForm):
    note = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
