"""Portal staff see which documents are at work or have failed, not what stands in them."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.documents import kinds, services
from portal.documents.models import Document
from portal.lib.admin import ReadOnlyAdmin


class KindFilter(admin.SimpleListFilter):
    """Kinds by the names that the apps give them."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.key, kind.label) for kind in kinds.all_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """File names and parameters may tell whom a document is about: they are left out."""

    list_display = [
        "uuid",
        "kind_label",
        "language",
        "state",
        "progress",
        "size",
        "created",
        "attempts",
        "error",
    ]
    list_filter = ["state", KindFilter]
    search_fields = ["=uuid", "error"]
    actions = ["make_again"]
    fields = (
        "uuid", "kind_label", "language", "state", "progress", "seen", "attempts", "error", "size", "sha256",
        "created", "finished", "expires",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, document: Document) -> str:
        try:
            return str(kinds.kind_of(document.kind).label)
        except KeyError:
            return document.kind

    @admin.action(description=_("Make failed documents again"), permissions=["view"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        made, refused = 0, 0
        for document in queryset:
            try:
                services.redo(document, by=cast(AbstractBaseUser, request.user))
                made += 1
            except ValidationError:
                refused += 1
        if made:
            said = ngettext("%(count)d document is made again.", "%(count)d documents are made again.", made)
            self.message_user(request, said % {"count": made}, messages.SUCCESS)
        if refused:
            said = ngettext(
                "%(count)d document has not failed.", "%(count)d documents have not failed.", refused
            )
            self.message_user(request, said % {"count": refused}, messages.WARNING)
