"""How the board of a network shows its members."""

from django import template

from organisations.choices.board import Step

register = template.Library()


@register.filter
def step_name(code: str) -> str:
    return str(Step(code).label)
