"""A series that several awards pay for: each counts its share, and together nothing twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from funding.finance import Share, left, spans
from funding.models import Award, FundedWorkshop, InterimProof, ProofOfUse
from funding.reports import collect
from funding.services import linking, proofs
from parentwork.models import Attendance, VolunteerHours, Workshop
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.factories import parentwork as factories
from tests.funding import scenes
from tests.funding.test_interims import sent
from tests.funding.test_reports import furnished_proof, pdf_of, text_of

NEW_YEAR = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: NEW_YEAR + timedelta(number))
SHARES = st.builds(
    lambda days, percent: Share(min(days), max(days), percent), st.tuples(DAYS, DAYS), st.integers(1, 100)
)


@given(st.lists(SHARES, max_size=6), st.integers(0, 1000))
def test_whatever_the_shares_no_day_counts_more_than_once(shares: list[Share], number: int) -> None:
    counted = [spans(own, shares[:place]) for place, own in enumerate(shares)]
    for day in (NEW_YEAR + timedelta(number) for number in range(41)):
        parts = [part.percent for found in counted for part in found if part.covers(day)]
        wanted = sum(own.percent for own in shares if own.covers(day))
        assert sum(parts) == min(100, wanted)
        assert all(part >= 0 for part in parts)
        assert sum(Decimal(number) * part / 100 for part in parts) <= number


@given(SHARES, st.lists(SHARES, max_size=5))
def test_the_spans_are_the_days_of_the_share_each_once(own: Share, others: list[Share]) -> None:
    found = spans(own, others)
    days = [part.start + timedelta(n) for part in found for n in range((part.end - part.start).days + 1)]
    assert days == [own.start + timedelta(n) for n in range((own.end - own.start).days + 1)]


def test_what_is_left_is_what_the_fullest_day_leaves() -> None:
    first, second = Share(NEW_YEAR, date(2026, 6, 30), 60), Share(date(2026, 6, 1), date(2026, 9, 30), 30)
    assert left([first, second], NEW_YEAR, date(2026, 12, 31)) == 10
    assert left([first, second], date(2026, 7, 1), date(2026, 12, 31)) == 70
    assert left([first, second], date(2026, 10, 1), date(2026, 12, 31)) == 100


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def address(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, *more])


def the_series() -> Workshop:
    return FundedWorkshop.objects.get().workshop


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestLinking:
    def test_a_series_of_another_award_has_nothing_left_until_its_share_there_is_lower(
        self, cast: Cast, desk: Client
    ) -> None:
        first = furnished_proof(cast)
        series, second = the_series(), scenes.proof_of_another_award(cast)
        page = desk.get(address("proof_workshops", second)).text
        assert "100 % count for “Elternlotsen Nordstadt”" in page
        assert "nothing left of it" in page
        refused = desk.post(address("proof_workshops", second), {"workshop": series.pk}, follow=True).text
        assert "“Elternlotsen Nordstadt” (100 %). Here 0 per cent of it are left" in refused
        desk.post(address("proof_workshops", first), {"workshop": series.pk, "share": "60"})
        assert "Link with 40 %" in desk.get(address("proof_workshops", second)).text
        desk.post(address("proof_workshops", second), {"workshop": series.pk})
        assert sorted(series.funded_by.values_list("share", flat=True)) == [40, 60]
        assert "linked with 40 %" in desk.get(address("proof_workshops", second)).text

    @pytest.mark.parametrize("share", ["0", "101", "-1", "1.5", "viel", "", "9" * 30, "0" * 3 + "9" * 5000])
    def test_a_share_that_is_none_changes_nothing(self, cast: Cast, desk: Client, share: str) -> None:
        proof = furnished_proof(cast)
        sent = {"workshop": the_series().pk, "share": share}
        assert (
            "Enter a share from 1 to 100 %."
            in desk.post(address("proof_workshops", proof), sent, follow=True).text
        )
        assert FundedWorkshop.objects.get().share == 100

    def test_no_share_is_not_all_of_it(self, cast: Cast) -> None:
        proof = furnished_proof(cast)
        with pytest.raises(ValidationError, match="from 1 to 100"):
            linking.link_workshop(proof, the_series(), 0, by=cast.coordinator)

    def test_linking_twice_leaves_the_share(self, cast: Cast, desk: Client) -> None:
        proof, series = furnished_proof(cast), the_series()
        linking.link_workshop(proof, series, 30, by=cast.coordinator)
        desk.post(address("proof_workshops", proof), {"workshop": series.pk})
        assert FundedWorkshop.objects.get().share == 30

    def test_without_a_date_in_the_period_nothing_is_linked(self, cast: Cast, desk: Client) -> None:
        furnished_proof(cast)
        second, series = (
            scenes.proof_of_another_award(cast),
            factories.WorkshopFactory(organisation=cast.association),
        )
        refused = desk.post(address("proof_workshops", second), {"workshop": series.pk}, follow=True).text
        assert "The series has no date in the award period" in refused
        assert not series.funded_by.exists()

    def test_awards_of_different_times_both_have_all_of_it(self, cast: Cast) -> None:
        furnished_proof(cast)
        second = scenes.proof_of_another_award(cast)
        Award.objects.filter(pk=second.award_id).update(start=date(2027, 1, 1), end=date(2027, 12, 31))
        second.refresh_from_db()
        starts = datetime(2027, 3, 1, 17, tzinfo=BERLIN)
        factories.WorkshopDateFactory(workshop=the_series(), starts=starts)
        linking.link_workshop(second, the_series(), by=cast.coordinator)
        assert set(FundedWorkshop.objects.values_list("share", flat=True)) == {100}

    def test_the_database_knows_no_share_above_the_whole(self, cast: Cast) -> None:
        furnished_proof(cast)
        with pytest.raises(IntegrityError):
            FundedWorkshop.objects.update(share=101)

    def test_one_click_on_the_page_of_the_series_counts_it_for_an_award(
        self, cast: Cast, desk: Client
    ) -> None:
        request = scenes.announced(cast)
        series = factories.WorkshopFactory(organisation=cast.association)
        starts = datetime(2026, 3, 17, 17, tzinfo=BERLIN)
        factories.WorkshopDateFactory(workshop=series, starts=starts)
        page = reverse("parentwork:desk_workshop", args=[cast.association.slug, series.pk])
        assert "Count it for “Elternlotsen Nordstadt”" in desk.get(page).text
        link = reverse("funding:series_link", args=[cast.association.slug, request.public_id, series.pk])
        after = desk.post(link, follow=True).text
        assert "The series now counts for “Elternlotsen Nordstadt”." in after
        assert "Count it for" not in after
        assert FundedWorkshop.objects.get().award == request.award

    def test_who_may_not_ask_for_money_reads_no_award_on_the_page_of_a_series(self, cast: Cast) -> None:
        scenes.announced(cast)
        series = factories.WorkshopFactory(organisation=cast.association)
        helper = Client()
        helper.force_login(cast.editor)
        page = helper.get(reverse("parentwork:desk_workshop", args=[cast.association.slug, series.pk])).text
        assert "Count it for" not in page


@pytest.mark.django_db
class TestCounting:
    def test_hours_count_with_their_share_and_people_whole_in_each(self, cast: Cast) -> None:
        first, series = furnished_proof(cast), the_series()
        Attendance.objects.update(adults=5, children=2, cared_for=1)
        VolunteerHours.objects.create(
            workshop=series, helper=factories.HelperFactory(organisation=cast.association),
            day=date(2026, 3, 3), hours="2.25", confirmed=timezone.now(),
        )  # fmt: skip
        whole = collect(first)["evidence"]
        linking.link_workshop(first, series, 30, by=cast.coordinator)
        second = scenes.proof_of_another_award(cast)
        linking.link_workshop(second, series, 70, by=cast.coordinator)
        parts = [collect(proof)["evidence"] for proof in (first, second)]
        for name in ("dates_held", "participations_adults", "participations_children", "families"):
            assert [part[name] for part in parts] == [whole[name]] * 2, name
        assert [part["rows"][0]["adults"] for part in parts] == [5, 5]
        assert sum(Decimal(part["volunteer_hours"]) for part in parts) == Decimal("2.25")
        assert [row["share"] for part in parts for row in part["rows"]] == [30, 70]

    def test_an_award_that_is_extended_into_another_counts_no_date_again(self, cast: Cast) -> None:
        first, series = furnished_proof(cast), the_series()
        second = scenes.proof_of_another_award(cast)
        Award.objects.filter(pk=first.award_id).update(end=date(2026, 2, 28))
        Award.objects.filter(pk=second.award_id).update(start=date(2026, 3, 1))
        second.refresh_from_db()
        linking.link_workshop(second, series, by=cast.coordinator)
        texts = dict.fromkeys(("done", "results"), "x")
        second = proofs.save_narrative(second, texts, by=cast.coordinator, version=second.version)
        ProofOfUse.objects.filter(pk=second.pk).update(
            state="submitted", submitted=timezone.now(), frozen=collect(second)
        )
        Award.objects.filter(pk=first.award_id).update(end=date(2026, 12, 31))
        found = [collect(row)["evidence"]["dates_held"] for row in ProofOfUse.objects.order_by("pk")]
        assert found == [0, 1], "what was sent stays, and the other one counts no date of it"

    def test_a_family_that_came_under_two_shares_counts_once(self, cast: Cast) -> None:
        first, series = furnished_proof(cast), the_series()
        again = factories.SeatFactory(
            booking=Attendance.objects.get().seat.booking, date__workshop=series,
            date__starts=datetime(2026, 5, 5, 17, tzinfo=BERLIN),
            date__ends=datetime(2026, 5, 5, 19, tzinfo=BERLIN),
        )  # fmt: skip
        Attendance.objects.create(seat=again, adults=1)
        second = scenes.proof_of_another_award(cast)
        Award.objects.filter(pk=second.award_id).update(start=date(2026, 4, 1))
        FundedWorkshop.objects.all().delete()
        linking.link_workshop(ProofOfUse.objects.get(pk=second.pk), series, 60, by=cast.coordinator)
        FundedWorkshop.objects.create(award=first.award, workshop=series, share=100)
        with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=BERLIN), tick=False):
            found = [collect(row)["evidence"] for row in ProofOfUse.objects.order_by("pk")]
        assert [row["dates_held"] for row in found] == [2, 1]
        assert [row["families"] for row in found] == [1, 0]

    def test_page_report_and_tables_say_the_share(
        self, cast: Cast, desk: Client, in_english: None, django_capture_on_commit_callbacks: Any
    ) -> None:
        proof = furnished_proof(cast)
        linking.link_workshop(proof, the_series(), 25, by=cast.coordinator)
        page = desk.get(address("proof", proof)).text
        assert '<span class="tag">25 %</span>' in page
        assert "<strong>2</strong><span>participations of adults" in page
        assert "the hours count here with the share of this award" in page
        assert desk.get(address("proof_tables", proof)).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            document = proofs.report(proof, by=cast.coordinator)
        report = pdf_of(document)
        said = " ".join(text_of(report).split())
        assert "zählen die Stunden mit dem genannten Anteil; Termine, Teilnahmen und Familien" in said
        assert "(25 %)" in text_of(report)
        assert "Welche Schule jetzt?;2;1;1;0;25" in report.attachments["termine.csv"][0].decode()

    def test_a_proof_that_was_sent_with_parts_of_people_stays_as_it_was_sent(
        self, cast: Cast, desk: Client, in_english: None
    ) -> None:
        proof = furnished_proof(cast)
        linking.link_workshop(proof, the_series(), 25, by=cast.coordinator)
        figures = collect(proof)
        del figures["evidence"]["people"]
        figures["evidence"] |= {"participations_adults": "0.5", "dates_held": "0.25", "families": "0.25"}
        ProofOfUse.objects.filter(pk=proof.pk).update(
            state="submitted", submitted=timezone.now(), frozen=figures
        )
        page = desk.get(address("proof", proof)).text
        assert "<strong>0.5</strong>" in page
        assert "every number counts with its part" in page
        assert "Changed in the calendar since" not in page

    def test_a_link_leads_to_the_source_of_each_date(self, cast: Cast, desk: Client) -> None:
        proof = furnished_proof(cast)
        date_ = the_series().dates.get()
        source = reverse("parentwork:desk_attendance", args=[cast.association.slug, date_.pk])
        assert f'href="{source}"' in desk.get(address("proof", proof)).text

    def test_the_schools_are_named(self, cast: Cast) -> None:
        proof = furnished_proof(cast)
        series = the_series()
        series.school = factories.SchoolFactory(name="Schule am See")
        series.save()
        assert collect(proof)["evidence"]["schools"] == ["Schule am See"]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_what_the_calendar_says_otherwise_after_the_proof_was_sent_is_shown(cast: Cast, desk: Client) -> None:
    proof = furnished_proof(cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert "Changed in the calendar since" not in desk.get(address("proof", proof)).text
    Attendance.objects.update(adults=40)
    page = desk.get(address("proof", proof)).text
    assert "Changed in the calendar since" in page
    assert 'data-label="In the proof">2</td><td class="num" data-label="Today">40</td>' in page
    officer = Client()
    officer.force_login(cast.caseworker)
    request = proof.award.request
    case = officer.get(reverse("funding:case_proof", args=[cast.office.slug, request.public_id])).text
    assert "Changed in the calendar since" not in case
    assert "<strong>2</strong><span>participations of adults" in case


@pytest.mark.django_db
def test_a_remark_stands_beside_the_counted_figures(
    cast: Cast, desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    proof = furnished_proof(cast)
    sent = {"done": "x", "results": "y", "remarks": "Zwei Abende waren im Park.", "version": proof.version}
    assert desk.post(address("narrative", proof), sent).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        report = proofs.report(ProofOfUse.objects.get(), by=cast.coordinator)
    assert "Zwei Abende waren im Park." in text_of(pdf_of(report))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestAfterAnInterimProof:
    """What an Office was told of a part of the period stays; a new share holds for the days after it."""

    AFTERWARDS = datetime(2027, 4, 1, 12, tzinfo=BERLIN)

    @pytest.fixture
    def interim(self, cast: Cast) -> Iterator[InterimProof]:
        """Of 2026, sent; one date of the series was in 2026, another is in 2027."""
        found = sent(cast)
        factories.WorkshopDateFactory(
            workshop=the_series(), starts=datetime(2027, 3, 3, 17, tzinfo=BERLIN),
            ends=datetime(2027, 3, 3, 19, tzinfo=BERLIN),
        )  # fmt: skip
        with time_machine.travel(self.AFTERWARDS, tick=False):
            yield found

    def dates_of(self, proof: ProofOfUse) -> list[tuple[str, int]]:
        rows = collect(ProofOfUse.objects.get(pk=proof.pk))["evidence"]["rows"]
        return [(row["day"], row.get("share", 100)) for row in rows]

    def test_a_new_share_leaves_what_was_proved(self, interim: InterimProof, desk: Client) -> None:
        proof = ProofOfUse.objects.get()
        said = {"workshop": the_series().pk, "share": "40"}
        page = desk.post(address("proof_workshops", proof), said, follow=True).text
        assert "What you told the Office until 31 December 2026 stays." in page
        assert ": 100 %, as you told the Office" in page
        assert self.dates_of(proof) == [("2026-03-03", 100), ("2027-03-03", 40)]
        assert collect(proof)["workshops"] == [
            "Welche Schule jetzt? (01.01.2026 – 31.12.2026: 100 %, 01.01.2027 – 30.06.2027: 40 %)"
        ]

    def test_unlinked_it_counts_until_the_day_of_which_the_office_was_told(
        self, interim: InterimProof, desk: Client
    ) -> None:
        proof = ProofOfUse.objects.get()
        said = {"workshop": the_series().pk, "unlink": "1"}
        page = desk.post(address("proof_workshops", proof), said, follow=True).text
        assert (
            "counts until 31 December 2026, as you told the Office. Afterwards it no longer counts." in page
        )
        assert self.dates_of(proof) == [("2026-03-03", 100)]
        desk.post(address("proof_workshops", proof), {"workshop": the_series().pk})
        assert self.dates_of(proof) == [("2026-03-03", 100), ("2027-03-03", 100)]

    def test_another_award_gets_only_the_days_after_it(self, cast: Cast, interim: InterimProof) -> None:
        first, series = ProofOfUse.objects.get(), the_series()
        second = scenes.proof_of_another_award(cast)
        linking.link_workshop(first, series, 40, by=cast.coordinator)
        with pytest.raises(ValidationError, match="Here 60 per cent of it are left"):
            linking.link_workshop(second, series, 61, by=cast.coordinator)
        linking.link_workshop(second, series, by=cast.coordinator)
        assert self.dates_of(second) == [("2027-03-03", 60)]
        assert self.dates_of(first) == [("2026-03-03", 100), ("2027-03-03", 40)]

    def test_who_takes_a_series_over_is_told_from_when_on_it_counts(
        self, cast: Cast, interim: InterimProof, desk: Client
    ) -> None:
        first, series = ProofOfUse.objects.get(), the_series()
        second = scenes.proof_of_another_award(cast)
        linking.unlink_workshop(first, series, by=cast.coordinator)
        page = desk.get(address("proof_workshops", second)).text
        assert "An Office was told of it for another award, and that stays." in page
        assert "From 01/01/2027 on 100 % are left, on the days before 0 %." in page
        link = address("series_link", second, series.pk)
        after = desk.post(link, follow=True).text
        assert "Until 31 December 2026 an Office was told of “Welche Schule jetzt?” for another" in after
        assert "Afterwards it counts here with 100 %." in after
        page = desk.get(address("proof_workshops", second)).text
        assert ": 0 %, because an Office was told of it for another award" in page
        assert collect(second)["workshops"] == ["Welche Schule jetzt? (01.01.2027 – 30.06.2027: 100 %)"]
        assert self.dates_of(first) == [("2026-03-03", 100)]
        assert self.dates_of(second) == [("2027-03-03", 100)]

    def test_who_has_a_part_of_it_gets_more_for_the_days_that_nobody_was_told_of(
        self, cast: Cast, interim: InterimProof
    ) -> None:
        first, series = ProofOfUse.objects.get(), the_series()
        FundedWorkshop.objects.update(share=70)
        second = scenes.proof_of_another_award(cast)
        linking.link_workshop(second, series, by=cast.coordinator)
        linking.link_workshop(first, series, 10, by=cast.coordinator)
        linking.link_workshop(second, series, 90, by=cast.coordinator)
        assert self.dates_of(first) == [("2026-03-03", 70), ("2027-03-03", 10)]
        assert self.dates_of(second) == [("2026-03-03", 30), ("2027-03-03", 90)]
        linking.link_workshop(second, series, 20, by=cast.coordinator)
        assert self.dates_of(second) == [("2026-03-03", 30), ("2027-03-03", 20)]

    def test_an_award_that_was_linked_before_takes_nothing_of_it_when_it_is_extended(
        self, cast: Cast, interim: InterimProof
    ) -> None:
        second, series = scenes.proof_of_another_award(cast), the_series()
        Award.objects.filter(pk=second.award_id).update(start=date(2025, 1, 1), end=date(2025, 12, 31))
        before = FundedWorkshop.objects.get().pk - 1
        FundedWorkshop.objects.create(pk=before, award=second.award, workshop=series, share=100)
        Award.objects.filter(pk=second.award_id).update(end=date(2026, 12, 31))
        first = ProofOfUse.objects.order_by("pk")[0]
        assert self.dates_of(first)[0] == ("2026-03-03", 100)
        assert self.dates_of(second) == []

    def test_a_second_change_after_the_same_interim_proof_keeps_the_first_share(
        self, cast: Cast, interim: InterimProof
    ) -> None:
        proof, series = ProofOfUse.objects.get(), the_series()
        for share in (40, 70):
            linking.link_workshop(proof, series, share, by=cast.coordinator)
        assert FundedWorkshop.objects.get().earlier == [{"until": "2026-12-31", "share": 100}]
        assert self.dates_of(proof) == [("2026-03-03", 100), ("2027-03-03", 70)]
