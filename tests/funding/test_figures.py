"""What an Office learns of its own requests, and who of it reads sums only."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import Effect, State, Verdict
from funding.models import Award, Decision, Drawdown, ForgottenCases, FundingRequest, ProofOfUse
from funding.reports.dashboard import Counted, OfficeFigures, Speed, office_figures
from funding.services import checking, decisions, drawdowns, proofs, records, repaying, results
from funding.services.results import Result
from organisations.models import Membership
from portal.accounts.models import User
from portal.lib.dates import BERLIN, today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import award, decision, placed
from tests.funding.test_budgets import in_2026, line_of
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(cast: Cast, query: str = "", name: str = "figures") -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug]) + query


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def figures_of(cast: Cast, year: int | None = None) -> OfficeFigures:
    rows = FundingRequest.objects.counted_for(cast.caseworker).filter(office=cast.office)
    kept = ForgottenCases.objects.counted_for(cast.caseworker).filter(office=cast.office)
    return office_figures(rows, kept, year)


def asked(cast: Cast, state: State = State.IN_REVIEW, year: int = 2026, **more: Any) -> FundingRequest:
    """A request for 2,000 €, submitted at noon on the first of March."""
    row = placed(cast, state, programme=scenes.programme_of(cast), **more)
    FundingRequest.objects.filter(pk=row.pk).update(submitted_at=datetime(year, 3, 1, 12, tzinfo=BERLIN))
    return FundingRequest.objects.get(pk=row.pk)


def announced_after(row: FundingRequest, cast: Cast, days: int) -> None:
    made = decision(row, cast, signed=True)
    assert row.submitted_at is not None
    Decision.objects.filter(pk=made.pk).update(announced=row.submitted_at + timedelta(days))


def test_sums_by_state_and_programme_rest_on_what_was_submitted(cast: Cast) -> None:
    asked(cast)
    asked(cast, organisation=cast.foreign_association)
    awarded = award(asked(cast, State.FINAL), cast)
    Award.objects.filter(pk=awarded.pk).update(drawn=500)
    placed(cast, State.DRAFT, programme=scenes.programme_of(cast))
    found = figures_of(cast)
    assert [(row.key, row.number, row.organisations, row.asked, row.granted) for row in found.states] == [
        ("in_review", 2, 2, Decimal(4000), 0),
        ("final", 1, 1, Decimal(2000), Decimal(2000)),
    ]
    (programme,) = found.programmes
    assert (programme.label, programme.number, programme.paid) == ("Förderung von Elternarbeit", 3, 500)
    assert (found.sum.number, found.sum.organisations, found.sum.asked) == (3, 2, Decimal(6000))


def test_each_year_has_its_own_sums(cast: Cast) -> None:
    asked(cast, year=2024)
    asked(cast, year=2026)
    assert figures_of(cast).years == [2026, 2024]
    assert (figures_of(cast, 2024).sum.number, figures_of(cast).sum.number) == (1, 2)
    page = words(client_of(cast.caseworker).get(at(cast, "?year=2024")).text)
    assert "1 requests €2,000.00 asked for" in page


@pytest.mark.parametrize("query", ["?year=2023", "?year=x", "?year=02024", "?year=2026&show=x", "?show=%00"])
def test_what_is_not_there_is_not_found(cast: Cast, query: str) -> None:
    asked(cast)
    for name in ("caseworker", "budget_holder"):
        assert client_of(getattr(cast, name)).get(at(cast, query)).status_code == 404


def test_how_long_half_and_nine_of_ten_decisions_took(cast: Cast) -> None:
    assert figures_of(cast).speed is None
    for days in (10, 20, 30, 40, 50, 60, 70, 80, 90, 300):
        row = asked(cast, State.ANNOUNCED)
        sent_back = decision(row, cast)
        Decision.objects.filter(pk=sent_back.pk).update(voided=timezone.now())
        announced_after(row, cast, days)
    assert figures_of(cast).speed == Speed(number=10, organisations=1, median=50, ninety=90)
    page = words(client_of(cast.caseworker).get(at(cast)).text)
    assert "10 requests were decided: half of all at most 50 days, nine of ten at most 90 days." in page


def test_decisions_of_the_same_day_are_not_told_in_days(cast: Cast) -> None:
    announced_after(asked(cast, State.ANNOUNCED), cast, 0)
    page = words(client_of(cast.caseworker).get(at(cast)).text)
    assert "1 request was decided: nine of ten on the day on which they came." in page


def test_proofs_that_are_due_and_not_there_are_overdue(cast: Cast) -> None:
    none, opened, sent, later = (award(asked(cast, State.FINAL), cast) for _number in range(4))
    Award.objects.update(proof_due=today() - timedelta(1))
    Award.objects.filter(pk=later.pk).update(proof_due=today())
    ProofOfUse.objects.create(award=opened)
    ProofOfUse.objects.create(award=sent, state="submitted", submitted=timezone.now(), frozen={"x": 1})
    assert figures_of(cast).overdue == Counted(2, 1)
    page = client_of(cast.caseworker).get(at(cast, "?show=overdue")).text
    assert str(none.request.public_id) in page
    assert str(opened.request.public_id) in page
    assert str(sent.request.public_id) not in page


def test_projects_that_end_without_another_request_are_counted(cast: Cast) -> None:
    ends = award(asked(cast, State.FINAL), cast)
    Award.objects.filter(pk=ends.pk).update(end=today() + timedelta(30))
    far = award(asked(cast, State.FINAL, organisation=cast.foreign_association), cast)
    Award.objects.filter(pk=far.pk).update(end=today() + timedelta(400))
    assert figures_of(cast).ending == Counted(1, 1)
    more = asked(cast, State.SUBMITTED, year=2027)
    assert figures_of(cast).ending.number == 0
    earlier = ends.request.submitted_at - timedelta(1)
    type(more).objects.filter(pk=more.pk).update(submitted_at=earlier)
    assert figures_of(cast).ending.number == 0, "it asked for that before, and waits for the answer"
    type(more).objects.filter(pk=more.pk).update(state=State.WITHDRAWN)
    assert figures_of(cast).ending.number == 1


def test_a_figure_leads_to_its_requests(cast: Cast) -> None:
    rejected = asked(cast, State.ANNOUNCED)
    made = decision(rejected, cast, signed=True)
    assert figures_of(cast).rejected == 0
    other = asked(cast, State.ANNOUNCED)
    Decision.objects.create(
        request=other, submission=other.submission, outcome="rejected", financing="share", plan={},
        eligible=0, amount=0, period_start=today(), period_end=today(), proposed_by=cast.caseworker,
    )  # fmt: skip
    assert figures_of(cast).rejected == 1
    page = client_of(cast.caseworker).get(at(cast, "?show=rejected")).text
    assert str(other.public_id) in page
    assert str(made.request.public_id) not in page
    page = client_of(cast.caseworker).get(at(cast, "?show=announced")).text
    assert str(other.public_id) in page
    assert str(rejected.public_id) in page


def test_a_budget_holder_reads_sums_and_no_request_behind_them(cast: Cast) -> None:
    row = asked(cast)
    client = client_of(cast.budget_holder)
    page = client.get(at(cast)).text
    assert "€2,000.00" in page
    for secret in (row.title, str(row.public_id), "Elterntreff Nordstadt", "?show="):
        assert secret not in page
    assert client.get(at(cast, "?show=in_review")).status_code == 404
    assert client.get(reverse("funding:inbox", args=[cast.office.slug])).status_code == 404
    assert at(cast) in client.get(reverse("desk")).text, "the side list leads there"


def test_other_offices_and_ones_own_organisation_are_not_counted(cast: Cast) -> None:
    asked(cast, office=cast.foreign_office)
    asked(cast)
    assert figures_of(cast).sum.number == 1
    Membership.objects.create(organisation=cast.association, user=cast.caseworker, role="reader")
    assert figures_of(cast).sum.number == 0


def test_the_table_says_the_same(cast: Cast) -> None:
    asked(cast)
    award(asked(cast, State.FINAL), cast)
    answer = client_of(cast.budget_holder).get(at(cast, "?year=2026", "figures_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    sums = ["Asked for", "Granted", "After the check", "Paid out"]
    assert rows[0] == ["", "", "Requests", "Organisations", *sums]
    assert rows[-1] == ["Sum", "All", "2", "1", "4000,00", "2000,00", "2000,00", "0,00"]
    assert answer["Content-Disposition"] == 'attachment; filename="figures-musterstelle-nw-2026.csv"'


def test_an_office_without_requests_reads_why_it_is_empty(cast: Cast) -> None:
    assert "Figures appear here as soon as" in client_of(cast.caseworker).get(at(cast)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_figures(cast: Cast, django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        asked(cast)
    found = FundingRequest.objects.counted_for(cast.caseworker).filter(office=cast.office)
    with django_assert_num_queries(11):
        office_figures(found, ForgottenCases.objects.filter(office=cast.office), None)


def refused(cast: Cast, reason: str, **more: Any) -> FundingRequest:
    row = asked(cast, State.FINAL, **more)
    Decision.objects.create(
        request=row, submission=row.submission, outcome="rejected", refusal=reason, financing="share",
        plan={}, eligible=0, amount=0, period_start=today(), period_end=today(),
        proposed_by=cast.caseworker,
    )  # fmt: skip
    return row


def test_each_reason_for_a_rejection_leads_to_its_requests(cast: Cast) -> None:
    poor = refused(cast, "money")
    late, again = refused(cast, "late"), refused(cast, "late", organisation=cast.foreign_association)
    found = figures_of(cast)
    assert [(it.key, it.number, it.organisations) for it in found.reasons] == [
        ("rejected-late", 2, 2), ("rejected-money", 1, 1),
    ]  # fmt: skip
    page = client_of(cast.caseworker).get(at(cast, "?show=rejected-late")).text
    assert str(late.public_id) in page
    assert str(again.public_id) in page
    assert str(poor.public_id) not in page
    assert "No money left" in page
    none = client_of(cast.caseworker).get(at(cast, "?show=rejected-quality"))
    assert none.status_code == 200
    assert "Quality of the project</h2>" in none.text


def test_years_stand_side_by_side_as_chart_and_table(cast: Cast) -> None:
    asked(cast, year=2024)
    asked(cast, year=2026)
    asked(cast, year=2026)
    assert [(row.key, row.number, row.asked) for row in figures_of(cast).by_year] == [
        ("2024", 1, Decimal(2000)), ("2026", 2, Decimal(4000)),
    ]  # fmt: skip
    page = client_of(cast.budget_holder).get(at(cast)).text
    assert 'id="chart-years-title"' in page
    assert 'id="chart-years-title"' not in client_of(cast.budget_holder).get(at(cast, "?year=2024")).text


class TestForgottenCases:
    """What the portal has deleted stays in the sums, and nothing tells any more of whom it was."""

    def forget(self, row: FundingRequest) -> None:
        assert records.erase_again([row.pk], before=timezone.now()) == 1

    def test_the_sums_are_the_same_before_and_after(self, cast: Cast) -> None:
        rows = [refused(cast, "money", year=2024), asked(cast, State.FINAL, year=2024), asked(cast)]
        award(rows[1], cast)
        Decision.objects.filter(request=rows[1]).update(announced=rows[1].submitted_at + timedelta(40))
        Award.objects.update(drawn=500)
        before = figures_of(cast), figures_of(cast, 2024)
        self.forget(rows[0])
        self.forget(rows[1])
        after = figures_of(cast), figures_of(cast, 2024)
        assert [it.forgotten for it in after] == [2, 2]
        for old, new in zip(before, after, strict=True):
            assert (new.years, new.rejected) == (old.years, old.rejected)
            assert old.speed
            assert new.speed == replace(old.speed, organisations=0), "of whom, nobody knows any more"
            assert amounts(new) == amounts(old)
        assert after[1].sum.organisations == 0

    def test_what_was_paid_back_is_taken_off_before_and_after(self, cast: Cast) -> None:
        proof = furnished_proof(cast)
        row = decisions.finalise(
            proof.award.request, by=cast.caseworker, version=proof.award.request.version, waived=today()
        )
        drawdowns.record_payment(proof.award, Decimal(100), today(), by=cast.caseworker, known=0)
        check = checking.begin(
            proofs.submit_proof(proof, by=cast.coordinator, version=proof.version), by=cast.caseworker
        )
        checking.judge(check, 1, Verdict.REJECTED, None, "Fehlt.", by=cast.caseworker)
        check.refresh_from_db()
        said = Result(
            "Bitte zahlen.", today() + timedelta(30), effect=Effect.FIXES, unheard="Sie hat darum gebeten."
        )
        check = results.propose(check, said, by=cast.caseworker, version=check.version)
        check = results.countersign(check, by=cast.countersigner, version=check.version)
        repaying.record_return(check, Decimal(60), today(), by=cast.caseworker, version=check.version)
        before = figures_of(cast)
        self.forget(row)
        after = figures_of(cast)
        assert (before.sum.paid, after.sum.paid) == (40, 40)
        assert amounts(after) == amounts(before)

    def test_a_year_of_which_every_case_is_forgotten_still_has_its_page(self, cast: Cast) -> None:
        self.forget(refused(cast, "late", year=2019))
        page = words(client_of(cast.budget_holder).get(at(cast, "?year=2019")).text)
        assert "1 request of these has been deleted since" in page
        assert "Came too late" in page

    def test_no_word_of_the_case_stays(self, cast: Cast) -> None:
        row = refused(cast, "other")
        self.forget(row)
        kept = " ".join(map(str, ForgottenCases.objects.values().get().values()))
        for secret in (row.title, row.file_number, str(row.public_id), cast.association.name):
            assert not secret or secret not in kept

    def test_the_budget_keeps_what_was_committed_and_paid(self, cast: Cast) -> None:
        line = line_of(cast)
        row = scenes.announced(cast)
        row = decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
        drawdowns.record_payment(row.award, Decimal(700), today(), by=cast.caseworker, known=0)
        Drawdown.objects.update(paid_on=date(2026, 1, 20))
        before = in_2026(line)
        self.forget(row)
        assert not FundingRequest.objects.exists()
        assert in_2026(line) == before
        assert (before.committed, before.paid) == (2000, 700)


def amounts(found: OfficeFigures) -> list[tuple[Any, ...]]:
    """All sums of a page without the numbers of organisations."""
    lines = [*found.states, *found.programmes, *found.by_year, found.sum]
    return [(row.key, row.number, row.asked, row.granted, row.paid) for row in lines]
