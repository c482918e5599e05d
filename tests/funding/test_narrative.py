"""The report in words is kept while it is typed: by itself, and behind an expired sign-in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import NarrativeDraft, ProofOfUse
from funding.services import proofs
from funding.services.deletion import purge
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TEXTS = dict.fromkeys(("done", "results", "cooperation", "deviations", "outlook"), "x")


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return scenes.proof(cast)


def at(name: str, proof: ProofOfUse) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id])


def keep(client: Client, proof: ProofOfUse, **typed: Any) -> Any:
    return client.post(at("narrative_autosave", proof), {"version": "1", **typed})


def test_typing_is_kept_by_itself_and_offered_again(proof: ProofOfUse, applicant: Client) -> None:
    answer = keep(applicant, proof, done="Zehn Abende, halb getippt")
    assert answer.json()["text"].startswith("Your entries are kept as a draft")
    assert ProofOfUse.objects.get().done == ""
    page = applicant.get(at("narrative", proof)).content.decode()
    assert "Zehn Abende, halb getippt" in page
    assert "Your entries are kept as a draft" in page
    applicant.post(at("narrative", proof), {"version": "1", **TEXTS})
    assert ProofOfUse.objects.get().done == "x"
    assert not NarrativeDraft.objects.exists()


def test_it_can_be_thrown_away(proof: ProofOfUse, applicant: Client) -> None:
    keep(applicant, proof, done="Falsch")
    assert applicant.post(at("narrative_discard", proof)).status_code == 302
    assert "Falsch" not in applicant.get(at("narrative", proof)).content.decode()


def test_a_refused_form_is_kept_too(proof: ProofOfUse, applicant: Client) -> None:
    answer = applicant.post(at("narrative", proof), {"version": "1", "done": "Nur dies", "results": ""})
    assert answer.status_code == 422
    assert NarrativeDraft.objects.get().data["done"] == "Nur dies"


def test_typing_on_an_old_version_says_so_and_saving_shows_both(
    cast: Cast, proof: ProofOfUse, applicant: Client
) -> None:
    proofs.save_narrative(proof, TEXTS, by=cast.coordinator, version=1)
    assert (
        "Somebody else has saved this page meanwhile" in keep(applicant, proof, done="Meins").json()["text"]
    )
    page = applicant.post(at("narrative", proof), {"version": "1", **TEXTS, "done": "Meins"}).content.decode()
    assert "Somebody else changed this" in page
    assert "Meins" in page


def test_bad_keeping_is_refused_in_words(proof: ProofOfUse, applicant: Client) -> None:
    assert keep(applicant, proof, done="x" * 60_001).status_code == 422
    assert applicant.post(at("narrative_autosave", proof), {"version": "no"}).status_code == 404
    signed_out = Client().post(
        at("narrative_autosave", proof), {"version": "1"}, headers={"x-requested-with": "autosave"}
    )
    assert signed_out.status_code == 401
    assert not NarrativeDraft.objects.exists()


def test_what_was_typed_goes_when_the_proof_is_sent_and_in_time(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proofs.keep_narrative(proof, {"done": "y"}, by=cast.coordinator, version=proof.version)
    NarrativeDraft.objects.update(saved=timezone.now() - timedelta(days=200))
    assert purge()["typed pages forgotten"] == 1
    proofs.keep_narrative(proof, {"done": "y"}, by=cast.coordinator, version=proof.version)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert not NarrativeDraft.objects.exists()
