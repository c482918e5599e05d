from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin

from portal.accounts.models import User
from portal.lib.dates import today
from portal.pages.models import Report, SiteText
from portal.pages.services import mark_answered


@admin.register(SiteText)
class SiteTextAdmin(TranslationAdmin):
    list_display = ["key", "title"]


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["beginning", "page", "language", "created", "answer_by", "late", "answered"]
    list_filter = [("answered", admin.EmptyFieldListFilter), "language"]
    search_fields = ["what", "page"]
    readonly_fields = [
        "what", "page", "contact", "language", "created", "answer_by", "answered", "delete_on",
    ]  # fmt: skip
    actions = ["answered_now"]

    @admin.display(description=_("what is wrong"))
    def beginning(self, report: Report) -> str:
        return report.what[:60]

    @admin.display(boolean=True, description=_("late"))
    def late(self, report: Report) -> bool:
        return report.answered is None and report.answer_by < today()

    @admin.action(description=_("Note as answered"))
    def answered_now(self, request: HttpRequest, queryset: Any) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
        for report in queryset:
            mark_answered(report, by=request.user)
        count = len(queryset)
        text = ngettext("%(count)d report noted as answered.", "%(count)d reports noted as answered.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
