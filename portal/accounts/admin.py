"""The admin for portal staff; signing in goes through our own page, so that the second factor holds."""

from typing import Any

from allauth.account import models as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import ActionLocation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import RedirectView

from portal.accounts.forms import desk_languages
from portal.accounts.kinds import ADMINISTRATOR, GRANTS, PortalStaff
from portal.accounts.models import Invitation, User
from portal.accounts.services import close_account, invite, resend, withdraw

admin.site.site_header = _("Elternbrücke: administration")
admin.site.site_title = _("Elternbrücke: administration")
admin.site.index_title = _("What is there")
admin.site.site_url = "/"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")  # type: ignore[assignment,method-assign]

# Addresses, keys and sessions belong to the people themselves.
for model in (account.EmailAddress, account.EmailConfirmation, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People are invited, not typed in; here they get rights, are locked and are deleted."""

    list_display = ["email", "name", "is_staff", "is_active", "second_factor", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["email", "name", "language", "second_factor", "last_login", "date_joined"]
    fields = [*readonly_fields, "is_active", "is_staff", "is_superuser", "groups"]
    filter_horizontal = ["groups"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.with_second_factor()

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return user.has_second_factor

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Rights are given by administrators, and never to oneself."""
        rights = ["is_staff", "is_superuser", "groups"]
        if obj is not None and obj.pk == request.user.pk:
            return [*self.readonly_fields, *rights, "is_active"]
        return list(self.readonly_fields) if request.user.is_superuser else [*self.readonly_fields, *rights]

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Deleting goes person by person, through the service."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[User]) -> list[LogEntry]:
        """Who deleted an account and when, without the name of the person who is gone."""
        kind = ContentType.objects.get_for_model(User)
        return [
            LogEntry.objects.create(
                user_id=_staff(request).pk,
                content_type=kind,
                object_id=str(user.pk),
                object_repr=f"{kind.name} {user.pk}",
                action_flag=DELETION,
            )
            for user in queryset
        ]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        try:
            close_account(obj, by=_staff(request))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            raise _RefusedError from error

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except _RefusedError:
            return redirect("admin:accounts_user_change", object_id)


class _RefusedError(Exception):
    """The account cannot be closed; a message says why."""


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
            by=_staff(request),
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
                verb(invitation, by=_staff(request))
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


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the admin lets only staff in
    return request.user
