"""Whether an entry is hidden."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisations import services
from organisations.admin.acting import ActingAdmin, ActingForm
from organisations.choices import Actor
from organisations.choices.moderation import CaseVerb
from organisations.models import Suspension
from organisations.rules import may_refuse_appeal
from organisations.workflow import CASE_STEPS, CaseStep


class SuspensionForm(ActingForm):
    decision = forms.ChoiceField(label=_("Decision"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("The organisation reads it."), widget=forms.Textarea
    )

    class Meta:
        model = Suspension
        fields: ClassVar[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [verb for verb, step in CASE_STEPS.items() if self._is_possible(verb, step)]
        offered = [("", _("Please choose")), *((verb.value, verb.label) for verb in possible)]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]

    def _is_possible(self, verb: CaseVerb, step: CaseStep) -> bool:
        if verb == CaseVerb.UPHOLD and not may_refuse_appeal(self.by, self.instance):
            return False
        return step.who == Actor.PORTAL and self.instance.state in step.before

    def act(self, typed: dict[str, Any]) -> Suspension:
        return services.decide_case(self.instance, CaseVerb(typed["decision"]), typed["reason"], by=self.by)


@admin.register(Suspension)
class SuspensionAdmin(ActingAdmin):
    """Whether an entry is hidden: after the hearing, and after an appeal by somebody else."""

    form = SuspensionForm
    list_display = ["organisation", "state", "urgent", "opened", "answer_by", "answered", "appealed"]
    list_filter = ["state", "urgent"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name"]
    readonly_fields = (
        "organisation", "state", "urgent", "opened", "opened_by", "charge", "answer_by",
        "answered", "answered_by", "answer", "decided", "decided_by", "judgement",
        "appealed", "appealed_by", "appeal", "closed", "closed_by", "closing",
    )  # fmt: skip
    fields = ("decision", "reason", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
