"""A request that came on paper is written down by a caseworker, and goes on like any other."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.choices import Party, State, Verb
from funding.models import FundingRequest, SignedPaper
from funding.services import decisions, paper_requests
from funding.services.paper_requests import OnPaper
from organisations.choices import ListingState, Role
from organisations.models import Organisation
from portal.lib.dates import day_of, today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes
from tests.funding.test_request_paper import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def address(cast: Cast, name: str = "paper_request") -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug])


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the caseworker types, line by line."""
    values = {
        "key": str(uuid4()), "organisation": cast.association.slug, "title": "Elterncafé auf Papier",
        "programme": scenes.programme_of(cast).pk, "received": (today() - timedelta(3)).isoformat(),
        "start": "2026-01-01", "end": "2026-12-31", "file": scenes.pdf("Antrag.pdf"),
        "costs-TOTAL_FORMS": 1, "costs-INITIAL_FORMS": 0, "costs-0-category": "fees", "costs-0-year": "2026",
        "costs-0-label": "Referentin", "costs-0-units": "40", "costs-0-price": "62,50",
        "incomes-TOTAL_FORMS": 2, "incomes-INITIAL_FORMS": 0, "incomes-0-source": "own",
        "incomes-0-amount": "500", "incomes-0-year": "2026", "incomes-1-source": "grant",
        "incomes-1-amount": "2000", "incomes-1-year": "2026",
    }  # fmt: skip
    return values | changes


def said(cast: Cast, **changes: Any) -> OnPaper:
    fees = {"category": "fees", "label": "Referentin", "year": 2026}
    values: dict[str, Any] = {
        "programme": scenes.programme_of(cast), "title": "Elterncafé auf Papier", "received": today(),
        "start": date(2026, 1, 1), "end": date(2026, 12, 31), "scan": scenes.pdf(),
        "costs": [{**fees, "units": scenes.D(40), "price": scenes.D("62.50")}], "incomes": scenes.INCOMES,
    }  # fmt: skip
    return OnPaper(**(values | changes))


def recorded(cast: Cast) -> FundingRequest:
    return paper_requests.record(said(cast), cast.association, key=uuid4(), by=cast.caseworker)


def at(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def test_from_the_search_to_the_file_of_the_office(cast: Cast, officer: Client, applicant: Client) -> None:
    assert address(cast, "paper_find") in officer.get(reverse("funding:inbox", args=[cast.office.slug])).text
    found = officer.get(address(cast, "paper_find"), {"q": "Nordstadt"}).text
    assert f"{address(cast)}?organisation={cast.association.slug}" in found
    assert officer.get(address(cast), {"organisation": cast.association.slug}).status_code == 200
    data = typed(cast)
    for _click in range(2):
        answer = officer.post(address(cast), data | {"file": scenes.pdf("Antrag.pdf")})
        row = FundingRequest.objects.get()
        assert answer["Location"] == at(row)
    assert (row.state, row.caseworker, row.organisation) == (
        State.RECEIVED, cast.caseworker, cast.association,
    )  # fmt: skip
    assert row.submitted_at is not None
    assert day_of(row.submitted_at) == row.arrived == today() - timedelta(3)
    assert row.submission is not None
    assert (row.submission.requested, row.file_number != "") == (scenes.D(2000), True)
    (line,) = row.transitions.all()
    assert (line.verb, line.source, line.target, line.party) == (
        Verb.RECORD, "", State.RECEIVED, Party.CASEWORKER,
    )  # fmt: skip
    page = officer.get(at(row)).text
    assert "recorded from paper" in page
    assert "We cannot deduct input tax" not in page
    assert "reach nobody" not in page
    assert officer.get(at(row, "case_signed"))["Content-Disposition"].endswith('"Antrag.pdf"')
    assert Message.objects.get(kind="funding.recorded").address == cast.coordinator.email
    assert "Elterncafé auf Papier" in applicant.get(row.get_absolute_url()).text


def test_an_organisation_without_an_entry_gets_one_where_it_agrees(cast: Cast, officer: Client) -> None:
    data = typed(cast, organisation="", name="Elternverein Unbekannt", postal_code="44137")
    refused = officer.post(address(cast), data)
    assert list(refused.context["form"].errors) == ["agrees"]
    assert not Organisation.objects.filter(name="Elternverein Unbekannt").exists()
    data |= {"agrees": "on", "file": scenes.pdf()}
    assert officer.post(address(cast), data).status_code == 302
    entry = Organisation.objects.get(name="Elternverein Unbekannt")
    assert (entry.state, entry.place) == (ListingState.UNCLAIMED, "Dortmund")
    row = entry.funding_requests.get()
    assert "reach nobody" in officer.get(at(row)).text
    assert not Message.objects.filter(kind="funding.recorded").exists()
    founder = MembershipFactory(organisation=entry, role=Role.COORDINATOR).user
    client = Client()
    client.force_login(founder)
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received": "2999-01-01"}, "received"),
        ({"end": "2025-01-01"}, "end"),
        ({"incomes-1-amount": "1900"}, "__all__"),
        ({"file": scenes.pdf("Antrag.exe")}, "file"),
        ({"programme": "0"}, "programme"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    cast: Cast, officer: Client, change: dict[str, Any], field: str
) -> None:
    answer = officer.post(address(cast), typed(cast, **change))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Elterncafé auf Papier" in answer.text
    assert "Referentin" in answer.text
    assert not FundingRequest.objects.exists()


def test_lines_come_and_go_without_a_script(cast: Cast, officer: Client) -> None:
    more = officer.post(address(cast), typed(cast, add_line="costs"))
    assert more.context["costs"].total_form_count() == 2
    assert "Referentin" in more.text
    less = officer.post(address(cast), typed(cast, remove_line="costs-0"))
    assert "Referentin" not in less.text
    assert "Elterncafé auf Papier" in less.text
    assert not FundingRequest.objects.exists()


def test_only_caseworkers_record_and_not_in_their_own_cause(cast: Cast, officer: Client) -> None:
    for somebody in (cast.countersigner, cast.foreign_caseworker, cast.coordinator):
        with pytest.raises(PermissionDenied):
            paper_requests.record(said(cast), cast.association, key=uuid4(), by=somebody)
    MembershipFactory(organisation=cast.association, user=cast.caseworker, role=Role.HELPER)
    with pytest.raises(PermissionDenied):
        recorded(cast)
    assert officer.get(address(cast), {"organisation": cast.association.slug}).status_code == 404
    assert list(officer.get(address(cast, "paper_find"), {"q": "Nordstadt"}).context["found"]) == []


def test_it_goes_on_to_a_signed_decision(cast: Cast) -> None:
    row = scenes.check(recorded(cast), cast)
    offer = scenes.proposal(costs={"fees": scenes.D(2500)})
    row = scenes.offer(row, cast, offer)
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert row.state == State.APPROVED


def test_the_printed_submission_says_that_it_came_on_paper(cast: Cast) -> None:
    row = recorded(cast)
    assert row.submission is not None
    text = words(row.submission)
    assert "Auf Papier eingegangen" in text
    assert [part for part in ("Elektronisch gesendet", "Unterschrift", "None") if part in text] == []
    assert SignedPaper.objects.get().request == row


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_asks_as_often_for_one_entry_as_for_three(
    cast: Cast, officer: Client, rows: int, django_assert_num_queries: Any
) -> None:
    Organisation.objects.filter(pk__in=[cast.association.pk, cast.foreign_association.pk]).delete()
    for number in range(rows):
        Organisation.objects.create(name=f"Papierverein {number}", slug=f"papierverein-{number}")
    officer.get(address(cast, "paper_find"))
    with django_assert_num_queries(11):
        page = officer.get(address(cast, "paper_find"), {"q": "Papierverein"})
    assert len(page.context["found"]) == rows
