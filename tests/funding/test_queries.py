"""What each page asks of the database, with one row and with three: the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.choices import State, Verdict
from funding.models import FundingRequest, ProofOfUse
from funding.services import checking, drawdowns, expenses, incomes, linking, papers, plans, proofs
from portal.accounts.models import User
from tests.cast import Cast
from tests.factories.funding import OfficeFactory, ProgrammeFactory
from tests.factories.parentwork import (
    AssignmentFactory,
    HelperFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)
from tests.funding import scenes
from tests.funding.matrix import placed
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("rows", [1, 3])]

type Asked = Callable[..., None]


@pytest.fixture
def asks(django_assert_num_queries: Any) -> Asked:
    """`asks(user, address, number)`: so many queries beside those of the frame of a signed-in page."""

    def asks(user: User, address: str, number: int) -> None:
        client = Client()
        client.force_login(user)
        with CaptureQueriesContext(connection) as frame:
            client.get(reverse("account_logout"))
        with django_assert_num_queries(len(frame) + number):
            assert client.get(address).status_code == 200

    return asks


def at(name: str, row: FundingRequest) -> str:
    return reverse(f"funding:{name}", args=[row.organisation.slug, row.public_id])


def case_at(name: str, row: FundingRequest) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def many_placed(cast: Cast, rows: int) -> None:
    for number in range(rows):
        placed(cast, State.IN_REVIEW, f"Antrag {number}", programme=scenes.programme_of(cast))


def many_in(cast: Cast, rows: int) -> FundingRequest:
    """A draft with so many lines on both sides of its plan, and so many papers."""
    row = scenes.filled(cast)
    costs = [scenes.COSTS[0] | {"label": f"Referentin {number}"} for number in range(rows)]
    own = [
        scenes.INCOMES[0] | {"label": f"Kasse {number}", "amount": scenes.D(400)} for number in range(rows)
    ]
    grant = scenes.INCOMES[1] | {"amount": scenes.D(1600) * rows}
    row = plans.save_plan(row, costs, [*own, grant], by=cast.coordinator, version=row.version)
    for number in range(rows - 1):
        papers.add_paper(row, scenes.pdf(more=f"{number}".encode()), "other", by=cast.coordinator)
    return row


def many_proved(cast: Cast, rows: int) -> ProofOfUse:
    """A proof with so many linked series of so many dates, expenses with vouchers, and other incomes."""
    proof, by = furnished_proof(cast), cast.coordinator
    day = proof.award.funded_workshops.get().workshop.dates.get().starts
    for number in range(rows - 1):
        series = WorkshopFactory(organisation=cast.association)
        WorkshopDateFactory(workshop=series, starts=day + scenes.timedelta(days=number + 1))
        linking.link_workshop(proof, series, by=by)
        voucher = scenes.pdf(more=f"{number}".encode())
        paid = {
            "paid": scenes.date(2026, 3, 5), "payee": "Kinderhaus", "reason": "Betreuung",
            "category": "material", "amount": scenes.D(10 + number),
            "eligible": scenes.D(10), "voucher_number": "", "invoiced": None,
        }  # fmt: skip
        expenses.add_expense(proof, paid, voucher, by=by)
    for number in range(rows):
        income = {
            "received": scenes.date(2026, 2, 1),
            "source": "private",
            "payer": "x",
            "amount": scenes.D(1 + number),
        }
        incomes.add_income(proof, income, by=by)
    return proof


# -- the applicant's side ------------------------------------------------------------------------------


def test_the_list_of_requests(cast: Cast, asks: Asked, rows: int) -> None:
    many_placed(cast, rows)
    asks(cast.coordinator, reverse("funding:requests", args=[cast.association.slug]), 5)


@pytest.mark.parametrize(("name", "number"), [("plan", 9), ("papers", 5), ("check_answers", 12)])
def test_the_form(cast: Cast, asks: Asked, rows: int, name: str, number: int) -> None:
    asks(cast.coordinator, at(name, many_in(cast, rows)), number)


# The proof counts its linked series beside those of which a date took place.
@pytest.mark.parametrize(("name", "number"), [("proof", 24), ("expenses", 24), ("proof_workshops", 7)])
def test_the_proof(cast: Cast, asks: Asked, rows: int, name: str, number: int) -> None:
    asks(cast.coordinator, at(name, many_proved(cast, rows).award.request), number)


def test_the_fees_of_paid_helpers(cast: Cast, asks: Asked, rows: int) -> None:
    proof = furnished_proof(cast)
    on = proof.award.funded_workshops.get().workshop.dates.get()
    for _number in range(rows):
        AssignmentFactory(date=on, helper=HelperFactory(organisation=cast.association, is_paid=True))
    asks(cast.coordinator, at("fees", proof.award.request), 3)


# -- the Office's side ---------------------------------------------------------------------------------


def test_the_inbox(cast: Cast, asks: Asked, rows: int) -> None:
    many_placed(cast, rows)
    asks(cast.caseworker, reverse("funding:inbox", args=[cast.office.slug]), 12)


def test_a_case(cast: Cast, asks: Asked, rows: int) -> None:
    case = scenes.checked(cast)
    for _more in range(rows - 1):
        case = scenes.check(case, cast)
    asks(cast.caseworker, case_at("case", case), 18)


def test_recording_that_a_decision_is_final(cast: Cast, asks: Asked, rows: int) -> None:
    case = scenes.announced(cast)
    many_placed(cast, rows)
    asks(cast.caseworker, case_at("finalise", case), 5)


def test_a_sent_proof(cast: Cast, asks: Asked, rows: int) -> None:
    proof = many_proved(cast, rows)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    asks(cast.caseworker, case_at("case_proof", proof.award.request), 8)


def test_the_check_of_a_proof(cast: Cast, asks: Asked, rows: int) -> None:
    proof = many_proved(cast, rows)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row = checking.begin(proof, by=cast.caseworker)
    row = checking.draw(row, 100, by=cast.caseworker, version=row.version)
    for number in range(1, rows + 1):
        checking.judge(row, number, Verdict.REJECTED, None, "Fehlt.", by=cast.caseworker)
    asks(cast.caseworker, case_at("checking", proof.award.request), 17)


def many_paid(cast: Cast, rows: int) -> FundingRequest:
    award = many_proved(cast, 1).award
    for number in range(rows):
        drawdowns.record_payment(award, scenes.D(5), scenes.today(), by=cast.caseworker, known=number)
    return award.request


def test_the_money_of_an_award(cast: Cast, asks: Asked, rows: int) -> None:
    asks(cast.coordinator, at("drawdowns", many_paid(cast, rows)), 23)  # one for what was told: the grant now


def test_the_payments_of_an_award(cast: Cast, asks: Asked, rows: int) -> None:
    # One for what was told and one for the check of the proof: both say what the grant is now.
    asks(cast.caseworker, case_at("payments", many_paid(cast, rows)), 8)


# -- the directory -------------------------------------------------------------------------------------


def test_a_contact_point(cast: Cast, django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        ProgrammeFactory(office=cast.office)
    with django_assert_num_queries(2):
        assert Client().get(cast.office.get_absolute_url()).status_code == 200


def test_the_contact_points(cast: Cast, django_assert_num_queries: Any, rows: int) -> None:
    for number in range(rows):
        OfficeFactory(slug=f"mehr-{number}", land=cast.land)
    with django_assert_num_queries(2):
        Client().get(reverse("funding:contact_points"))
