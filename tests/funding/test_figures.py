"""What an Office learns of its own requests, and who of it reads sums only."""

import csv
import io
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.choices import State
from funding.models import Award, Decision, FundingRequest, ProofOfUse
from funding.reports.dashboard import OfficeFigures, Speed, office_figures
from organisations.models import Membership
from portal.accounts.models import User
from portal.lib.dates import BERLIN, today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import award, decision, placed

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
    return office_figures(rows, year)


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
    assert figures_of(cast).speed == Speed(number=10, median=50, ninety=90)


def test_proofs_that_are_due_and_not_there_are_overdue(cast: Cast) -> None:
    none, opened, sent, later = (award(asked(cast, State.FINAL), cast) for _number in range(4))
    Award.objects.update(proof_due=today() - timedelta(1))
    Award.objects.filter(pk=later.pk).update(proof_due=today())
    ProofOfUse.objects.create(award=opened)
    ProofOfUse.objects.create(award=sent, state="submitted", submitted=timezone.now(), frozen={"x": 1})
    assert figures_of(cast).overdue == 2
    page = client_of(cast.caseworker).get(at(cast, "?show=overdue")).text
    assert str(none.request.public_id) in page
    assert str(opened.request.public_id) in page
    assert str(sent.request.public_id) not in page


def test_projects_that_end_without_another_request_are_counted(cast: Cast) -> None:
    ends = award(asked(cast, State.FINAL), cast)
    Award.objects.filter(pk=ends.pk).update(end=today() + timedelta(30))
    far = award(asked(cast, State.FINAL, organisation=cast.foreign_association), cast)
    Award.objects.filter(pk=far.pk).update(end=today() + timedelta(400))
    assert figures_of(cast).ending == 1
    asked(cast, State.SUBMITTED, year=2027)
    assert figures_of(cast).ending == 0


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
    assert rows[0] == ["", "", "Requests", "Organisations", "Asked for", "Granted", "Paid out"]
    assert rows[-1] == ["Sum", "All", "2", "1", "4000,00", "2000,00", "0,00"]
    assert answer["Content-Disposition"] == 'attachment; filename="figures-musterstelle-nw-2026.csv"'


def test_an_office_without_requests_reads_why_it_is_empty(cast: Cast) -> None:
    assert "Figures appear here as soon as" in client_of(cast.caseworker).get(at(cast)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_figures(cast: Cast, django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        asked(cast)
    found = FundingRequest.objects.counted_for(cast.caseworker).filter(office=cast.office)
    with django_assert_num_queries(8):
        office_figures(found, None)
