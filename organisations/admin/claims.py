"""Who asks to look after an entry."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations import services
from organisations.models import Claim
from portal.accounts.models import User
from portal.lib.admin import ReadOnlyAdmin


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
