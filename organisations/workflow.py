"""From which state to which an entry of the registry goes, by which decision, and who may take it."""

from dataclasses import dataclass

from organisations.choices import Actor, ListingState, Verb


@dataclass(frozen=True)
class Step:
    before: frozenset[ListingState]
    after: ListingState
    who: frozenset[Actor]
    needs_reason: bool = False


STEPS: dict[Verb, Step] = {
    Verb.PUBLISH: Step(
        frozenset({ListingState.UNCLAIMED}),
        ListingState.LISTED,
        frozenset({Actor.COORDINATOR, Actor.PORTAL, Actor.PROGRAM}),
    ),
    Verb.WITHDRAW: Step(
        frozenset({ListingState.LISTED}),
        ListingState.UNCLAIMED,
        frozenset({Actor.COORDINATOR, Actor.PORTAL}),
    ),
    Verb.SUSPEND: Step(
        frozenset({ListingState.UNCLAIMED, ListingState.LISTED}),
        ListingState.SUSPENDED,
        frozenset({Actor.PORTAL}),
        needs_reason=True,
    ),
    # Not straight back to listed: its people look at the page and publish it again.
    Verb.RESTORE: Step(
        frozenset({ListingState.SUSPENDED}),
        ListingState.UNCLAIMED,
        frozenset({Actor.PORTAL}),
        needs_reason=True,
    ),
    # No step leads back. The row stays without its contact data, so that no import brings the entry back.
    Verb.REMOVE: Step(
        frozenset({ListingState.UNCLAIMED, ListingState.SUSPENDED}),
        ListingState.REMOVED,
        frozenset({Actor.PORTAL}),
    ),
}
