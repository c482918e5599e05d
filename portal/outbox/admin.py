"""Portal staff see what was sent and what failed, masked, and send again what can be mended."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.lib.admin import ReadOnlyAdmin
from portal.outbox import kinds, services
from portal.outbox.models import Heartbeat, Message, MonthlyCount, SmsBudget


class KindFilter(admin.SimpleListFilter):
    """Kinds by the names that the apps give them."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.key, kind.label) for kind in kinds.all_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Nobody's name or whole address is shown here, nor the text."""

    list_display = [
        "kind_label", "object_id", "channel", "masked", "language", "account", "state", "due", "error",
    ]  # fmt: skip
    list_filter = ["state", "channel", KindFilter]
    search_fields = ["=object_id", "account", "error"]
    actions = ["send_again"]
    fields = (
        "kind_label", "object_id", "version", "channel", "masked", "language", "account", "state", "created",
        "due", "attempts", "error", "claimed_at", "finished_at", "reference",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, message: Message) -> str:
        try:
            return str(kinds.kind_of(message.kind).label)
        except KeyError:
            return message.kind

    @admin.display(description=_("address"))
    def masked(self, message: Message) -> str:
        return message.masked_address

    @admin.display(description=_("Message-ID"))
    def reference(self, message: Message) -> str:
        return message.message_id

    @admin.action(description=_("Send failed messages again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        sent, refused = 0, 0
        for message in queryset:
            try:
                services.resend(message, by=cast(AbstractBaseUser, request.user))
                self.log_change(request, message, "sent again")
                sent += 1
            except ValidationError:
                refused += 1
        if sent:
            said = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", sent)
            self.message_user(request, said % {"count": sent}, messages.SUCCESS)
        if refused:
            said = ngettext(
                "%(count)d message has not failed or has lost its address.",
                "%(count)d messages have not failed or have lost their address.",
                refused,
            )
            self.message_user(request, said % {"count": refused}, messages.WARNING)


@admin.register(MonthlyCount)
class MonthlyCountAdmin(ReadOnlyAdmin):
    list_display = ["month", "kind", "channel", "account", "count"]
    list_filter = ["month", "channel"]
    search_fields = ["account", "kind"]


@admin.register(SmsBudget)
class SmsBudgetAdmin(ReadOnlyAdmin):
    list_display = ["month", "account", "used"]
    list_filter = ["month"]
    search_fields = ["account"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ["name", "seen", "lives"]

    @admin.display(description=_("alive"), boolean=True)
    def lives(self, heartbeat: Heartbeat) -> bool:
        return heartbeat.lives
