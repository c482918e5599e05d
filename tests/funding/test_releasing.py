"""Where an Office wants two persons for a payment, a second officer releases what one has approved."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from funding.choices import OfficeRole
from funding.models import Award, Drawdown, Office
from funding.services import drawdowns, payment_orders
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding.scenes import D
from tests.funding.test_drawdowns import at_office, called_up, final, mine, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TITLE = "“Elternlotsen Nordstadt”"


@pytest.fixture
def award(cast: Cast) -> Award:
    Office.objects.filter(pk=cast.office.pk).update(two_release_payments=True)
    return final(cast)


def approved(cast: Cast, award: Award) -> Drawdown:
    row = called_up(award, cast)
    return drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told() -> int:
    return Message.objects.filter(kind="funding.payment_decided").count()


def orders(cast: Cast) -> int:
    return len(payment_orders.orders(cast.office, by=cast.caseworker))


def test_what_one_has_approved_is_not_paid_before_a_second_one_releases_it(cast: Cast, award: Award) -> None:
    row = approved(cast, award)
    assert (orders(cast), told()) == (0, 0), "in no table for the cash system, and the organisation waits"
    with pytest.raises(ValidationError, match="A second officer has to release this payment first"):
        drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    for _click in range(2):
        row = drawdowns.release(row, by=cast.countersigner, version=2)
    assert (orders(cast), told()) == (1, 1)
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    assert Award.objects.get().drawn == D(800)
    verbs = list(award.request.transitions.order_by("id").values_list("verb", flat=True))[-3:]
    assert verbs == ["allow", "release", "pay"]


def test_the_page_says_whose_turn_it_is_and_the_second_officer_releases_there(
    cast: Cast, award: Award, officer: Client
) -> None:
    row = approved(cast, award)
    page = words(officer.get(at_office("payments", award)).text)
    assert "It is the second officer's turn" in page.replace("&#x27;", "'")
    assert "Record the payment" not in page
    second = of(cast.countersigner)
    page = words(second.get(at_office("payments", award)).text)
    assert f"{cast.caseworker.name} has approved €800.00." in page
    assert "Costs that count" in page
    assert second.post(at_office("drawdown_release", award, 1), {"version": row.version}).status_code == 302
    assert Drawdown.objects.get().released_by == cast.countersigner
    assert "Record the payment" in words(officer.get(at_office("payments", award)).text)


def test_it_waits_for_the_second_officer_and_then_for_the_caseworker(cast: Cast, award: Award) -> None:
    row = approved(cast, award)
    assert (mine(cast.caseworker), mine(cast.countersigner)) == ([], [f"Release the payment for {TITLE}"])
    drawdowns.release(row, by=cast.countersigner, version=row.version)
    assert (mine(cast.caseworker), mine(cast.countersigner)) == ([f"Pay the money for {TITLE}"], [])


def test_until_it_is_released_the_caseworker_decides_anew(cast: Cast, award: Award, officer: Client) -> None:
    row = approved(cast, award)
    typed = {"amount": "700", "reason": "Ohne die Miete.", "version": row.version}
    page = officer.post(at_office("drawdown_decide", award, 1), typed, follow=True).text
    assert "The decision is recorded." in page
    assert "The organisation gets a mail" not in page, "not before it is released"
    row.refresh_from_db()
    assert row.amount == D(700)
    drawdowns.release(row, by=cast.countersigner, version=row.version)
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        drawdowns.decide(row, D(600), "Weniger.", by=cast.caseworker, version=row.version)


def test_nobody_releases_what_he_or_she_has_approved(cast: Cast, award: Award) -> None:
    OfficeMemberFactory(office=cast.office, user=cast.caseworker, role=OfficeRole.COUNTERSIGNER)
    row = approved(cast, award)
    for name in ("caseworker", "budget_holder", "coordinator", "foreign_caseworker"):
        with pytest.raises(PermissionDenied):
            drawdowns.release(row, by=getattr(cast, name), version=row.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Drawdown.objects.update(released=timezone.now(), released_by=cast.caseworker)


def test_where_one_is_enough_nothing_waits_for_a_second(cast: Cast) -> None:
    award = final(cast)
    row = approved(cast, award)
    assert (orders(cast), told()) == (1, 1)
    assert mine(cast.countersigner) == []
    with pytest.raises(ValidationError):
        drawdowns.release(row, by=cast.countersigner, version=row.version)
