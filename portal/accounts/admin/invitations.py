"""Invitations: all to read, those of portal staff to send."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.admin.site import staff
from portal.accounts.forms import desk_languages
from portal.accounts.kinds import ADMINISTRATOR, GRANTS, PortalStaff
from portal.accounts.models import Invitation
from portal.accounts.services import invite, resend, withdraw


class InviteStaffForm(forms.ModelForm):
    administrator = forms.BooleanField(
        label=_("administrator"),
        help_text=_("May do everything here, also invite and remove staff."),
        required=False,
    )
    language = forms.ChoiceField(label=_("language"))

    class Meta:
        model = Invitation
        fields = ["email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"].choices = desk_languages()  # type: ignore[attr-defined]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """All invitations to read, send again and withdraw; adding one invites portal staff."""

    list_display = ["email", "gives", "detail", "created", "expires", "state", "invited_by"]
    list_filter = ["grant", "created"]
    list_select_related = ["invited_by"]
    search_fields = ["email"]
    actions = ["send_again", "withdraw_them"]
    list_per_page = 50

    @admin.display(description=_("what it gives"))
    def gives(self, invitation: Invitation) -> str:
        grant = GRANTS.get(invitation.grant)
        return str(grant.label) if grant else invitation.grant

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return str(_("accepted"))
        if invitation.withdrawn_at:
            return str(_("withdrawn"))
        return str(_("open")) if invitation.is_open else str(_("expired"))

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_form(
        self, request: HttpRequest, obj: Invitation | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else InviteStaffForm

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        if obj is None:
            return ["email", "language", "administrator"]
        return [
            "email",
            "gives",
            "detail",
            "language",
            "created",
            "expires",
            "state",
            "invited_by",
            "accepted_at",
        ]

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        data = form.cleaned_data
        saved = invite(
            data["email"],
            by=staff(request),
            grant=PortalStaff.key,
            detail=ADMINISTRATOR if data["administrator"] else "",
            language=data["language"],
        )
        obj.pk = saved.pk

    @admin.action(description=_("Send again, with a new link"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self._each(request, queryset, resend)

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def withdraw_them(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self._each(request, queryset, withdraw)

    def _each(self, request: HttpRequest, queryset: QuerySet[Invitation], verb: Any) -> None:
        done = 0
        for invitation in queryset:
            try:
                verb(invitation, by=staff(request))
            except ValidationError as error:
                self.message_user(request, f"{invitation}: {' '.join(error.messages)}", messages.ERROR)
            except PermissionDenied:
                self.message_user(
                    request, _("%(who)s: not yours to change.") % {"who": invitation}, messages.ERROR
                )
            else:
                done += 1
        if done:
            text = ngettext("%(number)s invitation changed.", "%(number)s invitations changed.", done)
            self.message_user(request, text % {"number": done})
