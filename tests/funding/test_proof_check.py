"""The Office records that it has checked a proof of use; then nobody waits any more."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.models import ProofOfUse
from funding.services import proofs
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def sent(cast: Cast) -> ProofOfUse:
    proof = furnished_proof(cast)
    return proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def case_page(proof: ProofOfUse) -> str:
    request = proof.award.request
    return reverse("funding:case_proof", args=[request.office.slug, request.public_id])


def own_page(proof: ProofOfUse) -> str:
    request = proof.award.request
    return reverse("funding:proof", args=[request.organisation.slug, request.public_id])


def test_a_sent_proof_waits_for_the_caseworker_until_it_is_checked(cast: Cast, sent: ProofOfUse) -> None:
    (waits,) = duties.of(cast.caseworker)
    assert (waits.title, waits.is_mine) == ("Check the proof of use of “Elternlotsen Nordstadt”", True)
    (follows,) = duties.of(cast.coordinator)
    assert (follows.is_mine, follows.who) == (False, "Musterstelle Förderung")
    assert duties.of(cast.countersigner) == []
    answer = client_of(cast.caseworker).post(case_page(sent), {"note": "Alles in Ordnung."})
    assert answer.status_code == 302
    for name in ("caseworker", "coordinator"):
        assert duties.of(getattr(cast, name)) == []
    page = client_of(cast.coordinator).get(own_page(sent)).content.decode()
    assert "Alles in Ordnung." in page
    assert "has checked the proof" in page


def test_the_organisation_is_told_once(cast: Cast, sent: ProofOfUse) -> None:
    for _click in range(2):
        client_of(cast.caseworker).post(case_page(sent), {"note": "Alles in Ordnung."})
    (message,) = Message.objects.filter(kind="funding.proof_checked")
    assert message.address == cast.coordinator.email


def test_nobody_else_records_the_check(cast: Cast, sent: ProofOfUse) -> None:
    for name in ("countersigner", "foreign_caseworker", "berlin_caseworker", "coordinator"):
        user = getattr(cast, name)
        assert client_of(user).post(case_page(sent), {"note": ""}).status_code == 404, name
        with pytest.raises(PermissionDenied):
            proofs.check_proof(sent, "", by=user)
    assert ProofOfUse.objects.get().checked is None


def test_a_proof_that_was_not_sent_cannot_be_checked(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        proofs.check_proof(furnished_proof(cast), "", by=cast.caseworker)


def test_list_and_page_of_the_request_say_whose_turn_it_is(cast: Cast) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    pages = [reverse("funding:requests", args=[request.organisation.slug]), request.get_absolute_url()]
    client = client_of(cast.coordinator)

    def said(words: str) -> list[bool]:
        return [words in client.get(page).content.decode() for page in pages]

    assert said("It is your turn") == [True, True]
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert said("It is the Office&#x27;s turn") == [True, True]
    assert said("Nothing is open") == [False, False]
    proofs.check_proof(proof, "", by=cast.caseworker)
    assert said("Nothing is open") == [True, True]
