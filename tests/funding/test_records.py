"""A closed case goes into the records of its Office, is offered to the archive, and is forgotten in time."""

import json
from datetime import timedelta
from typing import Any
from unittest import mock

import pgtrigger
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import Verb, Verdict
from funding.models import (
    Award,
    ForgottenCases,
    ForgottenGrant,
    FundingRequest,
    Office,
    ProofCheck,
    ProofOfUse,
)
from funding.reports.dashboard import Line, office_figures
from funding.services import amendments, checking, decisions, drawdowns, proofs, records, results, unsent
from funding.services.results import Result
from parentwork.models import Workshop
from portal.documents.models import Document
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import giving360, scenes
from tests.funding.test_amendments import asked
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
YEARS = timedelta(days=366)


@pytest.fixture
def closed(cast: Cast) -> FundingRequest:
    """From the request to the closing letter, with all that can hang on a case."""
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    drawdowns.record_payment(proof.award, scenes.D(100), today(), by=cast.caseworker, known=0)
    said = {"about": "recovery", "amount": 1, "question": "x", "answer": "x", "answered": timezone.now()}
    paper = {"name": "Rechnung.pdf", "mime": "application/pdf", "size": 1, "sha256": "0" * 64}
    hearing = request.clarifications.create(deadline=today(), **said)
    hearing.papers.create(file=scenes.pdf("Rechnung.pdf"), **paper)
    change = asked(cast, Award.objects.get(), end=proof.award.end + timedelta(60))
    amendments.drop(change, by=cast.coordinator)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row = checking.begin(proof, by=cast.caseworker)
    row = checking.draw(row, 10, by=cast.caseworker, version=row.version)
    checking.judge(row, 1, Verdict.ACCEPTED, None, "", by=cast.caseworker)
    row.refresh_from_db()
    results.propose(row, Result(), by=cast.caseworker, version=row.version)
    found: FundingRequest = FundingRequest.objects.get()
    return found


def marked(request: FundingRequest, cast: Cast) -> FundingRequest:
    records.mark(request, Verb.FILE, by=cast.caseworker)
    return records.mark(request, Verb.OFFER, by=cast.caseworker)


def age(years: int) -> None:
    """Turn back the clocks of the case by so many years; what is frozen is turned back past its triggers."""
    with pgtrigger.ignore("funding.ProofCheck:frozen_once_closed"):
        ProofCheck.objects.update(closed=timezone.now() - years * YEARS, kept_until=today())
    FundingRequest.objects.update(created=timezone.now() - years * YEARS)


def read(address: str) -> str:
    cache.clear()
    return b"".join(Client().get(address).streaming_content).decode()  # type: ignore[attr-defined]


def left() -> dict[str, int]:
    """What is left of the case, by model, besides what the Office and the organisation have anyway."""
    kept = {
        "BankAccount", "Office", "OfficeMember", "Programme", "BudgetLine", "Budget",
        "ForgottenCases", "ForgottenMoney",
    }  # fmt: skip
    models = apps.get_app_config("funding").get_models()
    rows = {it.__name__: it._default_manager.count() for it in models if "Event" not in it.__name__}
    return {name: number for name, number in rows.items() if number and name not in kept}


class TestMarks:
    def test_the_caseworker_sets_them_on_a_closed_case(
        self, cast: Cast, closed: FundingRequest, officer: Client
    ) -> None:
        page = reverse("funding:case", args=[closed.office.slug, closed.public_id])
        assert "once it is in your records and was offered to the archive" in officer.get(page).text
        for verb in ("file", "offer"):
            for _click in range(2):
                address = reverse("funding:mark", args=[closed.office.slug, closed.public_id, verb])
                assert officer.post(address).status_code == 302
        assert "The portal forgets it on" in officer.get(page).text
        log = closed.transitions.filter(verb__in=records.MARKS)
        assert sorted(log.values_list("verb", flat=True)) == ["file", "offer"]

    def test_an_open_case_cannot_be_marked(self, cast: Cast) -> None:
        with pytest.raises(ValidationError, match="not closed yet"):
            records.mark(scenes.received(cast), Verb.FILE, by=cast.caseworker)
        proof = furnished_proof(cast)
        with pytest.raises(ValidationError, match="not closed yet"):
            records.mark(proof.award.request, Verb.FILE, by=cast.caseworker)

    def test_nobody_else_sets_them(self, cast: Cast, closed: FundingRequest) -> None:
        for name in ("countersigner", "foreign_caseworker", "coordinator"):
            with pytest.raises(PermissionDenied):
                records.mark(closed, Verb.FILE, by=getattr(cast, name))

    def test_money_that_is_owed_keeps_a_case_open(self, closed: FundingRequest) -> None:
        with pgtrigger.ignore("funding.ProofCheck:frozen_once_closed"):
            ProofCheck.objects.update(recovery=5, pay_back_by=today(), closed_by=None)
        assert records.deletable_on(closed) is None


def sums_of(cast: Cast) -> Line:
    """All of it in the figures of the Office."""
    kept = ForgottenCases.objects.filter(office=cast.office)
    return office_figures(FundingRequest.objects.counted_for(cast.caseworker), kept, None).sum


class TestForgetting:
    def test_it_goes_with_all_that_hangs_on_it(
        self, cast: Cast, closed: FundingRequest, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        file = closed.attachments.get().file
        with django_capture_on_commit_callbacks(execute=True):
            marked(closed, cast)
            age(6)
            assert records.purge() == {"closed cases forgotten": 1}
        assert left() == {}
        assert not file.storage.exists(file.name)
        assert not Document.objects.filter(kind__startswith="funding.", state="done").exists()
        assert Workshop.objects.exists(), "the calendar is the organisation's"

    def test_what_was_public_of_it_stays_public_as_it_was(self, cast: Cast, closed: FundingRequest) -> None:
        Office.objects.update(publishes_grants=True)
        addresses = [reverse(f"open_data:grants{kind}") for kind in ("_json", "_csv", "_feed")]
        marked(closed, cast)
        age(6)
        before = [read(address) for address in addresses]
        sums = sums_of(cast)
        assert sums.cut > 0
        assert "Elternlotsen Nordstadt" in before[0]
        records.purge()
        assert not Award.objects.exists()
        assert [read(address) for address in addresses] == before
        assert sums_of(cast).settled == sums.settled, "and the figures of the Office"
        assert giving360.broken(json.loads(before[0])) == []
        Office.objects.update(publishes_grants=False)
        assert Client().get(addresses[0]).status_code == 404

    def test_what_was_not_public_is_not_kept(self, cast: Cast, closed: FundingRequest) -> None:
        marked(closed, cast)
        age(6)
        records.purge()
        assert not ForgottenGrant.objects.exists()

    @pytest.mark.parametrize("wanting", ["filed", "offered", "years"])
    def test_it_stays_while_something_is_wanting(
        self, cast: Cast, closed: FundingRequest, wanting: str
    ) -> None:
        marked(closed, cast)
        age(4 if wanting == "years" else 6)
        if wanting != "years":
            FundingRequest.objects.update(**{wanting: None})
        assert records.purge() == {"closed cases forgotten": 0}
        assert ProofOfUse.objects.exists()

    def test_one_that_cannot_be_forgotten_keeps_no_other_one(
        self, cast: Cast, closed: FundingRequest
    ) -> None:
        first = marked(closed, cast)
        second = scenes.announced(cast, scenes.proposal("0", reasons="Keine Mittel.", refusal="money"))
        decisions.finalise(second, by=cast.caseworker, version=second.version, waived=today())
        marked(second, cast)
        age(6)
        FundingRequest.objects.update(state_since=timezone.now() - 6 * YEARS)

        def fails(request: FundingRequest) -> None:
            if request.pk == first.pk:
                raise RuntimeError("no disk")

        with mock.patch.object(records, "keep_sums", fails), pytest.raises(ExceptionGroup):
            records.purge()
        assert list(FundingRequest.objects.all()) == [first]

    def test_vouchers_that_are_still_kept_keep_the_case(self, cast: Cast, closed: FundingRequest) -> None:
        marked(closed, cast)
        age(6)
        with pgtrigger.ignore("funding.ProofCheck:frozen_once_closed"):
            ProofCheck.objects.update(kept_until=today() + timedelta(1))
        assert records.purge() == {"closed cases forgotten": 0}

    def test_a_rejected_case_is_closed_when_it_is_final(self, cast: Cast) -> None:
        offer = scenes.proposal("0", reasons="Keine Mittel.", refusal="money")
        row = scenes.announced(cast, offer)
        assert records.deletable_on(row) is None
        decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
        row.refresh_from_db()
        assert records.deletable_on(row) is not None

    def test_a_restored_backup_brings_nothing_back(self, cast: Cast, closed: FundingRequest) -> None:
        assert unsent.erase_again([closed.pk], before=timezone.now()) == 1
        assert left() == {}
        assert unsent.erase_again([closed.pk], before=timezone.now()) == 0
        assert ForgottenCases.objects.get().number == 1, "it counts once"
