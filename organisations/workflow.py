"""From which state to which an entry of the registry goes, by which decision, and who may take it."""

from dataclasses import dataclass

from organisations.choices import Actor, ListingState, Verb
from organisations.choices.moderation import CaseState, CaseVerb


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
    # What was public before is published again with it; see `services.suspension`.
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
    # The entry that goes; of the one that stays the log says it too, without a step.
    Verb.MERGE: Step(
        frozenset({ListingState.UNCLAIMED, ListingState.LISTED}),
        ListingState.REMOVED,
        frozenset({Actor.PORTAL}),
    ),
}


@dataclass(frozen=True)
class CaseStep:
    """Of the case of an entry that is to be hidden, or is."""

    before: frozenset[CaseState]
    after: CaseState
    who: Actor


CASE_STEPS: dict[CaseVerb, CaseStep] = {
    CaseVerb.SUSPEND: CaseStep(frozenset({CaseState.HEARING}), CaseState.SUSPENDED, Actor.PORTAL),
    CaseVerb.DROP: CaseStep(frozenset({CaseState.HEARING}), CaseState.DROPPED, Actor.PORTAL),
    CaseVerb.APPEAL: CaseStep(frozenset({CaseState.SUSPENDED}), CaseState.APPEALED, Actor.COORDINATOR),
    # By a second person; see `rules.may_refuse_appeal`.
    CaseVerb.UPHOLD: CaseStep(frozenset({CaseState.APPEALED}), CaseState.UPHELD, Actor.PORTAL),
    # Also by whoever has suspended it and has thought better of it.
    CaseVerb.LIFT: CaseStep(
        frozenset({CaseState.SUSPENDED, CaseState.APPEALED, CaseState.UPHELD}),
        CaseState.LIFTED,
        Actor.PORTAL,
    ),
}
