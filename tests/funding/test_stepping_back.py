"""An officer with an interest in a request steps back from it, and has nothing to do with it any more."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import OfficeRole, State, Verb
from funding.models import Award, Decision, Drawdown, FundingRequest, ProofOfUse
from funding.reports import DecisionLetter
from funding.services import assigning, decisions, recusals, review
from portal.accounts.models import User
from portal.lib.errors import Stale
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.matrix import DESK, MATRIX, furnish
from tests.funding.test_own_cause import CASES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

WHY = "Meine Schwester leitet den Verein."
# These are about an organisation, not about one request of it.
OF_THE_ORGANISATION = {"funding:earlier", "funding:past_take_back"}


@pytest.fixture
def colleague(cast: Cast) -> User:
    user: User = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    return user


def case(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stepped_back(row: FundingRequest, by: User) -> FundingRequest:
    return recusals.step_back(row, WHY, by=by, version=row.version)


def test_the_caseworker_steps_back_and_nobody_is_in_charge(
    cast: Cast, officer: Client, colleague: User
) -> None:
    row = scenes.received(cast)
    assert case(row, "step_back") in officer.get(case(row)).text
    answer = officer.post(case(row, "step_back"), {"version": row.version, "reason": WHY}, follow=True)
    assert answer.redirect_chain == [(reverse("funding:inbox", args=[cast.office.slug]), 302)]
    assert "You have stepped back." in answer.text
    assert "Requests from which you have stepped back are not shown here." in answer.text
    row.refresh_from_db()
    assert (row.state, row.caseworker) == (State.RECEIVED, None)
    line = row.transitions.last()
    assert line is not None
    assert (line.verb, line.actor, line.note) == (Verb.STEP_BACK, cast.caseworker, WHY)
    mine = signed_in(colleague).get(f"{reverse('funding:inbox', args=[cast.office.slug])}?turn=mine")
    assert [each.pk for each in mine.context["page_obj"]] == [row.pk]


def test_the_others_who_review_are_told(cast: Cast, colleague: User) -> None:
    row = stepped_back(scenes.received(cast), cast.caseworker)
    told = Message.objects.filter(kind="funding.stepped_back")
    assert {message.address for message in told} == {colleague.email, cast.countersigner.email}
    assert all(kind_of(message.kind).still_wanted(row, message) for message in told)
    text = kind_of("funding.stepped_back").render(row, "en", told[0])
    assert WHY not in text.body


def test_every_address_of_the_request_is_closed_to_both_officers(cast: Cast) -> None:
    furnish(cast)
    for row in FundingRequest.objects.exclude(submission=None):
        for officer in (cast.caseworker, cast.countersigner):
            row.refresh_from_db()
            stepped_back(row, officer)
    for officer in (cast.caseworker, cast.countersigner):
        client = signed_in(officer)
        for name in sorted(set(CASES) - OF_THE_ORGANISATION):
            row_of = MATRIX[name]
            address = reverse(name, kwargs=row_of.kwargs(cast))
            answer = client.post(address) if row_of.post else client.get(address)
            assert row_of.sees <= DESK
            assert answer.status_code == 404, (officer, name)


def test_no_list_no_duty_and_no_letter_of_it_is_left(cast: Cast) -> None:
    furnish(cast)
    rows = list(FundingRequest.objects.exclude(submission=None))
    letter = {"decision": cast.funding_signed.decisions.get().pk}
    assert DecisionLetter().visible_to(cast.caseworker, letter)
    assert duties.of(cast.caseworker)
    for row in rows:
        stepped_back(row, cast.caseworker)
    assert not FundingRequest.objects.of_offices(cast.caseworker).exists()
    assert not FundingRequest.objects.counted_for(cast.caseworker).exists()
    assert FundingRequest.objects.counted_for(cast.budget_holder).count() == len(rows)
    for kept in (Award, Drawdown, ProofOfUse):
        assert not kept.objects.of_offices(cast.caseworker).exists()  # type: ignore[attr-defined]
        assert kept.objects.of_offices(cast.countersigner).exists()  # type: ignore[attr-defined]
    assert not DecisionLetter().visible_to(cast.caseworker, letter)
    assert [duty for duty in duties.of(cast.caseworker) if "/advice/" not in duty.url] == []


def test_whoever_stepped_back_does_nothing_to_it_and_gets_it_from_nobody(cast: Cast, colleague: User) -> None:
    row = stepped_back(scenes.received(cast), cast.caseworker)
    with pytest.raises(PermissionDenied):
        review.ask(row, "Was?", scenes.today() + scenes.timedelta(7), by=cast.caseworker, version=row.version)
    assert list(assigning.colleagues(row)) == [colleague]
    with pytest.raises(ValidationError):
        assigning.assign(row, cast.caseworker, by=colleague, version=row.version)
    row = assigning.assign(row, colleague, by=colleague, version=row.version)
    assert row.caseworker == colleague


def test_it_hears_nothing_more_of_it(cast: Cast, colleague: User) -> None:
    row = stepped_back(scenes.clarification(cast), cast.caseworker)
    assert row.state == State.CLARIFICATION
    Message.objects.all().delete()
    scenes.submissions.answer(row, "Das.", by=cast.coordinator, version=row.version)
    assert [message.address for message in Message.objects.all()] == [colleague.email]


def test_a_second_officer_who_steps_back_signs_nothing_and_the_proposal_stands(cast: Cast) -> None:
    row = stepped_back(scenes.proposed(cast), cast.countersigner)
    assert (row.state, row.caseworker) == (State.PROPOSED, cast.caseworker)
    assert Decision.objects.get().voided is None
    with pytest.raises(PermissionDenied):
        decisions.countersign(row, by=cast.countersigner, version=row.version)
    other = OfficeMemberFactory(office=cast.office, role=OfficeRole.COUNTERSIGNER).user
    decisions.countersign(row, by=other, version=row.version)


def test_the_proposal_of_whoever_steps_back_is_void(cast: Cast, officer: Client) -> None:
    row = scenes.proposed(cast)
    assert "Your proposal is taken back." in officer.get(case(row, "step_back")).text
    version = row.version
    for _click in range(2):
        row = recusals.step_back(row, WHY, by=cast.caseworker, version=version)
    assert (row.state, row.caseworker) == (State.IN_REVIEW, None)
    assert Decision.objects.get().voided is not None
    assert [line.verb for line in row.transitions.all()][-2:] == [Verb.RECONSIDER, Verb.STEP_BACK]


def test_a_reason_is_wanted_and_what_is_typed_stays(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    assert officer.post(case(row, "step_back"), {"version": row.version, "reason": ""}).status_code == 422
    with pytest.raises(ValidationError):
        recusals.step_back(row, "  ", by=cast.caseworker, version=row.version)
    stale = officer.post(case(row, "step_back"), {"version": row.version - 1, "reason": WHY})
    assert stale.status_code == 422
    assert WHY in stale.text
    with pytest.raises(Stale):
        recusals.step_back(row, WHY, by=cast.caseworker, version=row.version - 1)
    assert not row.recusals.exists()
    assert row.transitions.filter(verb=Verb.STEP_BACK).count() == 0


def test_where_nobody_else_is_left_the_page_says_so(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    assert "Please tell the head of your Office." in officer.get(case(row, "step_back")).text
    OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER)
    assert "Please tell the head of your Office." not in officer.get(case(row, "step_back")).text


def test_the_organisation_reads_nothing_of_it(cast: Cast, applicant: Client) -> None:
    row = stepped_back(scenes.received(cast), cast.caseworker)
    page = applicant.get(row.get_absolute_url())
    assert WHY not in page.text
    assert Verb.STEP_BACK not in [line.verb for line in page.context["log"]]


def test_it_makes_it_nobodys_turn(cast: Cast) -> None:
    """A second officer can step back at any time: the page does not say that it is her turn."""
    row = scenes.received(cast)
    page = signed_in(cast.countersigner).get(case(row))
    assert page.context["can"] == set()
    assert case(row, "step_back") in page.text
