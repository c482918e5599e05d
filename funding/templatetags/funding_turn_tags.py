"""Whose turn it is, said to an Office, since when, and how long there is until a deadline."""

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from funding.choices import Party
from funding.models import Amendment, Award, FundingRequest
from portal.lib.dates import today

register = template.Library()


@register.filter
def officer_turn(row: FundingRequest) -> str:
    """Whose turn it is, said to the Office."""
    if getattr(row, "heard_until", None):
        return _("Applicant (hearing)")
    if row.turn == Party.NOBODY and (text := _turn_after_award(row)):
        return text
    match row.turn:
        case Party.APPLICANT:
            return _("Applicant")
        case Party.COUNTERSIGNER:
            return _("Second signature")
        case Party.NOBODY:
            return _("Nobody")
    return _named(row)


def _turn_after_award(row: FundingRequest) -> str:
    """Who of both sides has to do something about the award, for rows `with_turn_after_award()`."""
    if getattr(row, "asked_until", None):
        return _("Applicant")
    if getattr(row, "to_be_signed_from", None):
        return _("Second signature")
    if getattr(row, "to_be_done_from", None):
        return _named(row)
    return ""


def _named(row: FundingRequest) -> str:
    return row.caseworker.name if row.caseworker else _("Caseworker")


@register.filter
def change_asked_for(award: Award) -> Amendment | None:
    """The change of an award that waits for the Office; the next one can be asked for once it is decided."""
    return award.amendments.open().order_by("number").first()


@register.filter
def turn_since(row: FundingRequest) -> Any:
    """Since when it is the turn of whoever `officer_turn` names; None where that is nobody or not known."""
    if row.turn != Party.NOBODY:
        return row.state_since
    if getattr(row, "heard_until", None) or getattr(row, "asked_until", None):
        return None
    return getattr(row, "to_be_signed_from", None) or getattr(row, "to_be_done_from", None)


@register.filter
def days_since(moment: Any) -> int:
    """Whole days since the day of `moment`."""
    return (today() - moment.date()).days


@register.filter
def days_until(day: date) -> int:
    """Whole days from today until `day`; below zero once it is over."""
    return (day - today()).days
