"""Who works here, and with which role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.choices import Role
from organisations.models import Membership

# What each role may do, in the words of the page that gives it.
ROLE_HINTS = {
    Role.COORDINATOR: _("does everything: profile, people, workshops, funding"),
    Role.EDITOR: _("edits the profile, plans workshops, sees bookings"),
    Role.HELPER: _("sees the families of the dates that he or she agreed to, and ticks who came"),
    Role.READER: _("sees profile and funding, no families"),
}


def _roles() -> list[tuple[str, str]]:
    template = gettext("%(role)s: %(what)s")
    return [(role.value, template % {"role": role.label, "what": ROLE_HINTS[role]}) for role in Role]


def desk_languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in settings.DESK_LANGUAGES]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=_roles, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=desk_languages)

    field_order = ("email", "role", "language")


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Who is coordinator from now on?"),
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, others: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
