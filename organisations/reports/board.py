"""The members of a network at a glance: how far each of them is, and how many there are of each.

What they plan and whom they reach is not their network's business, and not read here.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from organisations.choices import HIDDEN, ListingState
from organisations.choices.board import Step
from organisations.models import ClaimLetter, Mandate, Membership, Organisation
from portal.lib import dates


def board_of(umbrella: Organisation) -> QuerySet[Any]:
    """Who belongs to `umbrella` today, by name, each row with its `step` (see `Step`).

    Entries that it has asked and that nobody looks after stand here too; their rows wait for an answer.
    `invited` is the day of the last letter to a member, if there was one; `mandate` the id of
    that under which the network may write the member's profile.
    """
    looked_after = Exists(Membership.objects.filter(organisation=OuterRef("member")))
    letters = ClaimLetter.objects.filter(umbrella=umbrella, organisation=OuterRef("member"))
    works = Q(used__isnull=False) | Q(ends__gt=timezone.now())
    step = Case(
        When(member__state__in=HIDDEN, then=Value(Step.HIDDEN)),
        When(looked_after, member__state=ListingState.LISTED, then=Value(Step.PUBLIC)),
        When(member__state=ListingState.LISTED, then=Value(Step.LEFT)),
        When(~looked_after & Exists(letters.filter(works)), then=Value(Step.INVITED)),
        When(~looked_after, then=Value(Step.WAITING)),
        When(_without_gaps(), then=Value(Step.COMPLETE)),
        default=Value(Step.CLAIMED),
    )
    held = Mandate.objects.running(dates.today()).filter(umbrella=umbrella, member=OuterRef("member"))
    rows = umbrella.member_affiliations.inviting(dates.today())
    rows = rows.annotate(
        step=step, invited=Subquery(letters.values("made")), mandate=Subquery(held.values("pk"))
    )
    return rows.select_related("member").order_by("member__sort_key", "pk")


def narrowed(rows: QuerySet[Any], *, word: str = "", step: str = "") -> QuerySet[Any]:
    """The rows of a board whose member is called like `word` and stands at `step`; "" lets all through."""
    if word:
        rows = rows.filter(member__in=Organisation.objects.resembling(word).order_by().values("pk"))
    return rows.filter(step=step) if step else rows


def counts(rows: QuerySet[Any]) -> dict[Step, int]:
    """How many rows of a board are at each step, in the order of the steps; those with none left out."""
    found = dict(rows.order_by().values_list("step").annotate(number=Count("pk")))
    return {step: found[step] for step in Step if step in found}


def _without_gaps() -> Q:
    """What `Organisation.gaps` asks of one entry, asked of all members at once."""
    columns = [f"member__summary_{code.replace('-', '_')}__gt" for code, _name in settings.LANGUAGES]
    summary = Q(*((column, "") for column in columns), _connector=Q.OR)
    contact = Q(member__email__gt="") | Q(member__phone__gt="") | Q(member__website__gt="")
    return summary & contact & ~Q(member__languages=[]) & Q(member__postal_code__isnull=False)
