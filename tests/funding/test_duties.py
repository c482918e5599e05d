"""What the overview says of the desk: whose turn it is, and until when."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import OfficeRole, State
from funding.duties import officers
from funding.models import Award, FundingRequest
from funding.services import letters, proofs
from portal.accounts.models import User
from portal.lib.dates import BERLIN, today
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.matrix import placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def mine(user: User) -> list[tuple[str, date | None]]:
    return [(duty.title, duty.until) for duty in duties.of(user) if duty.is_mine]


def others(user: User) -> list[tuple[str, str]]:
    return [(duty.title, duty.who) for duty in duties.of(user) if not duty.is_mine]


def read(row: FundingRequest, cast: Cast) -> FundingRequest:
    letters.open_letter(row.decisions.get(), by=cast.coordinator)
    return row


def test_a_decision_waits_until_somebody_of_the_organisation_opens_it(cast: Cast) -> None:
    row = scenes.announced(cast, scenes.proposal("0", reasons="Kein Geld mehr."))
    (duty,) = duties.of(cast.coordinator)
    assert duty.title == "Read the decision on “Elternlotsen Nordstadt”"
    assert duty.url == f"{row.get_absolute_url()}#decision"
    client = Client()
    client.force_login(cast.reader)
    address = reverse("funding:letter", args=[row.organisation.slug, row.public_id])
    client.get(address)
    assert len(duties.of(cast.coordinator)) == 1, "reading an address changes nothing"
    assert client.post(address).status_code == 302
    assert duties.of(cast.coordinator) == []


def test_a_draft_waits_for_those_who_write_it(cast: Cast) -> None:
    programme = scenes.programme_of(cast)
    programme.next_deadline = date(2027, 1, 31)
    programme.save()
    scenes.draft(cast)
    finish = ("Finish and send the request “Elternlotsen Nordstadt”", date(2027, 1, 31))
    assert mine(cast.coordinator) == [finish]
    for name in ("reader", "helper", "foreign_coordinator", "umbrella_coordinator", "caseworker"):
        assert duties.of(getattr(cast, name)) == [], name


def test_a_sent_request_waits_for_the_office_and_its_caseworkers(cast: Cast) -> None:
    scenes.submitted(cast)
    assert mine(cast.coordinator) == []
    assert others(cast.coordinator) == [
        ("Request “Elternlotsen Nordstadt” has been sent", "Musterstelle Förderung")
    ]
    assert mine(cast.caseworker) == [("Confirm receipt of “Elternlotsen Nordstadt”", None)]
    assert duties.of(cast.foreign_caseworker) == []
    assert duties.of(cast.berlin_caseworker) == []


def test_a_question_waits_for_the_applicant_until_its_deadline(cast: Cast) -> None:
    row = scenes.clarification(cast)
    title = "Answer the question about “Elternlotsen Nordstadt”"
    assert mine(cast.coordinator) == [(title, row.due)]
    assert mine(cast.caseworker) == []
    assert others(cast.caseworker) == [
        ("Question about “Elternlotsen Nordstadt” is open", "Elterntreff Nordstadt")
    ]


@pytest.mark.parametrize(
    ("state", "who", "title"),
    [
        (State.RECEIVED, "caseworker", "Check “Elternlotsen” and propose a decision"),
        (State.IN_REVIEW, "caseworker", "Check “Elternlotsen” and propose a decision"),
        (State.PROPOSED, "countersigner", "Sign the proposal on “Elternlotsen” or send it back"),
        (State.APPROVED, "caseworker", "Announce the decision on “Elternlotsen”"),
    ],
)
def test_each_step_waits_for_the_officer_who_does_it(cast: Cast, state: State, who: str, title: str) -> None:
    placed(cast, state, due=today() + timedelta(9))
    for name in ("caseworker", "countersigner"):
        expected = [(title, today() + timedelta(9))] if name == who else []
        assert mine(getattr(cast, name)) == expected


@pytest.mark.parametrize(
    ("state", "who", "title"),
    [
        (State.IN_REVIEW, "caseworker", "Check “Meins” and propose a decision"),
        (State.PROPOSED, "countersigner", "Sign the proposal on “Meins” or send it back"),
    ],
)
def test_what_waits_for_colleagues_takes_no_room_in_ones_own_list(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, state: State, who: str, title: str
) -> None:
    monkeypatch.setattr(officers, "MOST", 2)
    colleague = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    for number in range(3):
        placed(cast, State.IN_REVIEW, f"Fremd {number}", caseworker=colleague, due=today() + timedelta(1))
    placed(cast, state, "Meins", due=today() + timedelta(9))
    assert mine(getattr(cast, who)) == [(title, today() + timedelta(9))]
    assert len(mine(colleague)) == 2


def test_nobody_is_asked_to_sign_what_he_or_she_proposed(cast: Cast) -> None:
    cast.office.memberships.create(user=cast.caseworker, role="countersigner")
    scenes.proposed(cast)
    assert mine(cast.caseworker) == []
    assert len(mine(cast.countersigner)) == 1


def test_the_proof_of_use_waits_for_the_organisation_until_it_is_due(cast: Cast) -> None:
    row = read(scenes.announced(cast), cast)
    title = "Prove how the money for “Elternlotsen Nordstadt” was used"
    assert mine(cast.coordinator) == [(title, date(2027, 6, 30))]
    proofs.open_proof(row.award, by=cast.coordinator)
    (duty,) = duties.of(cast.coordinator)
    assert (duty.title, duty.until, duty.is_late) == (title, date(2027, 6, 30), False)
    assert duty.url.endswith("/proof/")
    with time_machine.travel(datetime(2027, 7, 1, 12, tzinfo=BERLIN), tick=False):
        assert duty.is_late


def test_a_proof_without_a_date_waits_all_the_same(cast: Cast) -> None:
    read(scenes.announced(cast), cast)
    Award.objects.update(proof_due=None)
    assert [until for _title, until in mine(cast.coordinator)] == [None]


def test_what_is_over_is_no_duty(cast: Cast) -> None:
    placed(cast, State.WITHDRAWN)
    placed(cast, State.ANNOUNCED)  # rejected: no award
    for name in ("coordinator", "caseworker", "countersigner"):
        assert duties.of(getattr(cast, name)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_duties(cast: Cast, django_assert_num_queries: Any, rows: int) -> None:
    for number in range(rows):
        placed(cast, State.IN_REVIEW, f"Antrag {number}", programme=scenes.programme_of(cast))
    with django_assert_num_queries(10):  # letters to be retrieved, too
        duties.of(cast.coordinator)
    with django_assert_num_queries(11):  # results of checks, too: what is contested is the caseworker's
        duties.of(cast.caseworker)
