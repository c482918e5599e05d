"""People who sign in: their rights, their second factor, their end."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import ActionLocation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from portal.accounts.admin.site import staff
from portal.accounts.models import SecondFactorReset, User
from portal.accounts.services import close_account, reset_second_factor
from portal.lib.admin import ReadOnlyAdmin


class ReasonForm(forms.Form):
    """Why a second factor is reset."""

    reason = SecondFactorReset._meta.get_field("reason").formfield(
        help_text=_("Kept in the log: how you made sure who is asking, and what was lost."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


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
    actions = ["reset_second_factor"]

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

    @admin.action(
        description=_("Reset the second factor"), permissions=["change"], location=ActionLocation.CHANGE_FORM
    )
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask for the reason, then let the service do it."""
        user = queryset.get()
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask_for_reason(request, user, form)
        try:
            reset_second_factor(user, by=staff(request), reason=form.cleaned_data["reason"])
        except PermissionDenied:
            said, level = _("%(who)s: not yours to change.") % {"who": user}, messages.ERROR
        except ValidationError as error:
            said, level = " ".join(error.messages), messages.ERROR
        else:
            said = _("The second factor of %(who)s was reset, and the mail is on its way.") % {"who": user}
            level = messages.SUCCESS
        self.message_user(request, said, level)
        return None

    def _ask_for_reason(self, request: HttpRequest, user: User, form: forms.Form) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Reset the second factor"),
            "opts": self.opts,
            "object": user,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/accounts/user/reset_second_factor.html", context)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[User]) -> list[LogEntry]:
        """Who deleted an account and when, without the name of the person who is gone."""
        kind = ContentType.objects.get_for_model(User)
        return [
            LogEntry.objects.create(
                user_id=staff(request).pk,
                content_type=kind,
                object_id=str(user.pk),
                object_repr=f"{kind.name} {user.pk}",
                action_flag=DELETION,
            )
            for user in queryset
        ]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        try:
            close_account(obj, by=staff(request))
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


@admin.register(SecondFactorReset)
class SecondFactorResetAdmin(ReadOnlyAdmin):
    """Whose second factor was reset, by whom and why."""

    list_display = ["at", "person", "by", "reason"]
    list_select_related = ["person", "by"]
    fields = ["at", "person", "by", "reason"]
    date_hierarchy = "at"
