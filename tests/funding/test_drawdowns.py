"""The money of an award is called up for what was paid and is due soon, decided on, and paid out."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding import duties, finance
from funding.choices import DrawdownState, Financing
from funding.models import Award, Drawdown, Programme
from funding.reports import collect
from funding.reports.drawdowns import standing_of
from funding.services import amendments, decisions, drawdowns, incomes, proofs
from funding.services.wishes import Wish
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

D = scenes.D
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def final(cast: Cast, weeks: int | None = 8) -> Award:
    """2,000 € of 2,500 € as a share: four of five euros of the costs. Final, nothing paid out yet."""
    programme = scenes.programme_of(cast)
    Programme.objects.filter(pk=programme.pk).update(drawdown_weeks=weeks)
    request = scenes.announced(cast)
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    return Award.objects.get()


@pytest.fixture
def award(cast: Cast) -> Award:
    return final(cast)


def at(name: str, award: Award, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[award.request.organisation.slug, award.request.public_id, *more])


def at_office(name: str, award: Award, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[award.request.office.slug, award.request.public_id, *more])


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def called_up(award: Award, cast: Cast, paid: str = "600", due: str = "400") -> Drawdown:
    return drawdowns.call_up(award, D(paid), D(due), None, by=cast.coordinator)


def paid_out(award: Award, cast: Cast, **costs: str) -> Drawdown:
    row = called_up(award, cast, **costs)
    row = drawdowns.decide(row, row.asked, "", by=cast.caseworker, version=row.version)
    return drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)


def test_a_share_of_what_is_paid_and_due_soon_is_called_up(award: Award, applicant: Client) -> None:
    shown = applicant.post(at("drawdown_new", award), {"paid": "600", "due": "400", "reckon": "1"})
    said = words(shown.text)
    assert "The grant that both together give €800.00 The same share of the real costs as in the plan" in said
    assert "Paid out before €0.00 You can call up €800.00" in said
    assert not Drawdown.objects.exists()
    answer = applicant.post(
        at("drawdown_new", award), {"paid": "600", "due": "400", "amount": "800", "send": "1"}
    )
    assert (answer.status_code, answer["Location"]) == (302, at("drawdowns", award))
    row = Drawdown.objects.get()
    assert (row.state, row.asked) == ("requested", D(800))
    assert "called up" in words(applicant.get(at("drawdowns", award)).text)


def test_more_than_the_costs_give_is_refused_with_the_input_kept(award: Award, applicant: Client) -> None:
    answer = applicant.post(
        at("drawdown_new", award), {"paid": "600", "due": "400", "amount": "800,01", "send": "1"}
    )
    assert answer.status_code == 422
    assert "With these costs you can call up at most €800.00." in answer.text
    assert 'value="800,01"' in answer.text
    assert not Drawdown.objects.exists()


@pytest.mark.parametrize(("days", "weeks"), [(365, 8), (10, 2)])
def test_due_soon_is_within_the_weeks_and_the_period_of_the_award(
    cast: Cast, award: Award, days: int, weeks: int
) -> None:
    Award.objects.update(start=today(), end=today() + timedelta(days), late_payment_days=4)
    assert called_up(Award.objects.get(), cast).due_until == today() + timedelta(weeks=weeks)


def test_before_the_period_comes_near_nothing_is_called_up(award: Award, applicant: Client) -> None:
    Award.objects.update(start=today() + timedelta(weeks=8, days=1), end=today() + timedelta(400))
    page = words(applicant.get(at("drawdowns", award)).text)
    assert "You can call up money." not in page
    assert "The award period begins on" in page
    assert "Call up money" not in page
    sent = {"paid": "0", "due": "400", "send": "1"}
    assert applicant.post(at("drawdown_new", award), sent).status_code == 422
    award.request.early_start = today() + timedelta(weeks=8)
    award.request.save()
    assert applicant.post(at("drawdown_new", award), sent).status_code == 302
    assert Drawdown.objects.get().asked == D(320)


def test_what_was_paid_before_the_period_does_not_count(award: Award, applicant: Client) -> None:
    Award.objects.update(start=today() + timedelta(7), end=today() + timedelta(400))
    sent = {"paid": "600", "due": "400", "reckon": "1"}
    answer = applicant.post(at("drawdown_new", award), sent)
    assert (answer.status_code, "What was paid before does not count." in answer.text) == (422, True)
    assert applicant.post(at("drawdown_new", award), sent | {"paid": "0"}).status_code == 200


@pytest.mark.parametrize(
    ("paid", "due", "field"), [("600", "1900,01", "due"), ("99.999.999", "0", "paid"), ("0", "2500", "")]
)
def test_no_more_costs_are_typed_than_the_plan_has(
    award: Award, applicant: Client, paid: str, due: str, field: str
) -> None:
    for button in ("reckon", "send"):
        answer = applicant.post(at("drawdown_new", award), {"paid": paid, "due": due, button: "1"})
        assert set(answer.context["form"].errors if answer.context else ()) == ({field} if field else set())
        assert not field or "The plan has costs of €2,500.00 in all" in answer.text
    assert Drawdown.objects.exists() is not bool(field)


def test_the_office_reads_that_more_is_said_to_be_paid_than_is_entered(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    said, address = "more is paid than it has entered", at("drawdown_new", proof.award)
    for paid, warned in (("180", False), ("180,01", True)):
        typed = {"paid": paid, "due": "400"}
        page = applicant.post(address, typed | {"reckon": "1"}).text
        assert ("more is paid than you have entered" in page) is warned
        applicant.post(address, typed | {"send": "1"})
        row = Drawdown.objects.latest("pk")
        page = officer.get(at_office("drawdown_decide", proof.award, row.number)).text
        assert (said in page) is warned
        drawdowns.take_back(row, by=cast.coordinator)


def test_what_was_paid_out_before_is_taken_off(award: Award, cast: Cast) -> None:
    paid_out(award, cast)
    second = called_up(award, cast, paid="1000", due="1000")
    assert (second.number, second.drawn, second.entitled, second.asked) == (2, D(800), D(1600), D(800))


def test_nothing_is_called_up_before_the_decision_is_final(cast: Cast, applicant: Client) -> None:
    award = scenes.announced(cast).award
    answer = applicant.get(at("drawdown_new", award), follow=True)
    assert "once the Office has recorded that the decision is final" in answer.text
    with pytest.raises(ValidationError):
        called_up(award, cast)


def test_one_call_at_a_time_and_a_double_click_makes_one(award: Award, cast: Cast) -> None:
    first = called_up(award, cast)
    assert called_up(award, cast) == first
    with pytest.raises(ValidationError) as refused:
        called_up(award, cast, paid="700")
    assert refused.value.code == "state"


def test_the_organisation_takes_a_call_back_until_it_is_decided(award: Award, applicant: Client) -> None:
    applicant.post(at("drawdown_new", award), {"paid": "600", "due": "400", "send": "1"})
    assert applicant.post(at("drawdown_take_back", award, 1)).status_code == 302
    assert Drawdown.objects.get().state == DrawdownState.TAKEN_BACK
    assert applicant.get(at("drawdown_new", award)).status_code == 200


def test_the_office_approves_pays_and_the_proof_knows_what_was_drawn(
    cast: Cast, award: Award, officer: Client
) -> None:
    called_up(award, cast)
    row = Drawdown.objects.get()
    decision = {"amount": "700", "reason": "Die Miete ist erst im Mai fällig.", "version": row.version}
    assert officer.post(at_office("drawdown_decide", award, 1), decision).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.amount) == ("approved", D(700))
    payment = {"paid_on": today().isoformat(), "version": row.version}
    assert officer.post(at_office("drawdown_pay", award, 1), payment).status_code == 302
    award = Award.objects.get()
    assert award.drawn == D(700)
    page = words(officer.get(at_office("payments", award)).text)
    assert "€2,000.00 awarded €700.00 paid out €1,300.00 not paid out yet" in page
    assert "Die Miete ist erst im Mai fällig." in page


def test_less_than_asked_for_needs_a_reason(cast: Cast, award: Award, officer: Client) -> None:
    called_up(award, cast)
    answer = officer.post(at_office("drawdown_decide", award, 1), {"amount": "0", "version": "1"})
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.text
    assert Drawdown.objects.get().state == DrawdownState.REQUESTED


def test_a_refused_call_leaves_the_money_to_be_called_up_again(cast: Cast, award: Award) -> None:
    row = called_up(award, cast)
    drawdowns.decide(row, D(0), "Bitte erst die Stelle besetzen.", by=cast.caseworker, version=row.version)
    assert Drawdown.objects.get().state == DrawdownState.REFUSED
    assert called_up(award, cast).number == 2


def test_two_clicks_decide_and_pay_once(cast: Cast, award: Award) -> None:
    row = called_up(award, cast)
    for _click in range(2):
        drawdowns.decide(row, D(800), "", by=cast.caseworker, version=1)
    for _click in range(2):
        drawdowns.pay(row, today(), by=cast.caseworker, version=2)
    assert Award.objects.get().drawn == D(800)
    verbs = list(award.request.transitions.order_by("id").values_list("verb", "note"))[-3:]
    assert verbs == [("call_up", "1: 800.00 EUR"), ("allow", "1: 800.00 EUR"), ("pay", "1: 800.00 EUR")]


def test_the_log_says_sums_as_the_reader_writes_them(cast: Cast, award: Award, officer: Client) -> None:
    called_up(award, cast)
    page = officer.get(at_office("case", award)).text
    assert "1: €800.00" in page
    assert "1: 800,00\xa0€" in officer.get(at_office("case", award).replace("/en/", "/de/", 1)).text


def test_who_decides_saw_the_call_as_it_is(cast: Cast, award: Award) -> None:
    row = called_up(award, cast)
    with pytest.raises(Stale):
        drawdowns.decide(row, D(800), "", by=cast.caseworker, version=7)


def test_a_payment_in_the_future_is_refused(cast: Cast, award: Award) -> None:
    row = called_up(award, cast)
    row = drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    with pytest.raises(ValidationError) as refused:
        drawdowns.pay(row, today() + timedelta(1), by=cast.caseworker, version=row.version)
    assert set(refused.value.message_dict) == {"paid_on"}


def test_nothing_is_paid_before_the_call_was_approved(cast: Cast, award: Award, officer: Client) -> None:
    row = called_up(award, cast)
    row = drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    typed = {"paid_on": (today() - timedelta(1)).isoformat(), "version": row.version}
    answer = officer.post(at_office("drawdown_pay", award, 1), typed)
    assert answer.status_code == 422
    assert "on that day the call for money was approved" in words(answer.text)
    assert officer.post(at_office("drawdown_pay", award, 1), typed | {"paid_on": today()}).status_code == 302
    assert Drawdown.objects.get().paid_on == today()


def test_nothing_is_paid_before_the_award_was_signed(award: Award, officer: Client) -> None:
    typed = {"amount": "500", "paid_on": (today() - timedelta(1)).isoformat(), "known": "0"}
    answer = officer.post(at_office("payment_new", award), typed)
    assert answer.status_code == 422
    assert "on that day the award was signed" in words(answer.text)
    officer.post(at_office("payment_new", award), typed | {"paid_on": today()})
    assert Drawdown.objects.get().paid_on == today()


def test_a_day_of_payment_is_put_right_and_the_log_keeps_both(
    cast: Cast, award: Award, officer: Client
) -> None:
    row = paid_out(award, cast)
    Drawdown.objects.update(paid_on=today() + timedelta(9))
    address = at_office("drawdown_pay", award, 1)
    assert address in officer.get(at_office("payments", award)).text
    assert officer.get(address).status_code == 200
    typed = {"paid_on": (today() - timedelta(1)).isoformat(), "version": row.version}
    assert officer.post(address, typed).status_code == 422
    for _click in range(2):
        assert officer.post(address, typed | {"paid_on": today()}).status_code == 302
    assert Drawdown.objects.get().paid_on == today()
    notes = award.request.transitions.filter(verb="pay").values_list("note", flat=True)
    assert list(notes) == ["1: 800.00 EUR", f"1: 800.00 EUR, {today() + timedelta(9)} → {today()}"]
    assert Message.objects.filter(kind="funding.paid_out").count() == 2


def test_an_office_records_what_it_pays_by_itself(cast: Cast, award: Award, officer: Client) -> None:
    typed = {"amount": "2.000,01", "paid_on": today().isoformat(), "known": "0"}
    assert officer.post(at_office("payment_new", award), typed).status_code == 422
    for _click in range(2):
        officer.post(at_office("payment_new", award), typed | {"amount": "2.000,00"})
    assert list(Drawdown.objects.values_list("state", "amount", "asked")) == [("paid", D(2000), None)]
    assert Award.objects.get().drawn == D(2000)


@pytest.mark.parametrize("name", ["coordinator", "countersigner", "foreign_caseworker", "budget_holder"])
def test_only_the_caseworker_pays(cast: Cast, award: Award, name: str) -> None:
    row = called_up(award, cast)
    with pytest.raises(PermissionDenied):
        drawdowns.decide(row, D(800), "", by=getattr(cast, name), version=row.version)
    with pytest.raises(PermissionDenied):
        drawdowns.record_payment(award, D(5), today(), by=getattr(cast, name), known=1)


@pytest.mark.parametrize("name", ["reader", "foreign_coordinator", "caseworker"])
def test_only_the_organisation_calls_up(cast: Cast, award: Award, name: str) -> None:
    with pytest.raises(PermissionDenied):
        drawdowns.call_up(award, D(600), D(400), None, by=getattr(cast, name))


def mine(user: Any) -> list[str]:
    return [duty.title for duty in duties.of(user) if duty.is_mine]


def test_each_step_waits_for_somebody_and_tells_the_others(cast: Cast, award: Award) -> None:
    row = called_up(award, cast)
    assert mine(cast.caseworker) == ["Check the call for “Elternlotsen Nordstadt”"]
    assert "Money for “Elternlotsen Nordstadt” is called up" in [
        duty.title for duty in duties.of(cast.coordinator) if not duty.is_mine
    ]
    row = drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    assert mine(cast.caseworker) == ["Pay the money for “Elternlotsen Nordstadt”"]
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    assert duties.of(cast.caseworker) == []
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"funding.called_up", "funding.payment_decided", "funding.paid_out"} <= kinds
    assert Message.objects.get(kind="funding.called_up").address == cast.caseworker.email


def test_what_was_paid_for_enters_by_itself_and_the_office_reads_no_open_expense(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    assert 'value="180.00"' in applicant.get(at("drawdown_new", proof.award)).text
    assert "€180.00 costs entered as paid" in words(applicant.get(at("drawdowns", proof.award)).text)
    assert "180" not in words(officer.get(at_office("payments", proof.award)).text)


def test_money_that_is_not_spent_in_time_is_said(cast: Cast, applicant: Client) -> None:
    award = final(cast, weeks=8)
    paid_out(award, cast)
    Drawdown.objects.update(paid_on=today() - timedelta(weeks=8, days=1))
    assert standing_of(Award.objects.get()).unspent == D(800)
    page = words(applicant.get(at("drawdowns", award)).text)
    assert "€800.00 were paid out more than 8 weeks ago and are not spent by what you have entered." in page
    Award.objects.update(drawdown_weeks=9)
    assert standing_of(Award.objects.get()).unspent == 0


def test_what_was_drawn_too_much_is_to_be_paid_back(cast: Cast) -> None:
    proof = furnished_proof(cast)
    drawdowns.record_payment(proof.award, D(500), today(), by=cast.caseworker, known=0)
    proof.award.refresh_from_db()
    sums = collect(proof)["sums"]
    assert (sums["drawn"], sums["entitled"], sums["recovery"]) == ("500.00", "144.00", "356.00")


euros = st.decimals(0, 5000, places=2)


@given(st.lists(st.tuples(euros, euros), max_size=5))
def test_however_it_is_called_up_never_more_than_the_costs_give(calls: list[tuple[Decimal, Decimal]]) -> None:
    grant = finance.Grant(Financing.SHARE, D(2000), finance.Figures(eligible=D(2500)))
    drawn = D(0)
    for paid, due in calls:
        entitled = finance.entitlement(grant, finance.Figures(eligible=paid + due))
        found = finance.Drawable(paid, due, entitled, drawn)
        assert found.amount >= 0
        drawn += found.amount
        assert drawn <= max(D(2000), drawn - found.amount)
        assert found.amount == 0 or drawn == entitled


def told(award: Award, cast: Cast, income: str) -> None:
    wish = Wish(
        reason="Eine Spende.",
        income=D(income),
        source="private",
        payer="Stiftung Nord",
        received=date(2026, 2, 1),
    )
    amendments.ask(award, wish, by=cast.coordinator)


def test_money_that_came_in_since_lowers_an_open_call(cast: Cast, award: Award, officer: Client) -> None:
    row = called_up(award, cast)
    assert "More is called up than is owed" not in officer.get(at_office("drawdown_decide", award, 1)).text
    told(award, cast, "600")
    page = officer.get(at_office("drawdown_decide", award, 1)).text
    assert "The grant is now €320.00, of which €320.00 can still be paid." in words(page)
    assert 'value="320.00"' in page, "the lower sum is typed in"
    assert "More is called up than is owed" in officer.get(at_office("payments", award)).text
    typed = {"amount": "320.01", "reason": "Weil.", "version": str(row.version)}
    answer = officer.post(at_office("drawdown_decide", award, 1), typed)
    assert answer.status_code == 422
    assert "By what is known today at most €320.00 can be paid." in answer.text
    officer.post(at_office("drawdown_decide", award, 1), typed | {"amount": "320"})
    assert Drawdown.objects.get().amount == D(320)


def test_an_approved_call_that_is_too_high_by_now_is_said(cast: Cast, award: Award, officer: Client) -> None:
    row = called_up(award, cast)
    drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    told(award, cast, "600")
    page = words(officer.get(at_office("drawdown_pay", award, 1)).text)
    assert "of which €320.00 can still be paid" in page


def test_what_is_not_told_lowers_no_call_at_the_office(cast: Cast, officer: Client) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    award = Award.objects.get()
    called_up(award, cast)
    gift = {"received": date(2026, 2, 1), "source": "private", "payer": "Stiftung", "amount": D(600)}
    incomes.add_income(proof, gift, by=cast.coordinator)
    assert "More is called up than is owed" not in officer.get(at_office("drawdown_decide", award, 1)).text


def test_after_the_proof_no_more_is_drawn_than_it_gives(cast: Cast, officer: Client) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    drawdowns.record_payment(proof.award, D(100), today(), by=cast.caseworker, known=0)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    award = Award.objects.get()
    found = standing_of(award).drawable(D(1000), D(1000))
    assert (found.entitled, found.amount) == (D(144), D(44))
    assert "€44.00 not paid out yet" in words(officer.get(at_office("payments", award)).text)
    row = called_up(award, cast, paid="1000", due="1000")
    assert row.asked == D(44)
    assert standing_of(award).drawable(D(1000), D(1000)).amount == 0, "what is open is called up already"
    drawdowns.take_back(row, by=cast.coordinator)
    with pytest.raises(ValidationError, match="€44"):
        drawdowns.record_payment(award, D(45), today(), by=cast.caseworker, known=2)


def test_after_the_proof_nobody_is_asked_what_is_to_be_paid_soon(cast: Cast, applicant: Client) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    address = at("drawdown_new", proof.award)
    assert 'name="due"' in applicant.get(address).text
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    page = applicant.get(address).text
    assert 'name="due"' not in page
    assert "Your proof of use is sent" in page
    refused = applicant.post(address, {"paid": "0", "send": "1"})
    assert "With these costs there is nothing to call up yet." in refused.text
    assert applicant.post(address, {"paid": "180", "send": "1"}).status_code == 302
    row = Drawdown.objects.get()
    assert (row.due, row.asked) == (D(0), D(144))


def test_a_proof_lowers_an_open_call(cast: Cast, officer: Client) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    called_up(proof.award, cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    page = officer.get(at_office("drawdown_decide", proof.award, 1)).text
    assert "of which €144.00 can still be paid" in words(page)


known = st.decimals(0, 5000, places=2)


@given(known, st.none() | known, known, known)
def test_what_can_be_drawn_paid_and_open_is_never_more_than_is_owed(
    by_costs: Decimal, proven: Decimal | None, drawn: Decimal, waiting: Decimal
) -> None:
    entitled = finance.owed(by_costs, proven)
    found = finance.Drawable(D(0), D(0), entitled, drawn, waiting)
    assert entitled <= by_costs
    assert proven is None or entitled <= proven
    assert found.amount == 0 or found.amount + drawn + waiting == entitled
