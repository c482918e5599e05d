"""What an award says otherwise than its programme is told to both officers, and asks for a reason."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from funding.choices import Task
from funding.models import Decision, FundingRequest, Programme, YearlyPart
from funding.services import decisions, drafts, review, submissions
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_proposing import at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def as_asked(row: FundingRequest, **changes: str) -> dict[str, str]:
    return typed(row, amount="2000", cost_fees="2000", cost_material="500", reasons="", **changes)


def signing(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.countersigner)
    return client


@pytest.fixture
def row(cast: Cast) -> FundingRequest:
    found = scenes.checked(cast)
    Programme.objects.update(drawdown_weeks=8, max_months=12)
    return FundingRequest.objects.get(pk=found.pk)


OTHERWISE = {"deviation_rate": "30", "drawdown_weeks": "26", "retention_years": "10"}
SAID = (
    "A category may be exceeded by: here 30% instead of 20% in the programme.",
    "Weeks in which money paid out must be spent: here 26 instead of 8 in the programme.",
    "Years to keep vouchers: here 10 instead of 5 in the programme.",
)


class TestRules:
    def test_both_officers_read_what_differs_and_the_first_says_why(
        self, cast: Cast, row: FundingRequest, officer: Client
    ) -> None:
        refused = officer.post(at("propose", row), as_asked(row, **OTHERWISE))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["note"])
        assert [said for said in SAID if said not in words(refused.text)] == []
        told = as_asked(row, **OTHERWISE) | {"note": "Mit dem Ministerium besprochen."}
        assert officer.post(at("propose", row), told).status_code == 302
        page = words(signing(cast).get(at("countersign", row)).text)
        assert [said for said in (*SAID, "Mit dem Ministerium besprochen.") if said not in page] == []

    def test_what_is_as_the_programme_says_needs_no_note(self, row: FundingRequest, officer: Client) -> None:
        same = {"deviation_rate": "20", "drawdown_weeks": "8", "retention_years": "5"}
        assert officer.post(at("propose", row), as_asked(row, **same)).status_code == 302

    def test_a_longer_period_than_the_programme_allows_is_a_departure(
        self, cast: Cast, row: FundingRequest
    ) -> None:
        longer = scenes.proposal(end=date(2027, 2, 28))
        with pytest.raises(ValidationError) as refused:
            scenes.offer(row, cast, longer)
        assert list(refused.value.message_dict) == ["note"]

    def test_a_period_beyond_what_was_asked_for_is_said_to_both_officers(
        self, cast: Cast, row: FundingRequest, officer: Client
    ) -> None:
        assert "asked for was" not in officer.get(at("propose", row)).text
        early = scenes.proposal(start=date(2025, 12, 1), years={2026: scenes.D("2000.00")}, note="Vorlauf.")
        row = scenes.offer(row, cast, early)
        page = signing(cast).get(at("countersign", row)).text
        assert "The period is 01/12/2025 – 31/12/2026; asked for was 01/01/2026 – 31/12/2026." in page

    def test_the_texts_take_their_numbers_from_the_award(self, cast: Cast, row: FundingRequest) -> None:
        Programme.objects.update(calling_up="Nur was Sie innerhalb von {Wochen} brauchen.")
        row = FundingRequest.objects.get(pk=row.pk)
        text = "Belege: {Aufbewahrung}. Über dem Plan: {Überschreitung}. {Unbekannt}"
        offered = scenes.proposal(conditions=text, terms={"drawdown_weeks": 26}, note="Lange Vorläufe.")
        row = scenes.offer(row, cast, offered)
        assert "Belege: 5 Jahre." in signing(cast).get(at("case", row)).text, "not signed yet"
        row = decisions.countersign(row, by=cast.countersigner, version=row.version)
        frozen = Decision.objects.get().frozen
        assert frozen is not None
        assert frozen["calling_up"] == "Nur was Sie innerhalb von 26 Wochen brauchen."
        assert frozen["conditions"] == "Belege: 5 Jahre. Über dem Plan: 20\xa0%. {Unbekannt}"
        assert "Belege: 5 Jahre." in signing(cast).get(at("case", row)).text

    def test_a_number_that_the_award_does_not_have_is_told(
        self, cast: Cast, row: FundingRequest, officer: Client
    ) -> None:
        answer = officer.post(at("propose", row), as_asked(row, conditions="{Nachlauf}", look="1"))
        assert "The letter names {Nachlauf}, but this award says nothing of it." in words(answer.text)


class TestYears:
    def test_a_period_over_a_new_year_asks_what_each_year_bears(
        self, cast: Cast, row: FundingRequest, officer: Client
    ) -> None:
        Programme.objects.update(max_months=None)
        address, longer = at("propose", row), {"end": "2027-06-30", "interim_months": "4"}
        assert "year_2027" not in officer.get(address).text
        refused = officer.post(address, as_asked(row, **longer))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["year_2027"])
        assert "The period goes into a year for which nothing was asked." in words(refused.text)
        assert 'name="year_2027"' in refused.text
        sent = as_asked(row, **longer) | {"year_2026": "1200", "year_2027": "800"}
        assert officer.post(address, sent).status_code == 302
        assert dict(YearlyPart.objects.values_list("year", "amount")) == {2026: D(1200), 2027: D(800)}

    def test_no_other_way_in_may_leave_them_out(self, cast: Cast, row: FundingRequest) -> None:
        Programme.objects.update(max_months=None)
        with pytest.raises(ValidationError) as refused:
            scenes.offer(row, cast, scenes.proposal(end=date(2027, 6, 30), years={}))
        assert list(refused.value.message_dict) == ["end"]

    def test_an_interim_proof_is_suggested_and_its_absence_is_told(self, cast: Cast, officer: Client) -> None:
        row = over_the_new_year(cast)
        form = officer.get(at("propose", row))
        assert form.context["form"]["interim_months"].value() == 4
        (proof,) = form.context["interims"]
        assert (proof.end, proof.due) == (date(2026, 12, 31), date(2027, 4, 30))
        assert "Interim proofs: of 2026 until" in words(form.text)
        said = as_asked(row, end="2027-06-30", interim_months="")
        told = "The period goes over the end of a year, and no interim proof is wanted."
        assert told in words(officer.post(at("propose", row), said | {"look": "1"}).text)
        assert officer.post(at("propose", row), said).status_code == 302
        assert told in words(signing(cast).get(at("countersign", row)).text)


def over_the_new_year(cast: Cast) -> FundingRequest:
    """A request for a project that goes on until June 2027."""
    request = scenes.filled(cast)
    said = {"title": request.title, "venue": "Dortmund", "contact": "Aylin"}
    days = {"start": date(2026, 1, 1), "end": date(2027, 6, 30)}
    request = drafts.save_page(
        request, Task.PROJECT, said | days, by=cast.coordinator, version=request.version
    )
    request = submissions.submit(request, by=cast.coordinator, version=request.version)
    request = review.receive(request, by=cast.caseworker, version=request.version)
    return scenes.check(request, cast)
