"""For portal staff: the directory and who works in an Office. Requests are no business of the operator."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from funding.models import BaseRate, Office, OfficeMember, Programme
from funding.services.programmes import revise
from portal.accounts.models import User


class MemberInline(admin.TabularInline):
    model = OfficeMember
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Office)
class OfficeAdmin(TranslationAdmin):
    list_display = ("name", "land", "level", "sureness", "last_checked", "reviews_here", "listed")
    list_filter = ("level", "sureness", "reviews_here", "land")
    search_fields = ("name", "unit", "place")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("districts",)
    inlines = (MemberInline,)
    fieldsets = (
        (None, {"fields": ("slug", "name", "unit", "level", "land", "districts", "listed", "helps_with")}),
        (
            _("How to reach it"),
            {"fields": ("street", "postal_code", "place", "email", "phone", "website", "hours", "languages")},
        ),
        (
            _("Letters and requests"),
            {
                "fields": (
                    "reviews_here",
                    "advises_here",
                    "answer_days",
                    "notification",
                    "post_days",
                    "retrieval_days",
                    "retrieved_days",
                    "hears",
                    "hearing_days",
                    "publishes_grants",
                    "payment_columns",
                    "two_release_payments",
                    "xdomea",
                    "letterhead",
                    "remedy",
                    "pay_back_to",
                    "recovery_basis",
                    "revokes",
                    "signs_results",
                    "remedy_suspends",
                    "file_prefix",
                )
            },
        ),
        (
            _("Texts behind the footer"),
            {
                "fields": ("imprint", "accessibility", "data_protection_officer", "privacy"),
                "classes": ("collapse",),
            },
        ),
        (
            _("How sure the entry is"),
            {"fields": ("source", "source_url", "last_checked", "valid_until", "sureness", "doubt")},
        ),
    )


@admin.register(Programme)
class ProgrammeAdmin(TranslationAdmin):
    """A revision that requests were made under stays as it is; a new one takes its place."""

    list_display = ("slug", "revision", "is_current", "office", "financing", "max_amount", "sureness")
    list_filter = ("is_current", "sureness", "financing")
    search_fields = ("slug", "name_de")
    readonly_fields = ("revision", "is_current")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Changing rules that requests rest on makes the next revision."""
        if change and obj.funding_requests.exists():
            revise(obj, by=cast(User, request.user))
        else:
            super().save_model(request, obj, form, change)


@admin.register(BaseRate)
class BaseRateAdmin(admin.ModelAdmin):
    """Changed on 1 January and 1 July: without it no interest is reckoned."""

    list_display = ("since", "percent", "source")
