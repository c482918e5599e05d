"""A cut is seen before it binds: by the caseworker, the second officer, and those who get the letter."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.choices import CheckKind, CheckResult, State
from funding.models import Decision, FundingRequest, Office, Programme, Transition
from funding.services import decisions, letters, review, submissions
from funding.services.cuts import Found
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_budgets import line_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.countersigner)
    return client


def at(name: str, row: FundingRequest, *more: str) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def typed(row: FundingRequest, **changes: str) -> dict[str, str]:
    """The form of a proposal that cuts 200 of the 2,000 euros, as a browser sends it."""
    return {
        "version": str(row.version), "cost_fees": "2.000,00", "cost_material": "500,00", "amount": "1.800,00",
        "start": "2026-01-01", "end": "2026-12-31", "reasons": "Weniger Mittel.", "conditions": "",
        "note": "",
    } | changes  # fmt: skip


def cut(cast: Cast) -> FundingRequest:
    return scenes.proposed(cast, scenes.proposal("1800.00", reasons="Weniger Mittel."))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_leads_to_the_checks_that_are_missing_and_loses_nothing(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    row = review.check(row, CheckKind.CALCULATIVE, CheckResult.GOOD, by=cast.caseworker, version=row.version)
    page = officer.get(at("propose", row)).text
    assert f'href="{at("check", row, "content")}"' in page
    assert f'href="{at("check", row, "calculative")}"' not in page
    sent = typed(row, cost_fees="2.000,00", cost_material="500,00", amount="2.000,00", reasons="")
    refused = officer.post(at("propose", row), sent | {"conditions": "Nur bar."})
    assert refused.status_code == 422
    assert "Zu dieser Einreichung muss erst festgehalten werden: fachliche Prüfung." in refused.text
    assert "Nur bar." in refused.text
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW


def test_a_cut_that_nobody_has_looked_at_is_not_proposed(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row))
    assert answer.status_code == 422
    page = words(answer)
    assert "700,00" in page
    assert "+200,00" in page
    assert not Decision.objects.exists()
    officer.post(at("propose", row), typed(row, seen=answer.context["mark"]))
    plan = Decision.objects.get().plan
    assert plan["incomes"] == {"own": "700.00", "grant": "1800.00"}


def test_all_that_is_wrong_is_said_at_once(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    Office.objects.update(hears=True)
    line_of(cast, "100")
    answer = officer.post(at("propose", row), typed(row, reasons=""))
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert set(errors) == {"reasons", "__all__", "amount", "unheard"}
    assert "100,00" in errors["amount"][0]
    assert not Decision.objects.exists()


def test_what_was_looked_at_holds_for_these_amounts_only(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    mark = officer.post(at("propose", row), typed(row, look="1")).context["mark"]
    answer = officer.post(at("propose", row), typed(row, seen=mark, amount="1.700,00"))
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_a_rejection_says_why_by_a_reason_that_is_counted(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row, amount="0"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["refusal"])
    assert "Wählen Sie, warum der Antrag abgelehnt wird." in words(answer)
    assert officer.post(at("propose", row), typed(row, amount="0", refusal="late")).status_code == 302
    assert Decision.objects.get().refusal == "late"


def test_the_second_officer_sees_the_reason(cast: Cast, client: Client) -> None:
    row = scenes.proposed(cast, scenes.proposal("0", reasons="Kein Geld mehr."))
    client.force_login(cast.countersigner)
    for name in ("case", "countersign"):
        with translation.override("en"):
            assert "No money left" in words(client.get(at(name, row))), name


def test_what_is_given_as_asked_needs_no_second_look(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    assert officer.post(at("propose", row), typed(row, amount="2.000,00", reasons="")).status_code == 302


def test_looking_changes_nothing_and_keeps_what_was_typed(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row, look="1", start="", reasons="Halb getippt"))
    assert answer.status_code == 200
    assert "+200,00" in words(answer)
    assert "Halb getippt" in words(answer)
    assert 'class="error-summary"' not in words(answer)
    assert not Decision.objects.exists()
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW


def test_the_costs_can_be_cut_instead(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row, cut="1"))
    page = answer.content.decode()
    assert 'name="cost_fees" value="1.840,00"' in page
    assert 'name="cost_material" value="460,00"' in page
    assert answer.context["plan"].own.difference == 0
    assert not Decision.objects.exists()


def test_an_amount_that_cannot_be_read_is_said_on_its_line(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row, look="1", cost_fees="viel"))
    assert answer.status_code == 422
    assert 'href="#id_cost_fees"' in answer.content.decode()


def test_a_grant_that_the_remaining_costs_do_not_need_is_refused(cast: Cast) -> None:
    row = scenes.checked(cast)
    costs = {"fees": scenes.D(1900), "material": scenes.D(0)}
    offer = scenes.proposal(costs=costs, reasons="Kein Druck.")
    with pytest.raises(ValidationError) as caught:
        decisions.propose(row, offer, by=cast.caseworker, version=row.version)
    assert set(caught.value.message_dict) == {"amount"}


def test_officers_are_told_where_an_award_leaves_the_rules(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    costs = {"cost_fees": "1.800,00", "cost_material": "500,00", "amount": "2.000,00"}
    answer = officer.post(at("propose", row), typed(row, look="1", **costs))
    assert len(answer.context["doubts"]) == 2  # more than 80 % of the costs, less than 20 % of one's own


def test_a_cut_of_the_costs_alone_wants_its_reasons_too(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    cut = {"cost_material": "400,00", "amount": "2.000,00", "reasons": ""}
    answer = officer.post(at("propose", row), typed(row, look="1", **cut))
    assert "required" in str(answer.context["form"]["reasons"])
    answer = officer.post(at("propose", row), typed(row, seen=answer.context["mark"], **cut))
    assert answer.status_code == 422
    assert 'href="#id_reasons"' in answer.content.decode()


# -- check, then sign --------------------------------------------------------------------------------------


def test_the_second_officer_reads_the_plan_and_the_letter_before_signing(cast: Cast, second: Client) -> None:
    row = cut(cast)
    answer = second.get(at("countersign", row))
    page = words(answer)
    for part in ("+200,00", "700,00", "Zuwendungsbescheid", "statt 500,00", "Weniger Mittel."):
        assert part in page, part
    assert Decision.objects.get().countersigned is None
    sent = {"version": str(row.version), "read": answer.context["letter"].sha256}
    for _click in range(2):
        assert second.post(at("countersign", row), sent).status_code == 302
    assert Transition.objects.filter(verb="countersign").count() == 1
    assert Decision.objects.get().frozen["asked"]["incomes"] == {"own": "500.00", "grant": "2000.00"}


@pytest.mark.usefixtures("in_english")
def test_both_officers_read_which_part_of_the_costs_is_given(
    cast: Cast, officer: Client, second: Client
) -> None:
    row = scenes.checked(cast)
    Programme.objects.update(rate="0.8")
    page = words(officer.get(at("propose", row)))
    assert "The grant is 80% of them. The programme gives up to 80%." in page
    row = scenes.offer(row, cast, scenes.proposal())
    assert "80% of the eligible costs" in words(second.get(at("countersign", row)))


def test_nobody_signs_a_letter_that_has_changed_since_it_was_read(cast: Cast, second: Client) -> None:
    row = cut(cast)
    read = second.get(at("countersign", row)).context["letter"].sha256
    type(cast.office).objects.update(remedy="Widerspruch beim Amt.")
    answer = second.post(at("countersign", row), {"version": str(row.version), "read": read})
    assert answer.status_code == 422
    assert "Widerspruch beim Amt." in words(answer)
    assert Decision.objects.get().countersigned is None
    sent = {"version": str(row.version), "read": answer.context["letter"].sha256}
    assert second.post(at("countersign", row), sent).status_code == 302


def test_the_page_before_the_announcement_says_who_gets_what(cast: Cast, officer: Client) -> None:
    row = scenes.countersigned(cast)
    page = words(officer.get(at("announce", row)))
    for part in (cast.coordinator.email, "2.000,00", "Zuwendungsbescheid"):
        assert part in page, part
    row.refresh_from_db()
    assert row.state == State.APPROVED
    sent = {"version": str(row.version), "way": "post", "posted": today().isoformat()}
    for _click in range(2):
        assert officer.post(at("announce", row), sent).status_code == 302
    assert Transition.objects.filter(verb="announce").count() == 1


def test_a_step_that_is_over_leads_back_to_the_request(cast: Cast, officer: Client, second: Client) -> None:
    row = scenes.announced(cast)
    for client, name in ((second, "countersign"), (officer, "announce")):
        assert client.get(at(name, row))["Location"] == at("case", row)


def test_the_letter_reads_before_the_signature_as_after_it(cast: Cast) -> None:
    row = cut(cast)
    before = letters.preview(row, row.decisions.get())
    row = decisions.countersign(row, by=cast.countersigner, version=row.version, read=before.sha256)
    after = letters.preview(row, row.decisions.get())
    assert (before.costs, before.incomes, before.own) == (after.costs, after.incomes, after.own)
    assert after.more_own_money == 200


# -- those who get it ----------------------------------------------------------------------------------------


def test_the_organisation_reads_what_it_has_to_bring(cast: Cast) -> None:
    row = scenes.announced(cast, scenes.proposal("1800.00", reasons="Weniger Mittel."))
    client = Client()
    client.force_login(cast.coordinator)
    page = words(client.get(row.get_absolute_url()))
    assert "+200,00" in page
    assert "700,00" in page


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [
        (
            {"amount": "2.100,00", "reasons": ""},
            "Der Betrag kann nicht höher sein als beantragt: 2.000,00 €.",
        ),
        ({"cost_fees": "2.500,00"}, "Hier sind höchstens 2.000,00 € möglich."),
    ],
)
def test_more_than_was_asked_for_is_refused_at_once_and_for_the_right_reason(
    cast: Cast, officer: Client, typed_in: dict[str, str], said: str
) -> None:
    row = scenes.checked(cast)
    answer = officer.post(at("propose", row), typed(row, **typed_in))
    assert answer.status_code == 422
    page = words(answer).replace("\xa0", " ")
    assert said in page
    assert "weniger" not in page.replace("Weniger Mittel", "")
    assert "hat sich geändert" not in page


def test_what_is_not_rejected_has_no_ground_of_rejection(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    whole = typed(row, amount="2.000,00", reasons="")
    answer = officer.post(at("propose", row), whole | {"refusal": "late"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"refusal"})
    assert officer.post(at("propose", row), whole).status_code == 302


# -- what the checks found ---------------------------------------------------------------------------------


def found(cast: Cast, fees: int) -> FundingRequest:
    row = scenes.checked(cast)
    return review.check(
        row,
        CheckKind.CALCULATIVE,
        CheckResult.PARTLY,
        by=cast.caseworker,
        version=row.version,
        found={0: Found(D(fees), "Stundensatz zu hoch.")},
    )


def test_a_proposal_begins_with_what_was_found_eligible(cast: Cast, officer: Client) -> None:
    answer = officer.get(at("propose", found(cast, 1500)))
    page = words(answer).replace("\xa0", " ")
    form = answer.context["form"]
    assert (form["cost_fees"].value(), form["cost_material"].value()) == ("1.500,00", "500,00")
    assert form["amount"].value() == "1.600,00"  # 80 % of the costs
    assert "2.000,00 €" in page
    assert "2.500,00 €" in page


def test_more_than_was_found_eligible_needs_a_word_for_the_second_officer(
    cast: Cast, officer: Client
) -> None:
    row = found(cast, 1900)
    as_asked = {"amount": "2.000,00", "reasons": ""}
    answer = officer.post(at("propose", row), typed(row, **as_asked))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["note"]
    assert "2.400,00" in str(answer.context["form"].errors["note"])
    with pytest.raises(ValidationError) as caught:
        decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)
    assert set(caught.value.message_dict) == {"note"}
    officer.post(at("propose", row), typed(row, **as_asked, note="Honorar nach Rücksprache anerkannt."))
    assert Decision.objects.get().eligible == 2500


OUTSIDE = {"cost_fees": "1.800,00", "cost_material": "500,00", "amount": "2.000,00", "reasons": "Weniger."}


def test_what_leaves_the_rules_of_the_programme_needs_a_word_for_the_second_officer(
    cast: Cast, officer: Client
) -> None:
    row = scenes.checked(cast)
    look = officer.post(at("propose", row).replace("/de/", "/en/"), typed(row, look="1", **OUTSIDE))
    assert "Say why in the note for the second officer." in words(look)
    sent = typed(row, seen=look.context["mark"], **OUTSIDE)
    answer = officer.post(at("propose", row), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["note"])
    offer = scenes.proposal(costs={"fees": D(1800), "material": D(500)}, reasons="Weniger.")
    with pytest.raises(ValidationError) as caught:
        decisions.propose(row, offer, by=cast.caseworker, version=row.version)
    assert set(caught.value.message_dict) == {"note"}
    assert officer.post(at("propose", row), sent | {"note": "Ausnahme der Leitung."}).status_code == 302
    assert Decision.objects.get().note == "Ausnahme der Leitung."
    assert "Ausnahme der Leitung." in words(officer.get(at("case", row)))


def test_a_rejection_leaves_no_rule(cast: Cast) -> None:
    offer = scenes.proposal("0", reasons="Kein Geld mehr.")
    assert scenes.offer(scenes.checked(cast), cast, offer).state == State.PROPOSED


def test_a_proposal_begins_within_the_own_share_of_the_programme(cast: Cast, officer: Client) -> None:
    """Without a rate of its own the programme would give all, but a fifth is to be brought."""
    row = found(cast, 1500)
    Programme.objects.update(rate=None)
    answer = officer.get(at("propose", row))
    assert answer.context["form"]["amount"].value() == "1.600,00"
    assert answer.context["doubts"] == []


def test_the_checks_come_before_the_proposal(cast: Cast, officer: Client) -> None:
    def main_buttons(row: FundingRequest) -> list[str]:
        return re.findall(r'<a class="button" href="[^"]*/([a-z]+)/">', officer.get(at("case", row)).text)

    row = scenes.received(cast)
    assert main_buttons(row) == ["content", "calculative"]
    assert main_buttons(scenes.check(row, cast)) == ["propose"]


def test_the_check_of_the_content_shows_what_is_to_be_checked(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    page = words(officer.get(at("check", row, "content")))
    paper = row.submission.data["papers"][0]
    for part in (
        "Eltern kennen die Schule nicht.",
        "Zehn Abende",
        "Referentin",
        at("case_paper", row, paper["id"]),
    ):
        assert part in page, part


@pytest.mark.parametrize("asked", [True, False])
def test_an_early_start_is_offered_to_those_who_ask_for_it(cast: Cast, officer: Client, asked: bool) -> None:
    row = scenes.filled(cast)
    row.early_start_reasons = "Der Saal ist nur jetzt frei." if asked else ""
    row.save()
    row = submissions.submit(row, by=cast.coordinator, version=row.version)
    row = review.receive(row, by=cast.caseworker, version=row.version)
    Programme.objects.update(may_have_begun=False)
    assert (at("early_start", row) in officer.get(at("case", row)).text) is asked


def test_who_can_do_nothing_reads_no_empty_list_of_steps(cast: Cast, officer: Client, second: Client) -> None:
    row = scenes.checked(cast)
    assert 'id="steps"' not in second.get(at("case", row)).text
    assert 'id="steps"' in officer.get(at("case", row)).text


def test_after_the_announcement_the_page_says_when_it_becomes_final(cast: Cast, officer: Client) -> None:
    row = scenes.announced(cast)
    last = decisions.contestable_until(row, row.decisions.get())
    page = words(officer.get(at("case", row)))
    assert "Nichts ist offen" not in page
    assert '<p class="turn turn-info">' in page
    assert last is not None
    with time_machine.travel(last + timedelta(days=1, hours=12)):
        officer.force_login(cast.caseworker)
        assert '<p class="turn turn-warn">' in words(officer.get(at("case", row)))
