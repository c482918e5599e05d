"""How the board of a network shows its members."""

from typing import Any

from django import template

from organisations.choices.board import Step
from organisations.models import Mandate, Organisation
from portal.lib import dates

register = template.Library()


@register.filter
def step_name(code: str) -> str:
    return str(Step(code).label)


@register.inclusion_tag("organisations/desk/mandate_note.html")
def mandate_note(organisation: Organisation, may_manage: bool) -> dict[str, Any]:
    """Who may write the profile in the place of its people, as long as that is so."""
    running = Mandate.objects.running(dates.today()).filter(member=organisation).select_related("umbrella")
    return {"organisation": organisation, "mandates": running, "may_manage": may_manage}
