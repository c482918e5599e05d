"""A request is handed over, so that none waits for somebody who is away: one by one, or several at once."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import OfficeRole, State, Verb
from funding.models import FundingRequest
from funding.services import assigning, decisions
from organisations.choices import Role
from portal.accounts.models import User
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.caseworker)


@pytest.fixture
def colleague(cast: Cast) -> User:
    user: User = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def case(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id]).replace("/de/", "/en/", 1)


def inbox(cast: Cast, name: str = "inbox") -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug]).replace("/de/", "/en/", 1)


def ticked(*rows: FundingRequest, **more: Any) -> dict[str, Any]:
    return {"rows": [f"{row.public_id}:{row.version}" for row in rows], **more}


# -- one -------------------------------------------------------------------------------------------------


def test_a_colleague_takes_over_and_is_told(cast: Cast, officer: Client, colleague: User) -> None:
    row = scenes.received(cast)
    assert case(row, "assign") in officer.get(case(row)).text
    answer = officer.post(case(row, "assign"), {"version": row.version, "to": colleague.pk})
    assert answer["Location"] == case(row)
    row.refresh_from_db()
    assert (row.caseworker, row.state) == (colleague, State.RECEIVED)
    assert Message.objects.get(kind="funding.assigned").address == colleague.email
    mine = signed_in(colleague).get(f"{inbox(cast)}?turn=mine")
    assert [case.pk for case in mine.context["page_obj"]] == [row.pk]
    assert not officer.get(f"{inbox(cast)}?turn=mine").context["page_obj"].object_list


def test_who_takes_a_request_over_needs_no_mail_about_it(cast: Cast, colleague: User) -> None:
    row = scenes.received(cast)
    assigning.assign(row, colleague, by=colleague, version=row.version)
    assert not Message.objects.filter(kind="funding.assigned").exists()


def test_a_mail_about_what_went_on_to_somebody_else_is_not_sent(cast: Cast, colleague: User) -> None:
    row = scenes.received(cast)
    row = assigning.assign(row, colleague, by=cast.caseworker, version=row.version)
    message = Message.objects.get(kind="funding.assigned")
    assert kind_of("funding.assigned").still_wanted(row, message)
    row = assigning.assign(row, cast.caseworker, by=colleague, version=row.version)
    assert not kind_of("funding.assigned").still_wanted(row, message)


def test_nobody_gets_a_request_of_the_own_organisation_or_of_another_office(
    cast: Cast, colleague: User
) -> None:
    row = scenes.received(cast)
    MembershipFactory(organisation=cast.association, user=colleague, role=Role.HELPER)
    for somebody in (colleague, cast.countersigner, cast.foreign_caseworker, cast.caseworker):
        with pytest.raises(ValidationError):
            assigning.assign(row, somebody, by=cast.caseworker, version=row.version)
    row.refresh_from_db()
    assert row.caseworker == cast.caseworker
    assert colleague not in assigning.colleagues(row)


@pytest.mark.parametrize("who", ["coordinator", "countersigner", "foreign_caseworker"])
def test_only_caseworkers_hand_over(cast: Cast, colleague: User, who: str) -> None:
    row = scenes.received(cast)
    with pytest.raises(PermissionDenied):
        assigning.assign(row, colleague, by=getattr(cast, who), version=row.version)


def test_the_money_of_a_final_award_changes_hands_too(cast: Cast, officer: Client, colleague: User) -> None:
    row = scenes.announced(cast)
    row = decisions.finalise(row, by=cast.caseworker, version=row.version, waived=scenes.today())
    assert officer.get(case(row, "assign")).status_code == 200
    row = assigning.assign(row, colleague, by=cast.caseworker, version=row.version)
    assert (row.state, row.caseworker) == (State.FINAL, colleague)


def test_the_organisation_reads_the_name_not_the_log(cast: Cast, colleague: User) -> None:
    row = scenes.received(cast)
    assigning.assign(row, colleague, by=cast.caseworker, version=row.version)
    page = signed_in(cast.coordinator).get(row.get_absolute_url())
    assert str(colleague) in page.text
    assert Verb.ASSIGN not in [line.verb for line in page.context["log"]]


def test_what_is_not_received_is_not_handed_over(cast: Cast, officer: Client) -> None:
    row = scenes.submitted(cast)
    assert officer.get(case(row, "assign"))["Location"] == case(row)


# -- several ---------------------------------------------------------------------------------------------


def test_several_are_received_and_the_filters_stay(cast: Cast, officer: Client) -> None:
    rows = [scenes.submitted(cast, title=f"Antrag {number}") for number in range(2)]
    answer = officer.post(f"{inbox(cast, 'bulk')}?state=submitted", ticked(*rows, do="receive"))
    assert answer["Location"] == f"{inbox(cast)}?state=submitted"
    assert set(FundingRequest.objects.values_list("state", flat=True)) == {State.RECEIVED}
    assert sorted(FundingRequest.objects.values_list("file_number", flat=True))[0].endswith("00001")


def test_one_that_is_refused_stops_no_other_and_is_named(cast: Cast, officer: Client) -> None:
    new, known = scenes.submitted(cast, title="Neuer Antrag"), scenes.received(cast, title="Alter Antrag")
    answer = officer.post(inbox(cast, "bulk"), ticked(known, new, do="receive"), follow=True)
    new.refresh_from_db()
    known.refresh_from_db()
    assert (new.state, known.state) == (State.RECEIVED, State.RECEIVED)
    assert known.transitions.filter(verb=Verb.RECEIVE).count() == 1
    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == "Done for 1 request."
    assert said[1].startswith("“Alter Antrag”: ")
    assert len(said) == 2


def test_several_are_handed_over(cast: Cast, officer: Client, colleague: User) -> None:
    rows = [scenes.received(cast, title=f"Antrag {number}") for number in range(2)]
    officer.post(inbox(cast, "bulk"), ticked(*rows, do="assign", to=colleague.pk))
    assert set(FundingRequest.objects.values_list("caseworker", flat=True)) == {colleague.pk}
    page = officer.get(f"{inbox(cast)}?who={colleague.pk}")
    assert page.context["page_obj"].paginator.count == 2
    assert officer.get(f"{inbox(cast)}?who={cast.caseworker.pk}").context["page_obj"].paginator.count == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "receive"}, "Please tick at least one request."),
        ({"do": "receive", "rows": ["x:1"]}, "Please tick at least one request."),
        ({"do": "assign", "rows": [f"{'0' * 8}-0000-0000-0000-{'0' * 12}:1"]}, "Please choose to whom"),
    ],
)
def test_nothing_ticked_or_nobody_chosen_is_said(
    cast: Cast, officer: Client, sent: dict[str, Any], said: str
) -> None:
    answer = officer.post(inbox(cast, "bulk"), sent, follow=True)
    assert said in str(next(iter(answer.context["messages"])))


def test_a_request_of_another_office_is_not_touched(cast: Cast) -> None:
    row = scenes.submitted(cast)
    stranger = signed_in(cast.foreign_caseworker)
    address = reverse("funding:bulk", args=[cast.foreign_office.slug])
    stranger.post(address, ticked(row, do="receive"))
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_a_second_officer_ticks_nothing(cast: Cast) -> None:
    row = scenes.submitted(cast)
    second = signed_in(cast.countersigner)
    assert 'name="rows"' not in second.get(inbox(cast)).text
    second.post(inbox(cast, "bulk"), ticked(row, do="receive"))
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
