"""The table of states: complete, without dead ends, and silent to applicants about what is not announced."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from funding import workflow
from funding.choices import Party, State, Verb
from funding.workflow import CLOSED, TABLE


def test_each_verb_stands_once_for_each_party() -> None:
    assert {move.verb for move in TABLE} == set(Verb) - workflow.BESIDE_THE_TABLE
    assert sum(len(move.who) for move in TABLE) == len(workflow.MOVES)


def test_a_new_signature_and_a_withdrawal_are_other_moves_for_the_organisation_than_for_the_office() -> None:
    moves = Counter(move.verb for move in TABLE)
    assert [verb for verb, number in moves.items() if number > 1] == [Verb.SIGN_AGAIN, Verb.WITHDRAW]
    later = {state for state in State if workflow.allows(Verb.SIGN_AGAIN, state, Party.CASEWORKER)}
    asked = {state for state in State if workflow.allows(Verb.SIGN_AGAIN, state, Party.APPLICANT)}
    assert later - asked == {State.SUBMITTED, State.CLARIFICATION} | workflow.DECIDED | workflow.ANNOUNCED
    assert asked < later
    mine = {state for state in State if workflow.allows(Verb.WITHDRAW, state, Party.APPLICANT)}
    assert mine - {state for state in State if workflow.allows(Verb.WITHDRAW, state, Party.CASEWORKER)} == {
        State.DRAFT
    }
    assert not mine & (workflow.ANNOUNCED | workflow.CLOSED)


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_and_a_turn(state: State) -> None:
    assert str(workflow.applicant_label(state))
    assert str(workflow.officer_label(state))
    assert workflow.tone(state, officer=True) in {"ok", "warn", "bad", "info"}
    assert workflow.turn(state) in Party


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_every_open_state_leads_on(state: State) -> None:
    assert any(state in move.sources for move in TABLE)


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_closed_is_closed(state: State) -> None:
    assert not any(state in move.sources for move in TABLE if not move.stays)


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED - {State.ANNOUNCED, State.WAITING}))
def test_whose_turn_it_is_can_act(state: State) -> None:
    assert workflow.verbs(state, workflow.turn(state))


def test_every_state_can_be_reached() -> None:
    reached = {State.DRAFT}
    for _round in State:
        reached |= {target for move in TABLE if move.sources & reached for target in move.targets}
    assert reached == set(State)


@pytest.mark.usefixtures("in_english")
def test_an_applicant_reads_no_decision_before_it_is_announced() -> None:
    hidden = [State.PROPOSED, State.APPROVED, State.PARTLY, State.REJECTED]
    assert {str(workflow.applicant_label(state)) for state in hidden} == {"In review"}
    assert {workflow.tone(state, officer=False) for state in hidden} == {"info"}
    assert not workflow.applicant_sees(Verb.PROPOSE)
    assert not workflow.applicant_sees(Verb.COUNTERSIGN)
    assert workflow.applicant_sees(Verb.ANNOUNCE)


@pytest.mark.parametrize("verb", sorted(set(Verb) - workflow.BESIDE_THE_TABLE))
def test_nobody_does_nothing(verb: Verb) -> None:
    assert not any(workflow.allows(verb, state, Party.NOBODY) for state in State)


def test_the_readme_shows_the_table() -> None:
    readme = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("```mermaid\n")[2].partition("\n```")[0]
    assert shown == workflow.diagram()
