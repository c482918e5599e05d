"""Hours of a volunteer who is linked to an award: they count for it, and no hour for two beyond its share."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from funding.models import Award, FundedHelper, InterimProof, ProofOfUse
from funding.reports import collect
from funding.reports.counting import percent_on
from funding.reports.proofs import named
from funding.reports.series import beside_awards
from funding.services import linking, proofs
from parentwork.models import Helper, VolunteerHours, Workshop
from tests.cast import Cast
from tests.factories import parentwork as factories
from tests.funding import scenes
from tests.funding.test_reports import pdf_of, text_of
from tests.funding.test_shared_series import address

D = Decimal
DAY = date(2026, 3, 3)


@pytest.fixture
def helper(cast: Cast) -> Helper:
    return factories.HelperFactory(organisation=cast.association, name="Ada Helferin")


@pytest.fixture
def series(cast: Cast) -> Workshop:
    return factories.WorkshopFactory(organisation=cast.association)


def worked(helper: Helper, series: Workshop, hours: str = "4", **more: Any) -> VolunteerHours:
    values = {"day": DAY, "hours": hours, "confirmed": timezone.now()} | more
    return VolunteerHours.objects.create(workshop=series, helper=helper, **values)


def hours_of(proof: ProofOfUse) -> tuple[Decimal, Decimal]:
    evidence = collect(proof)["evidence"]
    return D(evidence["volunteer_hours"]), D(evidence.get("helper_hours", "0"))


def stub(number: int, share: int) -> FundedHelper:
    award = Award(pk=number, start=date(2026, 1, 1), end=date(2026, 12, 31))
    award._prefetched_objects_cache = {"interims": InterimProof.objects.none()}  # type: ignore[attr-defined]
    award._state.fields_cache["proof"] = None
    return FundedHelper(pk=number, award=award, share=share)


@given(st.lists(st.integers(1, 100), max_size=5), st.integers(0, 100))
def test_whatever_the_shares_no_hour_counts_more_than_the_series_leave(shares: list[int], left: int) -> None:
    links = [stub(number, share) for number, share in enumerate(shares, start=1)]
    counted = [percent_on(DAY, links, link.award, left) for link in links]
    assert sum(counted) == min(left, sum(shares))
    assert all(0 <= part <= share for part, share in zip(counted, shares, strict=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestLinking:
    def test_one_click_on_the_page_of_the_helper(
        self, cast: Cast, applicant: Client, helper: Helper, series: Workshop
    ) -> None:
        request = scenes.announced(cast)
        worked(helper, series)
        worked(helper, series, "3", activity="zu früh", day=date(2025, 12, 31))
        page = reverse("parentwork:desk_helper", args=[cast.association.slug, helper.pk])
        assert "Count the hours for “Elternlotsen Nordstadt”" in applicant.get(page).text
        link = reverse("funding:helper_link", args=[cast.association.slug, request.public_id, helper.pk])
        after = applicant.post(link, follow=True).text
        assert "Hours of “Ada Helferin” that now count for “Elternlotsen Nordstadt”: 4." in after
        assert "Count the hours for" not in after
        assert FundedHelper.objects.get().award == request.award

    def test_all_volunteers_with_hours_stand_on_one_page(
        self, cast: Cast, applicant: Client, helper: Helper, series: Workshop
    ) -> None:
        proof = scenes.proof(cast)
        factories.HelperFactory(organisation=cast.association, name="Ohne Stunden")
        worked(helper, series)
        worked(helper, series, activity="x", day=date(2025, 12, 1))
        page = applicant.get(address("proof_helpers", proof)).text
        assert "Ada Helferin" in page
        assert "4 confirmed hours in the award period" in page
        assert "Ohne Stunden" not in page
        assert address("proof_helpers", proof) in applicant.get(address("proof_workshops", proof)).text
        applicant.post(address("proof_helpers", proof), {"helper": helper.pk})
        applicant.post(address("proof_helpers", proof), {"helper": helper.pk, "share": "25"})
        assert FundedHelper.objects.get().share == 25
        applicant.post(address("proof_helpers", proof), {"helper": helper.pk, "unlink": "1"})
        assert not FundedHelper.objects.exists()

    def test_hours_that_count_elsewhere_already_are_not_said_to_count_here(
        self, cast: Cast, applicant: Client, helper: Helper, series: Workshop
    ) -> None:
        proof = scenes.proof(cast)
        worked(helper, series)
        linking.link_workshop(proof, series, by=cast.coordinator)
        after = applicant.post(address("proof_helpers", proof), {"helper": helper.pk}, follow=True).text
        assert "No hour of “Ada Helferin” counts for “Elternlotsen Nordstadt” now" in after

    def test_two_awards_share_no_more_than_the_whole(self, cast: Cast, helper: Helper) -> None:
        first = scenes.proof(cast)
        linking.link_helper(first, helper, 60, by=cast.coordinator)
        second = scenes.proof_of_another_award(cast)
        with pytest.raises(ValidationError, match="Here 40 per cent of it are left"):
            linking.link_helper(second, helper, 41, by=cast.coordinator)
        assert linking.link_helper(second, helper, by=cast.coordinator).share == 40

    def test_who_is_paid_brings_no_hours(self, cast: Cast, helper: Helper) -> None:
        Helper.objects.update(is_paid=True)
        with pytest.raises(ValidationError, match="Enter what you pay as an expense"):
            linking.link_helper(scenes.proof(cast), helper, by=cast.coordinator)

    def test_a_helper_of_others_is_not_linked(self, cast: Cast, applicant: Client) -> None:
        proof, stranger = scenes.proof(cast), factories.HelperFactory(organisation=cast.foreign_association)
        with pytest.raises(PermissionDenied):
            linking.link_helper(proof, stranger, by=cast.coordinator)
        assert applicant.post(address("proof_helpers", proof), {"helper": stranger.pk}).status_code == 404
        assert applicant.post(address("helper_link", proof, stranger.pk)).status_code == 404

    def test_the_database_knows_no_share_that_is_none(self, cast: Cast, helper: Helper) -> None:
        linking.link_helper(scenes.proof(cast), helper, by=cast.coordinator)
        with pytest.raises(IntegrityError):
            FundedHelper.objects.update(share=0)


@pytest.mark.django_db
class TestCounting:
    def test_hours_of_a_series_that_is_not_linked_count(
        self, cast: Cast, helper: Helper, series: Workshop
    ) -> None:
        proof = scenes.proof(cast)
        worked(helper, series)
        worked(helper, series, "2", activity="nicht bestätigt", confirmed=None)
        worked(helper, series, "3", activity="zu früh", day=date(2025, 12, 31))
        assert hours_of(proof) == (0, 0)
        linking.link_helper(proof, helper, by=cast.coordinator)
        assert hours_of(proof) == (4, 4)

    def test_hours_that_a_linked_series_counts_are_not_counted_twice(
        self, cast: Cast, helper: Helper, series: Workshop
    ) -> None:
        proof = scenes.proof(cast)
        worked(helper, series)
        linking.link_workshop(proof, series, by=cast.coordinator)
        linking.link_helper(proof, helper, by=cast.coordinator)
        assert hours_of(proof) == (4, 0)
        linking.link_workshop(proof, series, 25, by=cast.coordinator)
        assert hours_of(proof) == (4, 3)

    def test_what_another_award_counts_by_its_series_is_left_to_it(
        self, cast: Cast, helper: Helper, series: Workshop
    ) -> None:
        first = scenes.proof(cast)
        worked(helper, series)
        second = scenes.proof_of_another_award(cast)
        linking.link_helper(first, helper, by=cast.coordinator)
        linking.link_workshop(second, series, 75, by=cast.coordinator)
        assert [hours_of(proof)[0] for proof in (first, second)] == [1, 3]

    @pytest.mark.usefixtures("in_english")
    def test_what_an_office_was_told_of_them_no_series_of_another_award_counts_again(
        self, cast: Cast, helper: Helper, series: Workshop
    ) -> None:
        first = scenes.proof(cast)
        worked(helper, series)
        second = scenes.proof_of_another_award(cast)
        linking.link_helper(first, helper, 60, by=cast.coordinator)
        ProofOfUse.objects.filter(pk=first.pk).update(
            state="submitted", submitted=timezone.now(), frozen=collect(first)
        )
        with pytest.raises(ValidationError, match="Here 40 per cent of it are left"):
            linking.link_workshop(second, series, 41, by=cast.coordinator)
        assert linking.link_workshop(second, series, by=cast.coordinator).share == 40
        found = [hours_of(proof)[0] for proof in ProofOfUse.objects.order_by("pk")]
        assert found == [D("2.4"), D("1.6")]

    @pytest.mark.usefixtures("in_english")
    def test_the_page_offers_no_more_of_a_series_than_is_accepted(
        self, cast: Cast, helper: Helper, series: Workshop, applicant: Client
    ) -> None:
        first = scenes.proof(cast)
        worked(helper, series)
        other = factories.WorkshopFactory(organisation=cast.association)
        worked(factories.HelperFactory(organisation=cast.association), other)
        second = scenes.proof_of_another_award(cast)
        linking.link_helper(first, helper, 60, by=cast.coordinator)
        ProofOfUse.objects.filter(pk=first.pk).update(
            state="submitted", submitted=timezone.now(), frozen=collect(first)
        )
        found = list(beside_awards(second.award, linking.linkable(second)))
        assert {it.thing.pk: it.offer.percent for it in found} == {series.pk: 40, other.pk: 100}
        assert "Link with 40 %" in applicant.get(address("proof_workshops", second)).text
        for it in found:
            linking.link_workshop(second, it.thing, it.offer.percent, by=cast.coordinator)

    def test_they_are_worth_what_the_award_says(self, cast: Cast, helper: Helper, series: Workshop) -> None:
        proof = scenes.proof(cast)
        Award.objects.update(
            plan={
                "costs": {"fees": "2000.00", "in_kind": "300.00"},
                "incomes": {"own": "0.00", "in_kind": "300.00", "grant": "2000.00"},
            },
            volunteer_rate=15, volunteer_cap=None,
        )  # fmt: skip
        worked(helper, series)
        linking.link_helper(proof, helper, by=cast.coordinator)
        figures = collect(ProofOfUse.objects.get())
        assert [row["actual"] for row in figures["costs"] if row["category"] == "in_kind"] == ["60.00"]

    def test_page_and_report_say_the_sum_and_no_name(
        self, cast: Cast, helper: Helper, series: Workshop, applicant: Client, in_english: None,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        proof = scenes.proof(cast)
        worked(helper, series)
        starts = timezone.now() - timedelta(days=1)
        linked = factories.WorkshopDateFactory(
            workshop__organisation=cast.association, starts=starts, ends=starts + timedelta(hours=2)
        ).workshop
        linking.link_workshop(proof, linked, by=cast.coordinator)
        linking.link_helper(proof, helper, by=cast.coordinator)
        page = applicant.get(address("proof", proof)).text
        assert "Volunteer hours of people who are linked to the award themselves: 4." in page
        assert "Ada Helferin" not in page
        assert named(collect(proof))["totals"]["other_hours"] == ""
        with django_capture_on_commit_callbacks(execute=True):
            document = proofs.report(proof, by=cast.coordinator)
        text = text_of(pdf_of(document))
        assert "dem Vorhaben unmittelbar zugeordnet" in " ".join(text.split())
        assert "Ada Helferin" not in text
