"""Whoever proposed may think again until the second officer has signed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import AmendmentState, CheckState, Effect, OfficeRole, State, Verb
from funding.models import Decision, FundingRequest, ProofCheck
from funding.services import amendments, decisions, results
from portal.lib.errors import Stale
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.test_amendments import asked
from tests.funding.test_drawdowns import final
from tests.funding.test_proof_check import at_office, begun, client_of, paid, sent
from tests.funding.test_proof_check import cut as cut_of

__all__ = ["begun", "paid", "sent"]

pytestmark = pytest.mark.django_db


def case(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def cut(cast: Cast) -> FundingRequest:
    return scenes.proposed(cast, scenes.proposal("1800.00", reasons="Weniger Mittel."))


def test_a_proposal_is_taken_back_and_stands_in_the_form_again(cast: Cast, officer: Client) -> None:
    row = cut(cast)
    page = officer.get(case(row))
    assert case(row, "reconsider") in page.text
    answer = officer.post(case(row, "reconsider"), {"version": row.version})
    assert answer["Location"] == case(row)
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW
    assert Decision.objects.get().voided is not None
    form = officer.get(case(row, "propose")).context["form"]
    assert (form["amount"].value(), form["reasons"].value()) == ("1.800,00", "Weniger Mittel.")
    assert all("," in field.value() for _asked, field in form.cost_rows), "costs as Germans write them, too"


def test_the_organisation_reads_nothing_of_it(cast: Cast) -> None:
    row = cut(cast)
    decisions.reconsider(row, by=cast.caseworker, version=row.version)
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(row.get_absolute_url())
    assert Verb.RECONSIDER not in [line.verb for line in page.context["log"]]
    assert [line.verb for line in row.transitions.all()][-2:] == [Verb.PROPOSE, Verb.RECONSIDER]


def test_only_who_proposed_takes_it_back(cast: Cast) -> None:
    row = cut(cast)
    colleague = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    for somebody in (colleague, cast.countersigner, cast.coordinator):
        with pytest.raises(PermissionDenied):
            decisions.reconsider(row, by=somebody, version=row.version)
    client = Client()
    client.force_login(colleague)
    assert "reconsider/" not in client.get(case(row)).text
    assert client.post(case(row, "reconsider"), {"version": row.version}).status_code == 404


def test_what_is_signed_is_not_taken_back(cast: Cast, officer: Client) -> None:
    row = scenes.countersigned(cast)
    with pytest.raises(ValidationError):
        decisions.reconsider(row, by=cast.caseworker, version=row.version)
    assert "reconsider/" not in officer.get(case(row)).text
    assert Decision.objects.get().voided is None


def test_nobody_signs_what_was_taken_back_meanwhile(cast: Cast) -> None:
    row = cut(cast)
    taken = decisions.reconsider(row, by=cast.caseworker, version=row.version)
    again = decisions.propose(taken, scenes.proposal(), by=cast.caseworker, version=taken.version)
    with pytest.raises(Stale):
        decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert again.decisions.get(voided=None).countersigned is None


@pytest.mark.usefixtures("in_english")
def test_what_the_second_officer_wants_stands_above_the_form_until_it_is_proposed_anew(
    cast: Cast, officer: Client
) -> None:
    row = cut(cast)
    row = decisions.send_back(row, "Bitte die Miete kürzen.", by=cast.countersigner, version=row.version)
    for name in ("case", "propose"):
        before_the_form = officer.get(case(row, name)).text.partition("<main")[2].partition("<form")[0]
        assert "Bitte die Miete kürzen." in before_the_form, name
    row = scenes.offer(row, cast, scenes.proposal("1700.00", reasons="Weniger Miete."))
    assert "What is to be changed" not in officer.get(case(row)).text


@pytest.mark.usefixtures("in_english")
def test_a_proposed_answer_to_a_change_is_taken_back_by_who_proposed_it(cast: Cast) -> None:
    change = asked(cast, final(cast), use="Ein anderer Raum.")
    change = amendments.propose(change, True, "", None, by=cast.caseworker, version=change.version)
    request = change.award.request
    page = case(request, "case_amendments")
    address = reverse("funding:amendment_undo", args=[request.office.slug, request.public_id, change.number])
    colleague = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    assert address in client_of(cast.caseworker).get(page).text
    assert address not in client_of(colleague).get(page).text
    assert client_of(colleague).post(address, {"version": change.version}).status_code == 404
    with pytest.raises(PermissionDenied):
        amendments.take_back(change, by=colleague, version=change.version)
    for _click in range(2):
        assert client_of(cast.caseworker).post(address, {"version": change.version}).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.grants, change.proposed_by) == (AmendmentState.ASKED, None, None)
    assert request.transitions.filter(verb=Verb.UNDO_CHANGE).count() == 1
    own = client_of(cast.coordinator).get(request.get_absolute_url()).context["log"]
    assert Verb.UNDO_CHANGE not in [line.verb for line in own]


def test_a_proposed_result_is_taken_back_by_who_proposed_it(cast: Cast, begun: ProofCheck) -> None:
    row = cut_of(begun, "90", by=cast.caseworker)
    said = results.Result("Die Hälfte war privat.", effect=Effect.FIXES, unheard="Sie bat darum.")
    row = results.propose(row, said, by=cast.caseworker, version=row.version)
    page, address = at_office("checking", row.proof), at_office("result_take_back", row.proof)
    assert address in client_of(cast.caseworker).get(page).text
    assert client_of(cast.countersigner).post(address, {"version": row.version}).status_code == 404
    assert client_of(cast.caseworker).post(address, {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.entitled, row.proposed_by) == (CheckState.OPEN, None, None)
    assert row.note == "Die Hälfte war privat.", "what was written stands in the form again"
    assert row.proof.award.request.transitions.filter(verb=Verb.UNDO_RESULT).count() == 1
