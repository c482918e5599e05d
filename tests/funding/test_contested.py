"""A decision that is contested does not become final; a request without money for it waits."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from funding.choices import RemedyEnd, State, Verb
from funding.models import Award, Decision, FundingRequest
from funding.services import calling_up, decisions, proofs, remedies, submissions, waiting
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

REJECTION = scenes.proposal("0", reasons="Keine Mittel.", refusal="money")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def contested(cast: Cast) -> FundingRequest:
    row = scenes.announced(cast)
    return remedies.contest(row, today(), "VG Arnsberg, 1 K 2/26", by=cast.caseworker, version=row.version)


# -- contested ---------------------------------------------------------------------------------------------


def test_what_is_contested_does_not_become_final(cast: Cast, officer: Client) -> None:
    row = scenes.announced(cast)
    assert at(row, "contest") in officer.get(at(row)).text
    sent = {"version": row.version, "day": today().isoformat(), "note": "VG Arnsberg, 1 K 2/26"}
    assert officer.post(at(row, "contest"), sent)["Location"] == at(row)
    row.refresh_from_db()
    assert (row.state, Decision.objects.get().contested) == (State.CONTESTED, today())
    page = officer.get(at(row)).text
    assert "it does not become final until it is recorded how that ended" in page
    assert at(row, "finalise") not in page
    for waived in (today(), None):
        with pytest.raises(ValidationError):
            decisions.finalise(row, by=cast.caseworker, version=row.version, waived=waived)
    assert "final" in calling_up.obstacle(row.award)


@pytest.mark.parametrize("end", [RemedyEnd.UPHELD, RemedyEnd.WITHDRAWN])
def test_once_it_is_over_the_old_rules_hold_again(
    cast: Cast, officer: Client, applicant: Client, end: RemedyEnd
) -> None:
    row = contested(cast)
    assert "The organisation reads this." in officer.get(at(row, "settle")).text
    sent = {"version": row.version, "end": end, "day": today().isoformat(), "note": "Urteil vom 3.4."}
    officer.post(at(row, "settle"), sent)
    row.refresh_from_db()
    assert row.state == State.ANNOUNCED
    line = row.transitions.last()
    assert line is not None
    assert line.note == f"{end} {today()}\nUrteil vom 3.4."
    for language in ("de", "en"):  # whatever the officer's language was
        with translation.override(language):
            said = f"{end.label}, {date_format(today(), 'SHORT_DATE_FORMAT')}. Urteil vom 3.4."
            assert said in officer.get(at(row)).text
            assert said in applicant.get(row.get_absolute_url()).text
    with pytest.raises(ValidationError):
        decisions.finalise(row, by=cast.caseworker, version=row.version)
    row = decisions.finalise(row, by=cast.caseworker, version=row.version, waived=today())
    assert row.state == State.FINAL


@pytest.mark.parametrize("offer", [scenes.proposal(), REJECTION])
def test_what_a_court_has_changed_goes_back_into_review_to_a_new_decision(
    cast: Cast, officer: Client, applicant: Client, offer: decisions.Proposal
) -> None:
    row = scenes.announced(cast, offer)
    row = remedies.contest(row, today(), "VG Arnsberg", by=cast.caseworker, version=row.version)
    sent = {"version": row.version, "end": "changed", "day": today().isoformat(), "note": "Urteil 1 K 2/26"}
    assert officer.post(at(row, "settle"), sent)["Location"] == at(row)
    old = Decision.objects.get()
    row = FundingRequest.objects.get()
    assert (row.state, old.voided is not None) == (State.IN_REVIEW, True)
    assert not Award.objects.exists()
    form = officer.get(at(row, "propose")).context["form"]
    assert not form["reasons"].value(), "what was set aside gives no reasons any more"
    assert not form["refusal"].value()
    assert "the decision is changed or annulled" in applicant.get(row.get_absolute_url()).text
    row = scenes.offer(row, cast, scenes.proposal())
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    new = Decision.objects.get(voided__isnull=True)
    assert "Dieser Bescheid tritt an seine Stelle." in officer.get(at(row, "announce")).text
    row = decisions.announce(row, by=cast.caseworker, version=row.version)
    assert row.award.decision == new
    assert applicant.get(row.get_absolute_url()).context["decision"] == new


def test_a_changed_decision_whose_award_was_worked_with_stays_with_what_is_said(
    cast: Cast, officer: Client
) -> None:
    row = contested(cast)
    proofs.open_proof(row.award, by=cast.coordinator)
    assert "since it has been worked with" in officer.get(at(row, "settle")).text
    remedies.settle(row, RemedyEnd.CHANGED, "Urteil", by=cast.caseworker, version=row.version)
    row = FundingRequest.objects.get()
    assert (row.state, Award.objects.count()) == (State.ANNOUNCED, 1)


def test_how_it_ended_has_a_day_and_a_change_its_reason(cast: Cast, officer: Client) -> None:
    row = contested(cast)
    for day in (today() - timedelta(1), today() + timedelta(1)):
        sent = {"version": row.version, "end": "changed", "day": day.isoformat(), "note": ""}
        answer = officer.post(at(row, "settle"), sent)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"day", "note"}


def test_the_day_lies_between_the_announcement_and_today(cast: Cast, officer: Client) -> None:
    row = scenes.announced(cast)
    for day in (today() - timedelta(1), today() + timedelta(1)):
        answer = officer.post(at(row, "contest"), {"version": row.version, "day": day.isoformat()})
        assert answer.status_code == 422
        assert answer.context["form"].errors["day"]
    row.refresh_from_db()
    assert row.state == State.ANNOUNCED
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(announced=None, contested=today())


def test_the_organisation_reads_that_it_is_contested(cast: Cast, applicant: Client) -> None:
    row = contested(cast)
    page = applicant.get(row.get_absolute_url())
    assert "You have contested the decision." in page.text
    assert "VG Arnsberg, 1 K 2/26" in page.text
    assert "You contested the decision on" in page.text
    assert "not before your legal remedy is over" in page.text
    assert "Legal remedy is possible until" not in page.text
    assert page.context["decision"] == Decision.objects.get()
    listed = applicant.get(reverse("funding:requests", args=[cast.association.slug])).text
    assert "Decided, contested" in listed


def test_a_reminder_that_it_can_be_final_is_not_sent(cast: Cast) -> None:
    row = scenes.announced(cast)
    scenes.decisions.notices.tell_caseworker("funding.remedy_over", row, version="x")
    message = Message.objects.get(kind="funding.remedy_over")
    assert kind_of(message.kind).still_wanted(row, message)
    row = remedies.contest(row, today(), "", by=cast.caseworker, version=row.version)
    assert not kind_of(message.kind).still_wanted(row, message)


# -- waiting -----------------------------------------------------------------------------------------------


def test_a_request_waits_and_goes_on(cast: Cast, officer: Client, applicant: Client) -> None:
    row = scenes.checked(cast)
    sent = {"version": row.version, "reason": "Das Geld dieses Jahres ist vergeben."}
    assert officer.post(at(row, "wait"), sent)["Location"] == at(row)
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert [m.address for m in Message.objects.filter(kind="funding.waiting")] == [cast.coordinator.email]
    page = applicant.get(row.get_absolute_url()).text
    assert "Your request is on the waiting list." in page
    assert "Das Geld dieses Jahres ist vergeben." in page
    assert at(row, "propose") not in officer.get(at(row)).text
    officer.post(at(row, "resume"), {"version": row.version})
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW
    scenes.offer(row, cast, scenes.proposal())


def test_a_reason_is_wanted(cast: Cast, officer: Client) -> None:
    row = scenes.checked(cast)
    assert officer.post(at(row, "wait"), {"version": row.version, "reason": ""}).status_code == 422
    with pytest.raises(ValidationError):
        waiting.put_on_list(row, " ", by=cast.caseworker, version=row.version)


def test_what_waits_is_still_open_and_can_be_withdrawn(cast: Cast, applicant: Client) -> None:
    row = scenes.checked(cast)
    row = waiting.put_on_list(row, "Kein Geld.", by=cast.caseworker, version=row.version)
    assert row in FundingRequest.objects.undecided()
    assert "/withdraw/" in applicant.get(row.get_absolute_url()).text
    row = submissions.withdraw(row, by=cast.coordinator, version=row.version)
    assert [line.verb for line in row.transitions.all()][-2:] == [Verb.WAIT, Verb.WITHDRAW]
