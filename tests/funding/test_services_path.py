"""The way of a request from the draft to the announcement, and what stays frozen on it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from funding.choices import State, Task, Verb
from funding.models import Decision, FundingRequest, Snapshot, Transition
from funding.services import decisions, drafts, submissions
from portal.documents.models import Document
from portal.lib.errors import Stale
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def mails(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


def test_the_whole_way_is_in_the_log(cast: Cast) -> None:
    request = scenes.announced(cast)
    assert request.state == State.ANNOUNCED
    log = list(request.transitions.values_list("verb", "actor", "target"))
    worker = cast.caseworker.pk
    assert log == [
        (Verb.START, cast.coordinator.pk, State.DRAFT),
        (Verb.SUBMIT, cast.coordinator.pk, State.SUBMITTED),
        (Verb.RECEIVE, worker, State.RECEIVED),
        (Verb.CHECK, worker, State.IN_REVIEW),
        (Verb.CHECK, worker, State.IN_REVIEW),
        (Verb.PROPOSE, worker, State.PROPOSED),
        (Verb.COUNTERSIGN, cast.countersigner.pk, State.APPROVED),
        (Verb.ANNOUNCE, worker, State.ANNOUNCED),
    ]


def test_each_step_tells_those_whose_turn_it_is(cast: Cast) -> None:
    scenes.announced(cast)
    applicant, worker = {cast.coordinator.email}, {cast.caseworker.email}
    assert mails("funding.receipt") == mails("funding.received") == mails("funding.announced") == applicant
    assert mails("funding.arrived") == mails("funding.countersigned") == worker
    assert mails("funding.proposed") == {cast.countersigner.email}
    assert Document.objects.get().kind == "funding.decision_letter"


def test_sending_freezes_and_a_second_click_does_nothing(cast: Cast) -> None:
    request = scenes.filled(cast)
    first = submissions.submit(request, by=cast.coordinator, version=request.version)
    submissions.submit(request, by=cast.coordinator, version=request.version)
    assert Snapshot.objects.count() == 1
    assert Transition.objects.filter(verb=Verb.SUBMIT).count() == 1
    assert Message.objects.filter(kind="funding.receipt").count() == 1
    assert first.submission is not None
    assert first.submission.data["sums"] == {
        "costs": "2500.00",
        "incomes": "2500.00",
        "requested": "2000.00",
        "expected": "2000.00",
    }


def test_what_was_sent_cannot_be_changed_any_more(cast: Cast) -> None:
    request = scenes.submitted(cast)
    with pytest.raises(ValidationError):
        drafts.save_page(
            request, Task.DECLARATIONS, {"says_true": False}, by=cast.coordinator, version=request.version
        )
    with pytest.raises(ProgrammingError), transaction.atomic():
        Snapshot.objects.update(title="another")
    with pytest.raises(ProgrammingError), transaction.atomic():
        # past Django's own protection of referenced rows
        Snapshot.objects.filter(pk=request.submission_id)._raw_delete("default")


def test_an_answer_is_a_second_submission_beside_the_first(cast: Cast) -> None:
    request = scenes.clarification(cast)
    first = request.submission
    assert first is not None
    request = drafts.save_page(
        request,
        Task.PROJECT,
        {
            "title": "Anders",
            "start": request.start,
            "end": request.end,
            "venue": "Hamm",
            "contact": "Aylin",
        },
        by=cast.coordinator,
        version=request.version,
    )
    assert FundingRequest.objects.get().submission == first
    request = submissions.answer(request, "Jetzt steht er da.", by=cast.coordinator, version=request.version)
    assert request.state == State.IN_REVIEW
    assert request.submission is not None
    assert (request.submission.number, request.submission.data["project"]["venue"]) == (2, "Hamm")
    first.refresh_from_db()
    assert first.data["project"]["venue"] == "Dortmund"


def test_a_new_submission_wants_new_checks(cast: Cast) -> None:
    request = scenes.clarification(cast)
    request = submissions.answer(request, "Ja.", by=cast.coordinator, version=request.version)
    with pytest.raises(ValidationError) as caught:
        decisions.propose(request, scenes.proposal(), by=cast.caseworker, version=request.version)
    assert caught.value.code == "unchecked"


def test_nothing_is_sent_while_something_is_missing(cast: Cast) -> None:
    request = scenes.draft(cast)
    assert set(submissions.gaps(request)) == {Task.PROJECT, Task.GOALS, Task.DECLARATIONS, Task.PLAN}
    with pytest.raises(ValidationError):
        submissions.submit(request, by=cast.coordinator, version=request.version)
    request.refresh_from_db()
    assert (request.state, request.snapshots.count()) == (State.DRAFT, 0)


# -- four eyes ---------------------------------------------------------------------------------------


def test_whoever_proposes_does_not_countersign(cast: Cast) -> None:
    request = scenes.proposed(cast)
    cast.office.memberships.create(user=cast.caseworker, role="countersigner")
    with pytest.raises(PermissionDenied):
        decisions.countersign(request, by=cast.caseworker, version=request.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(countersigned_by=cast.caseworker)
    request.refresh_from_db()
    assert request.state == State.PROPOSED


def test_a_member_of_the_applicant_does_not_countersign(cast: Cast) -> None:
    request = scenes.proposed(cast)
    cast.association.memberships.create(user=cast.countersigner, role="reader")
    with pytest.raises(PermissionDenied):
        decisions.countersign(request, by=cast.countersigner, version=request.version)


def test_a_countersigned_decision_is_frozen(cast: Cast) -> None:
    scenes.countersigned(cast)
    for change in ({"amount": 1}, {"reasons": "x"}, {"frozen": {}}, {"conditions": ""}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Decision.objects.update(**change)


def test_sending_back_voids_the_proposal(cast: Cast) -> None:
    request = scenes.proposed(cast)
    request = decisions.send_back(request, "Zu hoch.", by=cast.countersigner, version=request.version)
    assert (request.state, Decision.objects.get().voided is None) == (State.IN_REVIEW, False)
    request = decisions.propose(
        request, scenes.proposal("1500.00", reasons="Honorare."), by=cast.caseworker, version=request.version
    )
    assert request.state == State.PROPOSED
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "2000.01", "reasons": "x"}, "amount"),
        ({"amount": "1999.99"}, "reasons"),
        ({"amount": "0.00"}, "reasons"),
        ({"amount": "0.00", "reasons": "x", "refusal": ""}, "refusal"),
        ({"amount": "0.00", "reasons": "x", "refusal": "moonshine"}, "refusal"),
        ({"amount": "2000.00", "costs": {"fees": scenes.D(100)}, "reasons": "x"}, "amount"),
        ({"costs": {"fees": scenes.D(2000), "material": scenes.D(400)}, "note": "x"}, "reasons"),
        ({"costs": {"fees": scenes.D(2000), "material": scenes.D(400)}, "reasons": "x"}, "note"),
        ({"amount": "2000.00", "end": scenes.date(2025, 1, 1)}, "end"),
        ({"amount": "0.00", "costs": {"fees": scenes.D(100)}}, "reasons"),
    ],
)
def test_an_unsound_proposal_is_refused(cast: Cast, change: dict, field: str) -> None:
    request = scenes.checked(cast)
    with pytest.raises(ValidationError) as caught:
        decisions.propose(request, scenes.proposal(**change), by=cast.caseworker, version=request.version)
    assert set(caught.value.message_dict) == {field}
    assert not Decision.objects.exists()


def test_a_partial_approval_binds_the_plan_by_category(cast: Cast) -> None:
    offer = scenes.proposal(
        "1500.00", costs={"fees": scenes.D(1500), "material": scenes.D(500)}, reasons="Weniger Stunden."
    )
    award = scenes.announced(cast, offer).award
    assert award.plan["costs"] == {"fees": "1500.00", "material": "500.00"}
    assert award.plan["incomes"] == {"own": "500.00", "grant": "1500.00"}


def test_a_rejection_opens_no_award(cast: Cast) -> None:
    request = scenes.announced(cast, scenes.proposal("0.00", reasons="Kein Geld."))
    assert not hasattr(request, "award")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.refusal) == ("rejected", "money")


def test_why_it_is_rejected_is_said_of_nothing_else(cast: Cast) -> None:
    with pytest.raises(ValidationError, match=r"not rejected|nicht abgelehnt"):
        scenes.announced(cast, scenes.proposal(refusal="money"))
    assert not Decision.objects.exists()


def test_a_stale_click_changes_nothing(cast: Cast) -> None:
    request = scenes.checked(cast)
    with pytest.raises(Stale):
        decisions.propose(request, scenes.proposal(), by=cast.caseworker, version=request.version - 1)
    assert not Decision.objects.exists()


def test_a_withdrawn_request_voids_the_proposal(cast: Cast) -> None:
    request = scenes.proposed(cast)
    request = submissions.withdraw(request, by=cast.coordinator, version=request.version)
    assert request.state == State.WITHDRAWN
    assert Decision.objects.get().voided is not None
