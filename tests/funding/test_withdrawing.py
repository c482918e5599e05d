"""A request can be withdrawn until its decision is announced, and what was signed for it falls with it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import OfficeRole, State
from funding.models import Decision, YearlyPart
from funding.services import assigning, decisions, submissions
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def test_until_it_is_announced_a_decision_falls_with_its_request(cast: Cast, applicant: Client) -> None:
    request = scenes.countersigned(cast)
    assert "/withdraw/" in applicant.get(request.get_absolute_url()).text, "nobody can tell that it is signed"
    request = submissions.withdraw(request, by=cast.coordinator, version=request.version)
    assert request.state == State.WITHDRAWN
    assert not Decision.objects.filter(voided__isnull=True).exists()
    assert not YearlyPart.objects.in_force().exists(), "its money is free again"
    with pytest.raises(ValidationError):
        decisions.announce(request, by=cast.caseworker, version=request.version)


def test_what_is_announced_is_not_taken_back(cast: Cast, applicant: Client) -> None:
    request = scenes.announced(cast)
    assert "/withdraw/" not in applicant.get(request.get_absolute_url()).text
    with pytest.raises(ValidationError):
        submissions.withdraw(request, by=cast.coordinator, version=request.version)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Decision.objects.update(voided=timezone.now())


def test_whoever_proposed_and_signed_hears_that_it_is_void(cast: Cast) -> None:
    request = scenes.countersigned(cast)
    other = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    request = assigning.assign(request, other, by=cast.caseworker, version=request.version)
    submissions.withdraw(request, by=cast.coordinator, version=request.version)
    told = Message.objects.filter(kind="funding.withdrawn")
    assert {it.address for it in told} == {other.email, cast.caseworker.email, cast.countersigner.email}


def test_a_caseworker_writes_down_what_came_by_letter(cast: Cast, officer: Client, applicant: Client) -> None:
    request = scenes.countersigned(cast)
    case = reverse("funding:case", args=[request.office.slug, request.public_id])
    address = reverse("funding:case_withdrawal", args=[request.office.slug, request.public_id])
    assert f'href="{address}"' in officer.get(case).text
    assert officer.post(address, {"version": request.version, "note": " "}).status_code == 422
    said = {"version": request.version, "note": "Brief vom 3. März, vom Vorstand."}
    assert officer.post(address, said).url == case
    assert officer.post(address, said).url == case, "a second click"
    request.refresh_from_db()
    last = request.transitions.order_by("-at", "-pk")[0]
    assert (request.state, last.party, last.note) == (State.WITHDRAWN, "caseworker", said["note"])
    assert said["note"] in applicant.get(request.get_absolute_url()).text
    told = Message.objects.filter(kind="funding.withdrawal_recorded").values_list("address", flat=True)
    assert list(told) == [cast.coordinator.email]


def test_of_a_draft_an_office_knows_nothing_to_write_down(cast: Cast) -> None:
    request = scenes.draft(cast)
    with pytest.raises(ValidationError):
        submissions.withdraw(request, by=cast.caseworker, version=request.version, note="Brief")
