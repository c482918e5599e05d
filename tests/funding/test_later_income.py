"""Money that comes in after the award: told with a change, counted at once, in the plan once allowed."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import Financing
from funding.models import Amendment, Award, ProofOfUse
from funding.reports import AmendmentLetter, collect
from funding.reports.balance import planned_incomes
from funding.reports.drawdowns import standing_of
from funding.services import amendments, expenses, incomes, proofs
from funding.services.wishes import Wish
from portal.documents.kinds import kind_of
from portal.documents.services import keep_or_request
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_amendments import at, at_office, words
from tests.funding.test_reports import pdf_of, text_of

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
GIFT: dict[str, Any] = {
    "income": D(500), "source": "private", "payer": "Stiftung Nord", "received": date(2026, 2, 1),
}  # fmt: skip


@pytest.fixture
def award(cast: Cast) -> Award:
    """2,000 of costs of 2,500; 500 of one's own. All income counts, however little."""
    award = scenes.announced(cast).award
    Award.objects.update(minor_change=None)
    award.refresh_from_db()
    return award


@pytest.fixture
def lenient(award: Award) -> Award:
    """An award under which up to 500 more income count as nothing."""
    Award.objects.update(minor_change=D(500))
    award.refresh_from_db()
    return award


def told(cast: Cast, award: Award, **more: Any) -> Amendment:
    return amendments.ask(award, Wish(reason="Eine Spende.", **GIFT | more), by=cast.coordinator)


def decided(cast: Cast, row: Amendment, *, grants: bool = True) -> Amendment:
    row = amendments.propose(row, grants, "Weil.", None, by=cast.caseworker, version=row.version)
    return amendments.countersign(row, by=cast.countersigner, version=row.version)


def spent(cast: Cast, award: Award, amount: str = "2500") -> ProofOfUse:
    proof = proofs.open_proof(award, by=cast.coordinator)
    fees = min(D(amount), D(2000))
    for category, sum_ in (("fees", fees), ("material", D(amount) - fees)):
        paid = {
            "paid": date(2026, 3, 5), "payee": "Laden", "reason": "Abende", "category": category,
            "amount": sum_, "eligible": sum_, "voucher_number": "", "invoiced": None,
        }  # fmt: skip
        if sum_:
            expenses.add_expense(proof, paid, by=cast.coordinator)
    return ProofOfUse.objects.get()


def test_the_form_asks_for_kind_giver_and_day(award: Award, applicant: Client) -> None:
    form = {f"cost_{kind}": amount for kind, amount in award.plan["costs"].items()}
    form |= {"reason": "Eine Spende.", "income": "500"}
    answer = applicant.post(at("amendment_new", award), form)
    assert answer.status_code == 422
    for field in ("source", "payer", "received"):
        assert f'href="#id_{field}"' in answer.text, field
    form |= {"source": "private", "payer": "Stiftung Nord", "received": "2026-02-01"}
    assert applicant.post(at("amendment_new", award), form).status_code == 302
    row = Amendment.objects.get()
    assert (row.income, row.source, row.received) == (D(500), "private", date(2026, 2, 1))


def test_money_that_is_still_to_come_has_not_come_in(cast: Cast, award: Award) -> None:
    with pytest.raises(ValidationError) as refused:
        told(cast, award, received=today() + timedelta(days=1))
    assert refused.value.message_dict == {"received": ["This day is still to come."]}
    assert told(cast, award, received=today()).received == today()


def test_what_is_entered_has_come_in_and_is_more_than_nothing(
    cast: Cast, award: Award, applicant: Client
) -> None:
    proofs.open_proof(award, by=cast.coordinator)
    typed = {"received": today().isoformat(), "source": "private", "payer": "Stiftung", "amount": "0"}
    answer = applicant.post(at("income", award), typed)
    assert 'href="#id_amount"' in answer.text
    assert "income_is_positive" not in answer.text, "no word of the database"
    typed |= {"amount": "500", "received": (today() + timedelta(days=1)).isoformat()}
    assert 'href="#id_received"' in applicant.post(at("income", award), typed).text
    typed["received"] = today().isoformat()
    assert applicant.post(at("income", award), typed).status_code == 302


def test_it_counts_as_income_as_soon_as_it_is_told(cast: Cast, award: Award) -> None:
    assert standing_of(award).drawable(D(1000), D(0)).entitled == D("800.00")
    told(cast, award)
    # By share: 0.8 of 1,000 less the 500 that came in.
    assert standing_of(Award.objects.get()).drawable(D(1000), D(0)).entitled == D("400.00")
    figures = collect(spent(cast, award, "1000"))
    assert [(row["payer"], row["amount"]) for row in figures["incomes"]] == [("Stiftung Nord", "500.00")]
    assert figures["sums"]["entitled"] == "400.00"
    assert standing_of(Award.objects.get()).drawable(D(1000), D(0)).entitled == D("400.00")


def test_what_was_entered_and_told_is_the_same_money(cast: Cast, award: Award, applicant: Client) -> None:
    proof = proofs.open_proof(award, by=cast.coordinator)
    values = {"received": date(2026, 2, 1), "source": "private", "payer": "stiftung nord", "amount": D(500)}
    incomes.add_income(proof, values, by=cast.coordinator)
    told(cast, award)
    assert len(collect(proof)["incomes"]) == 1
    incomes.delete_income(proof.incomes.get(), by=cast.coordinator)
    assert [row["payer"] for row in collect(proof)["incomes"]] == ["Stiftung Nord"]
    page = applicant.get(at("expenses", award)).text
    assert "The Office was told of it with a change of the award" in page
    assert not re.search(r"/income/\d+/delete/", page), "what was told is not taken back here"


def entry(**more: Any) -> dict[str, str]:
    return {"received": "2026-02-10", "source": "private", "payer": "stiftung nord", "amount": "500"} | more


@pytest.mark.parametrize("said", ["same", "other"])
def test_the_same_money_with_a_mistyped_day_is_asked_about_and_counts_once(
    cast: Cast, award: Award, applicant: Client, said: str
) -> None:
    told(cast, award)
    proof = proofs.open_proof(award, by=cast.coordinator)
    asked = applicant.post(at("income", award), entry())
    assert asked.status_code == 422
    assert "It looks as if this is known already: €500.00, 1 February 2026" in words(asked.text)
    assert "“Stiftung Nord”. Is it the same money, or other?" in words(asked.text)
    assert collect(proof)["incomes"][0]["amount"] == "500.00"
    answer = applicant.post(at("income", award), entry(alike=said))
    assert answer.status_code == 302
    days = [row["received"] for row in collect(proof)["incomes"]]
    assert days == (["2026-02-10"] if said == "same" else ["2026-02-01", "2026-02-10"])
    assert "The Office was told of it" in applicant.get(at("expenses", award)).text
    incomes.delete_income(proof.incomes.get(), by=cast.coordinator)
    assert [row["received"] for row in collect(proof)["incomes"]] == ["2026-02-01"]


@pytest.mark.parametrize(("said", "counted"), [("same", ["Rotary"]), ("other", ["Rotary", "Stiftung Nord"])])
def test_two_gifts_of_one_day_and_sum_are_asked_about_where_their_givers_differ(
    cast: Cast, award: Award, applicant: Client, said: str, counted: list[str]
) -> None:
    told(cast, award)
    proof = proofs.open_proof(award, by=cast.coordinator)
    gift = entry(received="2026-02-01", payer="Rotary")
    assert applicant.post(at("income", award), gift).status_code == 422
    assert applicant.post(at("income", award), gift | {"alike": said}).status_code == 302
    assert sorted(row["payer"] for row in collect(proof)["incomes"]) == counted


def test_two_gifts_of_one_day_and_sum_are_asked_about_when_the_second_is_told(
    cast: Cast, award: Award
) -> None:
    proof = proofs.open_proof(award, by=cast.coordinator)
    values = {"received": date(2026, 2, 1), "source": "private", "payer": "Rotary", "amount": D(500)}
    incomes.add_income(proof, values, by=cast.coordinator)
    with pytest.raises(ValidationError) as asked:
        told(cast, award)
    assert set(asked.value.message_dict) == {"alike"}
    told(cast, award, alike="other")
    assert [row["payer"] for row in collect(proof)["incomes"]] == ["Rotary", "Stiftung Nord"]


def test_a_gift_that_names_no_giver_is_the_one_that_is_known(
    cast: Cast, award: Award, applicant: Client
) -> None:
    told(cast, award)
    proof = proofs.open_proof(award, by=cast.coordinator)
    assert applicant.post(at("income", award), entry(received="2026-02-01", payer="")).status_code == 302
    assert len(collect(proof)["incomes"]) == 1
    named = entry(received="2026-02-01", payer="STIFTUNG NORD")
    assert applicant.post(at("income", award), named).status_code == 302
    payers = sorted(row["payer"] for row in collect(proof)["incomes"])
    assert payers == ["", "STIFTUNG NORD"], "who is named is meant first"


@pytest.mark.parametrize(
    "other",
    [{"amount": "499.99"}, {"received": "2026-03-05"}, {"source": "fees", "payer": "Stadt"}],
)
def test_other_money_is_not_asked_about(
    cast: Cast, award: Award, applicant: Client, other: dict[str, str]
) -> None:
    told(cast, award)
    proofs.open_proof(award, by=cast.coordinator)
    assert applicant.post(at("income", award), entry(**other)).status_code == 302


@pytest.mark.parametrize("said", ["same", "other"])
def test_what_was_entered_first_is_asked_about_when_it_is_told(
    cast: Cast, award: Award, applicant: Client, said: str
) -> None:
    proof = proofs.open_proof(award, by=cast.coordinator)
    values = {"received": date(2026, 2, 10), "source": "private", "payer": "", "amount": D(500)}
    incomes.add_income(proof, values, by=cast.coordinator)
    form = {f"cost_{kind}": amount for kind, amount in award.plan["costs"].items()}
    form |= {"reason": "Eine Spende.", "income": "500", "source": "private", "payer": "Stiftung Nord"}
    form |= {"received": "2026-02-01"}
    asked = applicant.post(at("amendment_new", award), form)
    assert asked.status_code == 422
    assert 'name="alike"' in asked.text
    assert not Amendment.objects.exists()
    assert applicant.post(at("amendment_new", award), form | {"alike": said}).status_code == 302
    assert len(collect(proof)["incomes"]) == (1 if said == "same" else 2)
    amendments.drop(Amendment.objects.get(), by=cast.coordinator)
    assert [row["received"] for row in collect(proof)["incomes"]] == ["2026-02-10"]


def test_a_second_click_enters_no_income_twice(cast: Cast, award: Award, applicant: Client) -> None:
    proof = proofs.open_proof(award, by=cast.coordinator)
    assert applicant.post(at("income", award), entry()).status_code == 302
    assert applicant.post(at("income", award), entry()).status_code == 422
    assert applicant.post(at("income", award), entry(alike="same")).status_code == 302
    assert len(collect(proof)["incomes"]) == 1
    assert applicant.post(at("income", award), entry(alike="other")).status_code == 302
    assert len(collect(proof)["incomes"]) == 2


@pytest.mark.parametrize(("said", "counted"), [("same", 1), ("other", 2)])
def test_a_second_entry_of_money_that_was_told_and_entered_counts_only_if_it_is_other_money(
    cast: Cast, award: Award, applicant: Client, said: str, counted: int
) -> None:
    told(cast, award)
    proof = proofs.open_proof(award, by=cast.coordinator)
    as_told = entry(received="2026-02-01")
    assert applicant.post(at("income", award), as_told).status_code == 302
    assert applicant.post(at("income", award), entry()).status_code == 422
    assert applicant.post(at("income", award), entry(alike=said)).status_code == 302
    assert len(collect(proof)["incomes"]) == counted


@pytest.mark.parametrize(("said", "counted"), [("same", 1), ("other", 2)])
def test_money_entered_under_another_day_is_asked_about_when_it_comes_again_as_it_was_told(
    cast: Cast, award: Award, applicant: Client, said: str, counted: int
) -> None:
    told(cast, award)
    proof = proofs.open_proof(award, by=cast.coordinator)
    assert applicant.post(at("income", award), entry(alike="same")).status_code == 302
    as_told = entry(received="2026-02-01", payer="Stiftung")
    assert applicant.post(at("income", award), as_told).status_code == 422
    assert applicant.post(at("income", award), as_told | {"alike": said}).status_code == 302
    assert len(collect(proof)["incomes"]) == counted


def test_where_income_is_entered_one_reads_what_little_income_is(
    cast: Cast, lenient: Award, applicant: Client
) -> None:
    proofs.open_proof(lenient, by=cast.coordinator)
    said = "Up to €500.00 in all lower nothing; above that the whole counts."
    assert said in words(applicant.get(at("income", lenient)).text)
    Award.objects.update(financing=Financing.FULL)
    assert said not in words(applicant.get(at("income", lenient)).text)


def test_what_is_no_longer_told_does_not_count(cast: Cast, award: Award) -> None:
    amendments.drop(told(cast, award), by=cast.coordinator)
    assert collect(spent(cast, award))["incomes"] == []


def test_once_allowed_it_stands_in_the_plan_which_balances(
    cast: Cast, award: Award, applicant: Client, officer: Client
) -> None:
    row = told(cast, award)
    page = words(officer.get(at_office("amendment_answer", award, row.number)).text)
    assert "€2,000.00 €1,600.00" in page, "what the Office decides on: the grant before and after"
    assert planned_incomes(award) == {"own": D(500), "grant": D(2000)}
    decided(cast, row)
    award = Award.objects.get()
    plan = planned_incomes(award)
    assert plan == {"own": D("400.00"), "private": D("500.00"), "grant": D("1600.00")}
    assert sum(plan.values()) == sum(map(D, award.plan["costs"].values()))
    assert award.amount == D(2000)
    figures = collect(spent(cast, award))
    rows = {row["source"]: (row["plan"], row["actual"]) for row in figures["sources"]}
    assert rows == {
        "own": ("400.00", "400.00"), "private": ("500.00", "500.00"), "grant": ("1600.00", "0.00"),
        "claim": ("0.00", "1600.00"),
    }  # fmt: skip
    assert "€1,600.00" in words(applicant.get(award.request.get_absolute_url()).text)


def test_the_page_of_the_award_says_what_its_two_sums_are(
    cast: Cast, award: Award, applicant: Client, officer: Client
) -> None:
    said = "At most €2,000.00 are awarded. With the money that came in later €1,600.00 are to be expected"
    assert "to be expected" not in words(applicant.get(award.request.get_absolute_url()).text)
    decided(cast, told(cast, award))
    assert said in words(applicant.get(award.request.get_absolute_url()).text)
    assert said in words(officer.get(at_office("case", award)).text)


def test_refused_it_does_not_stand_in_the_plan_but_is_there(cast: Cast, award: Award) -> None:
    decided(cast, told(cast, award, use="Anders."), grants=False)
    award = Award.objects.get()
    assert planned_incomes(award) == {"own": D(500), "grant": D(2000)}
    assert collect(spent(cast, award))["sums"]["entitled"] == "1600.00"


def test_a_second_gift_is_added_to_the_first(cast: Cast, award: Award) -> None:
    decided(cast, told(cast, award))
    decided(cast, told(cast, Award.objects.get(), income=D(250), source="public", payer="Stadt"))
    assert Award.objects.get().plan["later"] == {"private": "500.00", "public": "250.00"}
    plan = planned_incomes(Award.objects.get())
    assert plan == {"own": D(350), "private": D(500), "public": D(250), "grant": D(1400)}


@pytest.mark.parametrize(
    ("financing", "grant", "own"),
    [(Financing.DEFICIT, 1500, 500), (Financing.FIXED, 2000, 0), (Financing.FULL, 2000, 0)],
)
def test_the_rule_of_the_financing_says_what_falls(
    cast: Cast, award: Award, financing: str, grant: int, own: int
) -> None:
    Award.objects.update(financing=financing)
    row = told(cast, Award.objects.get())
    plan = planned_incomes(row.award, more=row)
    assert plan == {"own": D(own), "private": D(500), "grant": D(grant)}


def test_a_small_sum_is_said_to_be_one(cast: Cast, lenient: Award, officer: Client) -> None:
    told(cast, lenient)
    said = "counts only if it is more than €500.00 in all"
    assert said in officer.get(at_office("case_amendments", lenient)).text
    Amendment.objects.update(income=501)
    assert said not in officer.get(at_office("case_amendments", lenient)).text


def test_little_money_lowers_neither_the_grant_nor_what_is_called_up(
    cast: Cast, lenient: Award, applicant: Client
) -> None:
    row = told(cast, lenient, income=D(300))
    assert standing_of(Award.objects.get()).drawable(D(1000), D(0)).entitled == D(800)
    row = decided(cast, row)
    assert planned_incomes(Award.objects.get()) == {"own": D(200), "private": D(300), "grant": D(2000)}
    assert row.frozen is not None
    assert row.frozen["minor_change"] == "500.00"
    assert kind_of(AmendmentLetter.key).gather({"amendment": row.pk}, "de").grant is None
    assert collect(spent(cast, lenient))["sums"]["entitled"] == "2000.00"
    page = words(applicant.get(lenient.request.get_absolute_url()).text)
    assert "to be expected" not in page


def test_little_money_twice_counts_as_a_whole(cast: Cast, lenient: Award) -> None:
    decided(cast, told(cast, lenient, income=D(300)))
    second = decided(cast, told(cast, Award.objects.get(), income=D(250), source="public", payer="Stadt"))
    assert second.frozen is not None
    assert second.frozen["minor_change"] == ""
    # By share: 0.8 of 2,500 less the 550 that came in.
    plan = planned_incomes(Award.objects.get())
    assert plan == {"own": D(390), "private": D(300), "public": D(250), "grant": D(1560)}
    assert collect(spent(cast, lenient))["sums"]["entitled"] == "1560.00"


def test_refused_little_money_lowers_nothing_either(cast: Cast, lenient: Award) -> None:
    decided(cast, told(cast, lenient, income=D(300), use="Anders."), grants=False)
    assert collect(spent(cast, lenient))["sums"]["entitled"] == "2000.00"


def test_the_letter_says_the_new_plan_and_what_is_to_be_expected(
    cast: Cast, award: Award, applicant: Client, django_capture_on_commit_callbacks: Any
) -> None:
    row = decided(cast, told(cast, award))
    data = kind_of(AmendmentLetter.key).gather({"amendment": row.pk}, "de")
    assert data.grant == D("1600.00")
    assert [(line.before, line.after) for line in data.incomes] == [
        (D(500), D(400)), (D(0), D(500)), (D(2000), D(1600)),
    ]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        document = keep_or_request(
            AmendmentLetter.key, {"amendment": row.pk}, language="de", by=cast.coordinator
        )
    text = " ".join(text_of(pdf_of(document)).split())
    assert "Die bewilligte Höchstsumme bleibt gleich." in text
    assert "Es bleibt bei höchstens 2.000,00 €." in text
    assert "aber nur noch mit 1.600,00 € zu rechnen" in text
    assert "stelle ich nach dem Verwendungsnachweis fest" in text
    assert text.count("Verwendungsnachweis") == 1
    page = applicant.get(
        reverse("funding:amendments", args=[cast.association.slug, row.award.request.public_id])
    )
    assert "The award stays at €2,000.00 at most. With this money, €1,600.00 are to be expected" in page.text
    assert f"Bearbeitung: {cast.caseworker.name}" in text
    assert f"Im Auftrag {cast.caseworker.name}" in text


def test_money_without_its_kind_is_refused(cast: Cast, award: Award) -> None:
    with pytest.raises(ValidationError) as refused:
        told(cast, award, source="", received=None)
    assert set(refused.value.message_dict) == {"source", "received"}
