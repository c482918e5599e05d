"""The registry for portal staff. Every change goes through the services; nothing is deleted here."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations import services
from organisations.choices import Actor, Role, Verb
from organisations.choices.moderation import CaseVerb
from organisations.models import Affiliation, Claim, Decision, Membership, Organisation, Suspension
from organisations.models.profile import FIELDS
from organisations.rules import may_refuse_appeal
from organisations.workflow import CASE_STEPS, CaseStep
from portal.accounts.models import User
from portal.lib.admin import ReadOnlyAdmin

DECISIONS = {
    Verb.PUBLISH: lambda row, reason, by: services.publish(row, by=by),
    Verb.WITHDRAW: lambda row, reason, by: services.withdraw(row, by=by),
    Verb.HEAR: lambda row, reason, by: services.hear(row, reason=reason, by=by).organisation,
    Verb.SUSPEND: lambda row, reason, by: services.suspend(row, reason=reason, by=by),
    Verb.REMOVE: lambda row, reason, by: services.remove(row, by=by),
    Verb.RESTORE: lambda row, reason, by: services.restore(row, reason=reason, by=by),
}


class ActingForm(forms.ModelForm):
    """Calls services once everything typed is sound, so that their answers stand at the fields."""

    by: User

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.done = self.act(self.cleaned_data)
        except ValidationError as error:
            self._show(error)

    def _show(self, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            for field, messages in error.error_dict.items():
                self.add_error(field if field in self.fields else None, messages)
        else:
            self.add_error(None, error)

    def act(self, typed: dict[str, Any]) -> Any:
        """Do what was asked for and return the row. Raises `ValidationError`."""
        raise NotImplementedError


class OrganisationForm(ActingForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=lambda: [("", "–"), *((verb.value, verb.label) for verb in DECISIONS)],
        help_text=_("Hear the organisation before you suspend it; suspend at once only in danger."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, help_text=_("The organisation reads it.")
    )
    coordinator = forms.EmailField(
        label=_("Invite a coordinator"),
        required=False,
        help_text=_("A mail with a link goes to this address. The link works for 14 days."),
    )

    class Meta:
        model = Organisation
        fields = [
            "name", "is_umbrella", "level", "languages", "postal_code", "email", "phone", "website",
            "legal_form", "register_court", "register_number", "founded",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def act(self, typed: dict[str, Any]) -> Organisation:
        if self.instance.pk is None:
            data = {field: typed[field] for field in FIELDS & set(typed)}
            row = services.create(data, by=self.by, is_umbrella=typed["is_umbrella"])
        else:
            row = Organisation.objects.get(pk=self.instance.pk)
            data = {field: typed[field] for field in FIELDS & set(typed)}
            if any(getattr(row, field) != value for field, value in data.items()):
                row = services.update_profile(row, data, version=typed["seen_version"], by=self.by)
        if typed["decision"]:
            row = DECISIONS[Verb(typed["decision"])](row, typed["reason"], self.by)
        if typed["coordinator"]:
            self._invite(row, typed["coordinator"])
        return row

    def _invite(self, row: Organisation, email: str) -> None:
        try:
            services.invite_member(row, email=email, role=Role.COORDINATOR, language="de", by=self.by)
        except ValidationError as error:
            raise ValidationError({"coordinator": error.messages}) from error


class AffiliationForm(ActingForm):
    class Meta:
        model = Affiliation
        fields = ["member", "umbrella", "kind", "since", "until"]

    def act(self, typed: dict[str, Any]) -> Affiliation:
        row = self.instance
        if row.pk is None:
            pair = typed["member"], typed["umbrella"]
            row = services.affiliate(*pair, kind=typed["kind"], since=typed["since"], by=self.by)
        if typed["until"]:
            row = services.end_affiliation(row, until=typed["until"], by=self.by)
        return row


class ActingAdmin(admin.ModelAdmin):
    """The form has done it; nothing is left to save."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = form.done.pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields: ClassVar[Any] = ["user", "role", "since"]
    readonly_fields = fields


class DecisionInline(ReadOnlyInline):
    model = Decision
    fields: ClassVar[Any] = ["at", "verb", "before", "after", "reason", "by", "capacity"]
    readonly_fields = fields


@admin.register(Organisation)
class OrganisationAdmin(ActingAdmin):
    """Entries of the registry: made, claimed, suspended."""

    form = OrganisationForm
    list_display = ["name", "place", "land", "state", "is_umbrella", "source"]
    list_filter = ["state", "is_umbrella", "source", "land"]
    list_select_related = ["land"]
    search_fields = ["name", "place", "register_number"]
    raw_id_fields = ["postal_code"]
    inlines = [MembershipInline, DecisionInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        known = ["state", "slug", "place", "land", "source", "source_key", "postal_code_as_written"]
        return [*known, "is_umbrella"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = [name for name in OrganisationForm.Meta.fields if not (obj and name == "is_umbrella")]
        first = ["name", "decision", "reason", "coordinator", "seen_version"]
        return [*first, *(name for name in typed if name != "name"), *self.get_readonly_fields(request, obj)]


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """Who asks to look after which entry; staff answer where mailbox and network do not."""

    list_display = ["organisation", "kind", "umbrella", "name", "email", "state", "created", "ends"]
    list_filter = ["state", "kind"]
    list_select_related = ["organisation", "umbrella"]
    search_fields = ["organisation__name", "umbrella__name", "email"]
    fields = (
        "organisation", "kind", "umbrella", "name", "email", "language", "state",
        "created", "objection_until", "ends", "answered", "register_extract",
    )  # fmt: skip
    readonly_fields = fields
    actions = ["confirm", "refuse"]

    @admin.display(description=_("Register extract"))
    def register_extract(self, claim: Claim) -> str:
        if not claim.extract:
            return "–"
        address = reverse("organisations:claim_extract", args=[claim.pk])
        return format_html('<a href="{}">{}</a>', address, _("open"))

    @admin.action(description=_("Confirm: invite the person as coordinator"), permissions=["view"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._answer(request, queryset, confirmed=True)

    @admin.action(description=_("Refuse: the person gets a mail that says so"), permissions=["view"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._answer(request, queryset, confirmed=False)

    def _answer(self, request: HttpRequest, claims: QuerySet[Claim], *, confirmed: bool) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
        answered = 0
        for claim in claims:
            try:
                services.answer_claim(claim, confirmed=confirmed, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{claim}: {' '.join(error.messages)}", messages.WARNING)
            else:
                self.log_change(request, claim, "confirmed" if confirmed else "refused")
                answered += 1
        if answered:
            said = ngettext("%(count)d claim answered.", "%(count)d claims answered.", answered)
            self.message_user(request, said % {"count": answered}, messages.SUCCESS)


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
        self.fields["decision"].choices = [(verb.value, verb.label) for verb in possible]  # type: ignore[attr-defined]

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


@admin.register(Affiliation)
class AffiliationAdmin(ActingAdmin):
    form = AffiliationForm
    list_display = ["member", "umbrella", "kind", "since", "until", "waits_for"]
    list_select_related = ["member", "umbrella"]
    raw_id_fields = ["member", "umbrella"]
    search_fields = ["member__name", "umbrella__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["member", "umbrella", "kind", "since"] if obj else []
