"""The states of a funding request as a pure table: verb, from, to, who. Nothing here knows a database."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funding.choices import Party, State, Verb


@dataclass(frozen=True)
class Move:
    """`verb` takes a request from one of `sources` to one of `targets`, done by one of `who`.

    Where not all may do it in the same states, each has a move of its own.
    """

    verb: Verb
    sources: frozenset[State]
    targets: frozenset[State]
    who: frozenset[Party]

    @property
    def stays(self) -> bool:
        """A mark: the request is afterwards in the state in which it was."""
        return self.sources == self.targets


def _move(verb: Verb, sources: Set[State], targets: Set[State], *who: Party) -> Move:
    return Move(verb, frozenset(sources), frozenset(targets), frozenset(who))


DECIDED = frozenset({State.APPROVED, State.PARTLY, State.REJECTED})
OPEN = frozenset(
    {
        State.DRAFT,
        State.UNSIGNED,
        State.SUBMITTED,
        State.RECEIVED,
        State.CLARIFICATION,
        State.IN_REVIEW,
        State.WAITING,
        State.PROPOSED,
    }
)
UNDECIDED = frozenset({State.RECEIVED, State.CLARIFICATION, State.IN_REVIEW, State.WAITING, State.PROPOSED})
EDITABLE = frozenset({State.DRAFT, State.CLARIFICATION})
CLOSED = frozenset({State.FINAL, State.WITHDRAWN})
ANNOUNCED = frozenset({State.ANNOUNCED, State.CONTESTED, State.FINAL})
HANDLED = UNDECIDED | DECIDED | ANNOUNCED
AT_THE_OFFICE = HANDLED | {State.UNSIGNED, State.SUBMITTED}
# An original comes by post behind its scan, whatever the state.
SENT_AND_SIGNED = AT_THE_OFFICE - {State.UNSIGNED}
# What was corrected is signed anew until it is decided. While it is corrected once more, that comes first:
# what is signed then would not be what is sent.
SIGNED_ANEW = UNDECIDED - EDITABLE
# Heard before a decision that burdens, and after it before money is asked back.
HEARD = ANNOUNCED | {State.IN_REVIEW}
# A hearing on which a proposal rests is not taken back: the proposal is, first.
CALLED_OFF = ANNOUNCED | UNDECIDED - {State.PROPOSED}

# A decision binds nobody before it is announced. Until then the request belongs to who made it, who could
# otherwise tell from what is no longer possible that something has been proposed or signed.
WITHDRAWABLE = OPEN | DECIDED

TABLE: tuple[Move, ...] = (
    _move(Verb.SUBMIT, {State.DRAFT}, {State.UNSIGNED, State.SUBMITTED}, Party.APPLICANT),
    _move(Verb.SIGN, {State.UNSIGNED}, {State.SUBMITTED}, Party.APPLICANT, Party.CASEWORKER),
    _move(Verb.SIGN_AGAIN, SIGNED_ANEW, SIGNED_ANEW, Party.APPLICANT),
    _move(Verb.SIGN_AGAIN, SENT_AND_SIGNED, SENT_AND_SIGNED, Party.CASEWORKER),
    _move(Verb.RECEIVE, {State.SUBMITTED}, {State.RECEIVED}, Party.CASEWORKER),
    _move(Verb.ASSIGN, HANDLED, HANDLED, Party.CASEWORKER),
    _move(Verb.STEP_BACK, AT_THE_OFFICE, AT_THE_OFFICE, Party.CASEWORKER, Party.COUNTERSIGNER),
    _move(Verb.ASK, {State.RECEIVED, State.IN_REVIEW}, {State.CLARIFICATION}, Party.CASEWORKER),
    _move(Verb.ANSWER, {State.CLARIFICATION}, {State.IN_REVIEW}, Party.APPLICANT, Party.CASEWORKER),
    _move(Verb.CHECK, {State.RECEIVED, State.IN_REVIEW}, {State.IN_REVIEW}, Party.CASEWORKER),
    _move(Verb.EARLY_START, UNDECIDED, UNDECIDED, Party.CASEWORKER),
    _move(Verb.HEAR, HEARD, HEARD, Party.CASEWORKER),
    _move(Verb.REPLY, UNDECIDED | ANNOUNCED, UNDECIDED | ANNOUNCED, Party.APPLICANT),
    _move(Verb.CALL_OFF, CALLED_OFF, CALLED_OFF, Party.CASEWORKER),
    _move(Verb.EXTEND, UNDECIDED | ANNOUNCED, UNDECIDED | ANNOUNCED, Party.CASEWORKER),
    _move(Verb.WAIT, {State.IN_REVIEW}, {State.WAITING}, Party.CASEWORKER),
    _move(Verb.RESUME, {State.WAITING}, {State.IN_REVIEW}, Party.CASEWORKER),
    _move(Verb.PROPOSE, {State.IN_REVIEW}, {State.PROPOSED}, Party.CASEWORKER),
    _move(Verb.RECONSIDER, {State.PROPOSED}, {State.IN_REVIEW}, Party.CASEWORKER),
    _move(Verb.SEND_BACK, {State.PROPOSED}, {State.IN_REVIEW}, Party.COUNTERSIGNER),
    _move(Verb.COUNTERSIGN, {State.PROPOSED}, DECIDED, Party.COUNTERSIGNER),
    _move(Verb.ANNOUNCE, DECIDED, {State.ANNOUNCED}, Party.CASEWORKER),
    _move(Verb.SEND_ANEW, {State.ANNOUNCED}, {State.ANNOUNCED}, Party.CASEWORKER),
    _move(Verb.CONTEST, {State.ANNOUNCED}, {State.CONTESTED}, Party.CASEWORKER),
    _move(Verb.SETTLE, {State.CONTESTED}, {State.ANNOUNCED, State.IN_REVIEW}, Party.CASEWORKER),
    _move(Verb.QUERY, ANNOUNCED, ANNOUNCED, Party.CASEWORKER),
    _move(Verb.EXPLAIN, ANNOUNCED, ANNOUNCED, Party.APPLICANT),
    _move(Verb.FINALISE, {State.ANNOUNCED}, {State.FINAL}, Party.CASEWORKER),
    _move(Verb.WITHDRAW, WITHDRAWABLE, {State.WITHDRAWN}, Party.APPLICANT),
    # The letter of an organisation, written down.
    _move(Verb.WITHDRAW, WITHDRAWABLE - {State.DRAFT}, {State.WITHDRAWN}, Party.CASEWORKER),
)
MOVES: dict[tuple[Verb, Party], Move] = {(move.verb, party): move for move in TABLE for party in move.who}

# A request begins here with its organisation, or on paper with the Office. What happens to its money and its
# file stands in its log and leaves its state as it is.
BESIDE_THE_TABLE = frozenset(
    {
        Verb.START, Verb.RECORD, Verb.CALL_UP, Verb.TAKE_BACK, Verb.ALLOW, Verb.RELEASE, Verb.REFUSE,
        Verb.PAY, Verb.HAND_OUT, Verb.ASK_CHANGE, Verb.DROP_CHANGE, Verb.PROPOSE_CHANGE, Verb.RETURN_CHANGE,
        Verb.GRANT_CHANGE, Verb.REFUSE_CHANGE, Verb.POST_CHANGE, Verb.DROP_EXPENSE, Verb.SEND_PROOF,
        Verb.BEGIN_CHECK, Verb.SAMPLE, Verb.PROPOSE_RESULT, Verb.RETURN_RESULT, Verb.CLOSE_PROOF,
        Verb.POST_RESULT, Verb.PAID_BACK, Verb.CONTEST_RESULT, Verb.SETTLE_RESULT, Verb.GIVE_BACK,
        Verb.UNDO_RETURN, Verb.UNDO_PAYMENT, Verb.UNDO_CHANGE, Verb.UNDO_RESULT,
        Verb.SEND_INTERIM, Verb.NOTE_INTERIM, Verb.OPEN_AUDIT, Verb.END_AUDIT, Verb.FILE, Verb.OFFER,
    }
)  # fmt: skip

_TURN = {
    State.DRAFT: Party.APPLICANT,
    State.UNSIGNED: Party.APPLICANT,
    State.SUBMITTED: Party.CASEWORKER,
    State.RECEIVED: Party.CASEWORKER,
    State.CLARIFICATION: Party.APPLICANT,
    State.IN_REVIEW: Party.CASEWORKER,
    State.WAITING: Party.NOBODY,
    State.PROPOSED: Party.COUNTERSIGNER,
    State.APPROVED: Party.CASEWORKER,
    State.PARTLY: Party.CASEWORKER,
    State.REJECTED: Party.CASEWORKER,
    State.ANNOUNCED: Party.NOBODY,
    State.CONTESTED: Party.CASEWORKER,
    State.FINAL: Party.NOBODY,
    State.WITHDRAWN: Party.NOBODY,
}

# An applicant reads neither a proposal nor a decision before it is announced.
_APPLICANT_LABEL: dict[State, Promise] = {
    State.DRAFT: _("Draft"),
    State.UNSIGNED: _("Sent, to be signed"),
    State.SUBMITTED: _("Sent"),
    State.RECEIVED: _("Arrived"),
    State.CLARIFICATION: _("Question to you"),
    State.IN_REVIEW: _("In review"),
    State.WAITING: _("On the waiting list"),
    State.PROPOSED: _("In review"),
    State.APPROVED: _("In review"),
    State.PARTLY: _("In review"),
    State.REJECTED: _("In review"),
    State.ANNOUNCED: _("Decided"),
    State.CONTESTED: _("Decided, contested"),
    State.FINAL: _("Decided, final"),
    State.WITHDRAWN: _("Withdrawn"),
}
_OFFICER_LABEL: dict[State, Promise] = {
    State.DRAFT: _("Draft"),
    State.UNSIGNED: _("Signature awaited"),
    State.SUBMITTED: _("New"),
    State.RECEIVED: _("Received"),
    State.CLARIFICATION: _("Clarification wanted"),
    State.IN_REVIEW: _("In review"),
    State.WAITING: _("Waiting list"),
    State.PROPOSED: _("Proposed"),
    State.APPROVED: _("Approved, not announced"),
    State.PARTLY: _("Approved in part, not announced"),
    State.REJECTED: _("Rejected, not announced"),
    State.ANNOUNCED: _("Announced"),
    State.CONTESTED: _("Contested"),
    State.FINAL: _("Final"),
    State.WITHDRAWN: _("Withdrawn"),
}
_TONE = {
    State.DRAFT: "info",
    State.UNSIGNED: "warn",
    State.SUBMITTED: "info",
    State.RECEIVED: "info",
    State.CLARIFICATION: "warn",
    State.IN_REVIEW: "info",
    State.WAITING: "info",
    State.PROPOSED: "warn",
    State.APPROVED: "ok",
    State.PARTLY: "ok",
    State.REJECTED: "bad",
    State.ANNOUNCED: "ok",
    State.CONTESTED: "warn",
    State.FINAL: "ok",
    State.WITHDRAWN: "info",
}
_HIDDEN_FROM_APPLICANT = frozenset(
    {
        Verb.ASSIGN,
        Verb.STEP_BACK,
        Verb.PROPOSE,
        Verb.RECONSIDER,
        Verb.SEND_BACK,
        Verb.COUNTERSIGN,
        Verb.CHECK,
        Verb.HAND_OUT,
        Verb.PROPOSE_CHANGE,
        Verb.RETURN_CHANGE,
        Verb.UNDO_CHANGE,
        Verb.UNDO_RESULT,
        Verb.BEGIN_CHECK,
        Verb.PROPOSE_RESULT,
        Verb.RETURN_RESULT,
        Verb.FILE,
        Verb.OFFER,
    }
)

# An Office learns of a request from its sending on, and of a proof of use what is sent.
_HIDDEN_FROM_OFFICE = frozenset({Verb.START, Verb.DROP_EXPENSE})


def turn(state: str) -> Party:
    """Whose turn it is in `state`."""
    return _TURN[State(state)]


def applicant_label(state: str) -> Promise:
    """What the organisation reads as the state of its request."""
    return _APPLICANT_LABEL[State(state)]


def officer_label(state: str) -> Promise:
    """What the Office reads as the state of a request."""
    return _OFFICER_LABEL[State(state)]


def tone(state: str, *, officer: bool) -> str:
    """`ok`, `warn`, `bad` or `info`: the colour beside the word."""
    is_secret = not officer and state in DECIDED | {State.PROPOSED}
    return _TONE[State.IN_REVIEW if is_secret else State(state)]


def who(verb: Verb) -> frozenset[Party]:
    """Who does `verb`, each in the states of his or her own move."""
    return frozenset(party for move in TABLE if move.verb == verb for party in move.who)


def is_possible(verb: Verb, state: str) -> bool:
    """Whether somebody may do `verb` to a request that is in `state`."""
    return any(allows(verb, state, party) for party in who(verb))


def allows(verb: Verb, state: str, party: Party) -> bool:
    """Whether `party` may do `verb` to a request that is in `state`."""
    move = MOVES.get((verb, party))
    return move is not None and state in move.sources


def verbs(state: str, party: Party) -> list[Verb]:
    """What `party` may do to a request that is in `state`, in the order of the table."""
    return [move.verb for move in TABLE if party in move.who and state in move.sources]


def applicant_sees(verb: str) -> bool:
    """Whether the line of the log is one for the applicant too."""
    return verb not in _HIDDEN_FROM_APPLICANT


def officer_sees(verb: str) -> bool:
    """Whether the line of the log is one for the Office too."""
    return verb not in _HIDDEN_FROM_OFFICE


def diagram() -> str:
    """The table as a Mermaid state diagram, as the README shows it; what leaves the state is left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines.append(f"    [*] --> {State.RECEIVED} : {Verb.RECORD} ({Party.CASEWORKER})")
    for (source, target), labels in _arrows().items():
        lines.append(f"    {source} --> {target} : {', '.join(labels)}")
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in State if state in CLOSED)])


def _arrows() -> dict[tuple[State, State], list[str]]:
    arrows: dict[tuple[State, State], list[str]] = {}
    for move in TABLE:
        who = " or ".join(sorted(move.who))
        for source in State:
            for target in State:
                if source in move.sources and target in move.targets and source != target and not move.stays:
                    arrows.setdefault((source, target), []).append(f"{move.verb} ({who})")
    return arrows
