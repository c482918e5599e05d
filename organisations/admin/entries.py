"""Entries of the registry, and to which networks they belong."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations import services
from organisations.admin.acting import ActingAdmin, ActingForm
from organisations.choices import Actor, Role, Verb
from organisations.forms.desk_profile import common_languages
from organisations.models import Affiliation, Decision, Membership, Organisation
from organisations.models.profile import FIELDS
from organisations.workflow import STEPS
from portal.lib import languages

DECISIONS = {
    Verb.PUBLISH: lambda row, reason, by: services.publish(row, by=by),
    Verb.WITHDRAW: lambda row, reason, by: services.withdraw(row, by=by),
    Verb.HEAR: lambda row, reason, by: services.hear(row, reason=reason, by=by).organisation,
    Verb.SUSPEND: lambda row, reason, by: services.suspend(row, reason=reason, by=by),
    Verb.REMOVE: lambda row, reason, by: services.remove(row, by=by),
    Verb.RESTORE: lambda row, reason, by: services.restore(row, reason=reason, by=by),
}


class OrganisationForm(ActingForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=lambda: [("", "–"), *((verb.value, verb.label) for verb in DECISIONS)],
        help_text=_("Hear the organisation before you suspend it; suspend at once only in danger."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
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
        self.fields["languages"].choices = _languages(self.instance)  # type: ignore[attr-defined]
        self.fields["seen_version"].initial = self.instance.version
        # What is sent all the same the services judge: it was possible when the page was opened.
        self.fields["decision"].widget.choices = [("", "–"), *_possible(self.instance)]

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


def _languages(entry: Organisation) -> list[tuple[str, str]]:
    """Those with a box of their own, and those that this entry has besides."""
    common = common_languages()
    known = {code for code, _name in common}
    reader = get_language() or settings.LANGUAGE_CODE
    more = [(code, languages.name_of(code, reader)) for code in entry.languages if code not in known]
    return common + more


def _possible(entry: Organisation) -> list[tuple[str, Any]]:
    """The decisions that portal staff can take about an entry as it is now."""
    can = {verb for verb, step in STEPS.items() if entry.state in step.before and Actor.PORTAL in step.who}
    if entry.pk is None:
        can = {Verb.PUBLISH}
    elif entry.memberships.exists():
        can.discard(Verb.REMOVE)
    if entry.pk and not (entry.is_hidden or entry.suspensions.open().exists()):
        can.add(Verb.HEAR)
    return [(verb.value, verb.label) for verb in DECISIONS if verb in can]


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
    search_fields = ["name", "place", "register_number", "slug"]
    search_help_text = _("Name, town, register number or address of the page")
    raw_id_fields = ["postal_code"]
    inlines = [MembershipInline, DecisionInline]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """The address of a page is found by its last part."""
        words = search_term.rstrip("/").rpartition("/")[2] if "//" in search_term else search_term
        return super().get_search_results(request, queryset, words)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        known = ["state", "slug", "place", "land", "source", "source_key", "postal_code_as_written"]
        return [*known, "is_umbrella"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = [name for name in OrganisationForm.Meta.fields if not (obj and name == "is_umbrella")]
        known = self.get_readonly_fields(request, obj)
        return [
            (None, {"fields": [*typed, "seen_version"]}),
            (_("What is decided"), {"fields": ["decision", "reason", "coordinator"]}),
            *([(_("What is known"), {"fields": known})] if known else []),
        ]


@admin.register(Affiliation)
class AffiliationAdmin(ActingAdmin):
    form = AffiliationForm
    list_display = ["member", "umbrella", "kind", "since", "until", "waits_for"]
    list_select_related = ["member", "umbrella"]
    raw_id_fields = ["member", "umbrella"]
    search_fields = ["member__name", "umbrella__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["member", "umbrella", "kind", "since"] if obj else []
