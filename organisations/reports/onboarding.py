"""What makes the page of an organisation whole, as a list of tasks.

Each state follows from what is stored: the list can be left and taken up by anybody at any time.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.choices import Gap
from organisations.models import Organisation
from portal.lib import dates

type Task = dict[str, Any]


def tasks(organisation: Organisation, *, may_manage: bool) -> list[Task]:
    """In the order in which they are best done; networks are for those who speak for the organisation."""
    return [
        _facts(organisation),
        _words(organisation),
        _premises(organisation),
        _logo(organisation),
        _people(organisation),
        *([_networks(organisation)] if may_manage else []),
        _publishing(organisation),
    ]


def _facts(organisation: Organisation) -> Task:
    return {
        "title": _("Who you are and how families reach you"),
        "hint": _("Name, languages, postal code, phone, mail"),
        "url": _page("profile", organisation),
        **_needed(not set(organisation.gaps) - {Gap.SUMMARY}),
    }


def _words(organisation: Organisation) -> Task:
    return {
        "title": _("What you do, in your own words"),
        "hint": _("In German first, then in the languages of your families"),
        "url": _page("words", organisation, "de"),
        **_state_of_words(organisation),
    }


def _state_of_words(organisation: Organisation) -> Task:
    if outdated := len(organisation.outdated_words):
        text = ngettext("%(n)s language is outdated", "%(n)s languages are outdated", outdated)
        return {"state_label": text % {"n": outdated}, "tone": "warn"}
    if written := len(organisation.in_languages("summary")):
        text = ngettext("%(n)s language", "%(n)s languages", written)
        return {"state_label": text % {"n": written}, "tone": "ok"}
    return _needed(False)


def _premises(organisation: Organisation) -> Task:
    return {
        "title": _("Opening hours and rooms"),
        "hint": _("When somebody is there, and whether there are steps"),
        "url": _page("premises", organisation),
        **_optional(bool(organisation.opening_hours or organisation.access)),
    }


def _logo(organisation: Organisation) -> Task:
    return {
        "title": _("Logo"),
        "hint": _("Families know you by it"),
        "url": _page("logo", organisation),
        **_optional(organisation.logo_id is not None),
    }


def _people(organisation: Organisation) -> Task:
    people = organisation.memberships.count()
    return {
        "title": _("The people who work here"),
        "hint": _("Invite colleagues by mail and say what they may do"),
        "url": _page("members", organisation),
        "state_label": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
        "tone": "ok" if people > 1 else "info",
    }


def _networks(organisation: Organisation) -> Task:
    return {
        "title": _("Networks"),
        "hint": _("To which networks you belong; they confirm it"),
        "url": _page("affiliations", organisation),
        **_optional(organisation.affiliations.holding(dates.today()).exists()),
    }


def _publishing(organisation: Organisation) -> Task:
    return {
        "title": _("Show our page to everybody"),
        "hint": _("You can take the page offline at any time."),
        **_state_of_page(organisation),
    }


def _state_of_page(organisation: Organisation) -> Task:
    if organisation.is_listed:
        return {"state_label": _("done"), "tone": "ok"}
    if organisation.gaps:
        return {"state_label": _("not possible yet"), "tone": "info"}
    return {"state_label": _("still to be done"), "tone": "warn"}


def _needed(done: bool) -> Task:
    if done:
        return {"state_label": _("done"), "tone": "ok"}
    return {"state_label": _("something is missing"), "tone": "warn"}


def _optional(done: bool) -> Task:
    if done:
        return {"state_label": _("done"), "tone": "ok"}
    return {"state_label": _("as you like"), "tone": "info"}


def _page(name: str, organisation: Organisation, *more: str) -> str:
    return reverse(f"organisations:{name}", args=[organisation.slug, *more])
