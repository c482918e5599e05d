"""What the registry contributes to pages of the shell, and how it shows organisations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import _json_script_escapes  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from organisations import rules
from organisations.choices import Access, Activity, AgePhase, Role
from organisations.models import Membership, Organisation
from organisations.reports import networks
from organisations.reports.json_ld import json_ld
from organisations.reports.mailboxes import Mailbox, mailboxes
from organisations.reports.networks_today import boards_of
from organisations.reports.opening import Day, days
from portal.accounts.models import User
from portal.lib import languages

register = template.Library()
register.simple_tag(networks.picture, name="network_picture")

# Organisations on the home page, and in the side list of somebody who works in many.
EXAMPLES = 3
MOST_LINKS = 12


@register.filter
def language_names(codes: list[str]) -> list[str]:
    """The names of languages in the reader's language."""
    reader = _reader()
    return [languages.name_of(code, reader) for code in codes]


@register.filter
def age_phase_names(codes: list[str]) -> list[str]:
    return [str(AgePhase(code).label) for code in codes if code in AgePhase.values]


@register.filter
def activity_names(codes: list[str]) -> list[str]:
    return [str(Activity(code).label) for code in codes if code in Activity.values]


@register.filter
def access_names(codes: list[str]) -> list[str]:
    return [str(Access(code).label) for code in codes if code in Access.values]


@register.filter
def opening_days(organisation: Organisation) -> list[Day]:
    return days(organisation.openings)


@register.filter
def mailboxes_of(organisation: Organisation) -> list[Mailbox]:
    return mailboxes(organisation)


@register.filter
def role_name(code: str) -> str:
    return str(Role(code).label) if code in Role.values else code


@dataclass(frozen=True)
class Words:
    """A text that people wrote, with the language that it is in."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@register.simple_tag
def best_words(organisation: Organisation, field: str) -> Words | None:
    """A translated column in the reader's language or the next best one, for blocks and attributes."""
    text, language = languages.best_words(organisation, field, _reader())
    return Words(text, language) if text else None


@register.filter
def site_name(address: str) -> str:
    """`https://www.verein.example/` as `verein.example`, the way people say it."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


@register.simple_tag
def organisation_json_ld(organisation: Organisation) -> SafeString:
    """The schema.org NGO block of a public page; it holds nothing that the page does not show."""
    text = json.dumps(json_ld(organisation, _reader()), ensure_ascii=False).translate(_json_script_escapes)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.inclusion_tag("organisations/home.html")
def registry_home() -> dict[str, Any]:
    """A few organisations for the home page, those that changed last."""
    return {"organisations": Organisation.objects.listed().order_by("-updated", "-pk")[:EXAMPLES]}


@register.inclusion_tag("organisations/desk/links.html", takes_context=True)
def registry_desk_links(context: Context) -> dict[str, Any]:
    """The organisations of the signed-in person, as items of the desk's side list."""
    user = _user(context)
    memberships = _memberships(user)[:MOST_LINKS] if user else []
    return {
        "memberships": memberships,
        "takes_lists": bool(user and rules.may_import(user, None)),
        "request": context.get("request"),
    }


@register.inclusion_tag("organisations/desk/networks.html", takes_context=True)
def registry_desk_networks(context: Context) -> dict[str, Any]:
    """What a network needs first: its members, what is open, and its figures, for those who act for it."""
    user = _user(context)
    return {"boards": boards_of(user) if user else []}


@register.inclusion_tag("organisations/desk/home.html", takes_context=True)
def registry_desk_home(context: Context) -> dict[str, Any]:
    """Cards of the overview: one for each organisation that the person works in."""
    user = _user(context)
    return {"memberships": _memberships(user)[:MOST_LINKS] if user else []}


@register.inclusion_tag("organisations/desk/needed.html", takes_context=True)
def registry_needs(context: Context) -> dict[str, Any]:
    """Before an account is closed: the organisations that would be left without a coordinator."""
    user = _user(context)
    alone = _memberships(user).alone() if user else []
    return {"organisations": [membership.organisation for membership in alone]}


@register.filter
def has_a_board(membership: Membership) -> bool:
    """Whoever works there like this looks at the members of a network."""
    return rules.leads_to_member_organisations(membership)


@register.simple_tag
def may_see_members_of(user: User, organisation: Organisation) -> bool:
    return rules.may_see_member_organisations(user, organisation)


def _reader() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _memberships(user: User) -> Any:
    return (
        Membership.objects.filter(user=user)
        .select_related("organisation", "organisation__land")
        .order_by("organisation__sort_key", "pk")
    )


def _user(context: Context) -> User | None:
    request = context.get("request")
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
