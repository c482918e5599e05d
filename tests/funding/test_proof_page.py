"""The page of a proof of use says what is missing, whose turn it is, and every sum."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from funding.models import ProofOfUse
from funding.services import proofs
from parentwork.models import WorkshopDate
from tests.cast import Cast
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def page_of(cast: Cast, proof: ProofOfUse) -> str:
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    answer = client.get(reverse("funding:proof", args=[request.organisation.slug, request.public_id]))
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def test_dates_without_attendance_are_named_before_the_figures_are_frozen(cast: Cast) -> None:
    proof = furnished_proof(cast)
    series = proof.award.funded_workshops.get().workshop
    forgotten = WorkshopDateFactory(workshop=series, starts=WorkshopDate.objects.get().starts + timedelta(7))
    assert proofs.unrecorded(proof, by=cast.coordinator) == [forgotten]
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    page = client.get(reverse("funding:proof", args=[request.organisation.slug, request.public_id]))
    address = reverse("parentwork:desk_attendance", args=[cast.association.slug, forgotten.pk])
    assert f'href="{address}"' in page.content.decode()


def test_dates_with_attendance_or_outside_the_period_are_not_asked_for(cast: Cast) -> None:
    proof = furnished_proof(cast)
    series = proof.award.funded_workshops.get().workshop
    WorkshopDateFactory(workshop=series, starts=WorkshopDate.objects.get().starts - timedelta(200))
    assert proofs.unrecorded(proof, by=cast.coordinator) == []


def test_each_task_says_how_far_it_is(cast: Cast) -> None:
    page = page_of(cast, scenes.proof(cast))
    assert "beside the goal of your request not complete" in page
    assert "none linked yet" in page
    assert "none entered yet" in page
    done = page_of(cast, furnished_proof(cast))
    assert "not complete" not in done
    assert done.count(" complete ") == 3


def test_both_tables_end_with_all_their_sums(cast: Cast) -> None:
    page = page_of(cast, furnished_proof(cast))
    assert "Sum €2,500.00 €180.00 -€2,320.00" in page
    assert page.count("Sum €2,500.00 €180.00 -€2,320.00") == 2


def test_who_sends_before_the_period_ends_is_told_that_nothing_can_follow(cast: Cast) -> None:
    proof = furnished_proof(cast)
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        assert "The award period runs until 31 December 2026." in page_of(cast, proof)
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC), tick=False):
        assert "The award period runs until" not in page_of(cast, proof)


def test_a_sent_proof_says_that_the_office_checks_it(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert "It is the Office's turn" in page_of(cast, ProofOfUse.objects.get()).replace("&#x27;", "'")


def test_series_are_told_apart_by_their_dates_and_those_of_the_period_stand_first(cast: Cast) -> None:
    proof = furnished_proof(cast)
    linked = proof.award.funded_workshops.get().workshop
    other = WorkshopFactory(organisation=cast.association, title_en="Never within")
    WorkshopDateFactory(workshop=other, starts=WorkshopDate.objects.get().starts - timedelta(200))
    client = Client()
    client.force_login(cast.coordinator)
    request = proof.award.request
    answer = client.get(
        reverse("funding:proof_workshops", args=[request.organisation.slug, request.public_id])
    )
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())
    assert page.index("1 date in the award period, from 03/03/2026") < page.index("Never within")
    assert "no date in the award period" in page
    assert f"Unlink : {linked.title_en or linked.title_de}" in page
