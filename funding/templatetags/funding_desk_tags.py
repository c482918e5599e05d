"""What the desk says of requests and money on pages that are not its own."""

from typing import Any

from django import template
from django.template.context import Context

from funding import rules
from funding.models import Award, Decision, Office
from funding.reports.running import running_awards
from funding.services import letters
from funding.services.fees import proofs_to_pay
from organisations.models import Organisation
from parentwork.models import Helper, Workshop
from portal.lib.dates import today

register = template.Library()


@register.inclusion_tag("funding/desk/parts/links.html", takes_context=True)
def funding_desk_links(context: Context) -> dict[str, Any]:
    """Items of the side list: requests of my organisations, desks or sums of my Offices."""
    user = context["request"].user
    offices: list[Any] = list(Office.objects.on_desk_of(user).order_by("name"))
    return {
        "request": context["request"],
        "organisations": list(Organisation.objects.funding_open_to(user).order_by("name")),
        "offices": [office for office in offices if office.counts],
        "keeps": any(office.keeps for office in offices),
    }


@register.inclusion_tag("funding/desk/parts/of_series.html", takes_context=True)
def funding_of_series(context: Context, workshop: Workshop) -> dict[str, Any]:
    """Which awards of its organisation pay for a series, and those that could, for those who see them."""
    return {"workshop": workshop, "request": context["request"]} | _awards_of(
        context["request"].user, workshop
    )


@register.inclusion_tag("funding/desk/parts/of_helper.html", takes_context=True)
def funding_of_helper(context: Context, helper: Helper) -> dict[str, Any]:
    """For which awards of the organisation the hours of a volunteer count, and for which they could."""
    return {"helper": helper, "request": context["request"]} | _awards_of(context["request"].user, helper)


@register.inclusion_tag("funding/desk/parts/fees_of_helper.html", takes_context=True)
def funding_fees_of_helper(context: Context, helper: Helper) -> dict[str, Any]:
    """The awards that could pay hours of a paid helper which no expense pays for yet."""
    user = context["request"].user
    may = rules.may_request(user, helper.organisation)
    return {"helper": helper, "proofs": list(proofs_to_pay(helper, by=user)) if may else []}


def _awards_of(user: Any, thing: Workshop | Helper) -> dict[str, Any]:
    awards = Award.objects.of_applicants(user).known().filter(request__organisation=thing.organisation_id)
    links = thing.funded_by.filter(award__in=awards, share__gt=0).order_by("pk")
    paying = list(links.select_related("award__request__organisation"))
    open_ones = awards.unaccounted().filter(start__lte=today()).exclude(pk__in=[it.award_id for it in paying])
    may = rules.may_request(user, thing.organisation)
    possible = list(open_ones.select_related("request__organisation")) if may else []
    return {"paying": paying, "possible": possible}


@register.inclusion_tag("funding/desk/parts/running.html", takes_context=True)
def funding_desk_money(context: Context) -> dict[str, Any]:
    """The money of the awards that are still to be accounted for, for those who may see it."""
    user = context["request"].user
    own = list(Organisation.objects.funding_open_to(user).values_list("pk", flat=True))
    return {"running": running_awards(user, own) if own else [], "sees_funding": bool(own)}


@register.filter
def conditions(decision: Decision) -> str:
    """The conditions of a decision, signed or not, with the numbers of the award."""
    return letters.conditions(decision.request, decision)
