"""Two people at the same moment: one history, whoever comes first."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from funding.choices import State, Verb
from funding.models import (
    AdviceRequest,
    Decision,
    FundedWorkshop,
    FundingRequest,
    InterimProof,
    ProofOfUse,
    Snapshot,
)
from funding.services import advice, decisions, interims, linking, proofs, review, submissions
from funding.services.advice import Asker, Words
from portal.lib.dates import today
from tests.cast import assemble
from tests.funding import scenes
from tests.funding.test_enclosures import another_series_of, answered, sharing, told
from tests.funding.test_interims import TEXTS, wanting
from tests.funding.test_reports import furnished_proof

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[bool]:
    """Do all at the same moment, each on a connection of its own; which of them went through."""
    barrier, done = Barrier(len(deeds)), [False] * len(deeds)

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            deeds[number]()
            done[number] = True
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return done


def test_two_officers_and_the_applicant_leave_one_history() -> None:
    cast = assemble()
    request = scenes.proposed(cast)
    third = type(cast.caseworker).objects.create(email="dritte@amt.example")
    cast.office.memberships.create(user=third, role="countersigner")
    version = request.version
    done = at_once(
        lambda: decisions.countersign(request, by=cast.countersigner, version=version),
        lambda: decisions.countersign(request, by=third, version=version),
        lambda: submissions.withdraw(request, by=cast.coordinator, version=version),
    )
    request.refresh_from_db()
    assert done.count(True) == 1
    assert request.version == version + 1
    last = request.transitions.order_by("-at", "-id").first()
    assert last is not None
    assert (last.source, last.target) == (State.PROPOSED, request.state)
    decision = Decision.objects.get()
    assert (decision.countersigned is None) == (request.state == State.WITHDRAWN)
    assert (decision.voided is None) == (request.state == State.APPROVED)


def test_two_clicks_at_once_send_once() -> None:
    cast = assemble()
    request = scenes.filled(cast)
    version = request.version
    done = at_once(
        *[lambda: submissions.submit(request, by=cast.coordinator, version=version) for _click in range(4)]
    )
    assert done == [True] * 4
    assert Snapshot.objects.count() == 1
    assert request.transitions.filter(verb=Verb.SUBMIT).count() == 1


def test_file_numbers_are_given_once() -> None:
    cast = assemble()
    requests = [scenes.submitted(cast, title=f"Antrag {number}") for number in range(4)]
    done = at_once(
        *[
            lambda row=row: review.receive(row, by=cast.caseworker, version=row.version)  # type: ignore[misc]
            for row in requests
        ]
    )
    assert all(done)
    numbers = FundingRequest.objects.values_list("file_number", flat=True)
    assert sorted(number[-5:] for number in numbers) == ["00001", "00002", "00003", "00004"]


def test_two_reports_at_once_tell_no_few_answers_by_their_difference() -> None:
    """Each of them tells what the other one leaves; by six and nine together three would be told."""
    cast = assemble()
    first = furnished_proof(cast)
    answered("how", good=6)
    second = sharing(cast, first)
    answered("how", on=another_series_of(second, cast), good=3)
    ProofOfUse.objects.update(shows_feedback=True)
    rows = list(ProofOfUse.objects.order_by("pk"))
    done = at_once(
        *[
            lambda row=row: proofs.submit_proof(row, by=cast.coordinator, version=row.version)  # type: ignore[misc]
            for row in rows
        ]
    )
    assert done == [True, True]
    assert [told(row) for row in ProofOfUse.objects.order_by("pk")] in ([{"how": 6}, {}], [{}, {"how": 9}])


def test_what_an_interim_proof_counts_is_not_unlinked_while_it_is_sent() -> None:
    """Whoever unlinks has done so and not committed yet; a proof that did not wait would count the series."""
    cast = assemble()
    interim = wanting(cast)
    InterimProof.objects.update(end=today() - timedelta(1), due=today() + timedelta(100))
    unlinked, may_commit = Event(), Event()

    def unlink() -> None:
        with transaction.atomic():
            series = FundedWorkshop.objects.get().workshop
            linking.unlink_workshop(ProofOfUse.objects.get(), series, by=cast.coordinator)
            unlinked.set()
            may_commit.wait(timeout=20)
        connection.close()

    def send() -> None:
        interims.send_interim(interim, TEXTS, by=cast.coordinator, version=interim.version)
        connection.close()

    threads = [Thread(target=unlink), Thread(target=send)]
    threads[0].start()
    assert unlinked.wait(timeout=20)
    threads[1].start()
    threads[1].join(timeout=1)
    may_commit.set()
    for thread in threads:
        thread.join(timeout=60)
    assert not FundedWorkshop.objects.exists()
    assert InterimProof.objects.get().sent_figures["evidence"]["dates_held"] == 0


def test_a_double_click_asks_a_contact_point_once() -> None:
    cast, words = assemble(), Words("Wie viel Geld gibt es?")
    ask = partial(advice.ask, cast.office, "Geld", words, Asker("Oksana"))
    assert at_once(ask, ask, ask) == [True, True, True]
    assert AdviceRequest.objects.get().messages.count() == 1
