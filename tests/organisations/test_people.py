"""Who works in an organisation, and who sees whom."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.template import Context
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations import services
from organisations.choices import Role
from organisations.models import Membership
from organisations.templatetags.registry_tags import registry_needs
from portal.accounts.models import Invitation
from portal.accounts.services import accept_with_new_account, close_account
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
# Session, person, second factor, the page's own five, and the side lists of all apps.
MOST_QUERIES = 14
PEOPLE = "/en/desk/organisations/elterntreff-nordstadt/people/"


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


def membership(cast, role: Role) -> Membership:
    return Membership.objects.get(organisation=cast.association, role=role)


def test_the_list_names_people_and_hides_their_mail_from_colleagues(client, cast):
    client.force_login(cast.helper)
    page = client.get(PEOPLE)
    assert cast.coordinator.name in page.text
    assert cast.coordinator.email not in page.text
    assert cast.foreign_coordinator.name not in page.text


def test_the_list_asks_the_database_as_often_with_one_more_person_as_with_three(coordinator, cast):
    counts = []
    for more in (1, 2):
        MembershipFactory.create_batch(more, organisation=cast.association, role=Role.HELPER)
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(PEOPLE)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= MOST_QUERIES


def test_inviting_writes_a_mail_whose_link_makes_a_member(coordinator, cast):
    response = coordinator.post(
        PEOPLE + "invite/", {"email": "neu@nordstadt.example", "role": "editor", "language": "en"}
    )
    assert (response.status_code, response["Location"]) == (302, PEOPLE)
    message = Message.objects.get()
    secret = re.search(r"/([^/]+)/?$", message.payload["url"])[1]
    user, address = accept_with_new_account(secret, name="Neu", password="ein ganz langes", language="de")
    assert Membership.objects.get(user=user).role == Role.EDITOR
    assert address.endswith("/desk/organisations/elterntreff-nordstadt/")


def test_an_invitation_that_waits_is_listed_and_can_be_withdrawn(coordinator, cast):
    coordinator.post(
        PEOPLE + "invite/", {"email": "neu@nordstadt.example", "role": "helper", "language": "de"}
    )
    assert "neu@nordstadt.example" in coordinator.get(PEOPLE).text
    invitation = Invitation.objects.get()
    coordinator.post(f"{PEOPLE}invitations/{invitation.pk}/withdraw/")
    assert "neu@nordstadt.example" not in coordinator.get(PEOPLE).text


def test_an_invitation_can_be_sent_again(coordinator, cast):
    coordinator.post(
        PEOPLE + "invite/", {"email": "neu@nordstadt.example", "role": "helper", "language": "de"}
    )
    Invitation.objects.update(last_link=timezone.now() - timezone.timedelta(hours=1))
    coordinator.post(f"{PEOPLE}invitations/{Invitation.objects.get().pk}/resend/")
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nobody"), ("email", ""), ("email", "a\x00@b.example"), ("role", "king"), ("language", "xx")],
)
def test_a_faulty_invitation_is_refused_in_words(coordinator, field, value):
    data = {"email": "neu@nordstadt.example", "role": "helper", "language": "de", field: value}
    response = coordinator.post(PEOPLE + "invite/", data)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Invitation.objects.exists()


def test_who_works_here_is_not_invited_again(coordinator, cast):
    data = {"email": cast.helper.email.upper(), "role": "reader", "language": "de"}
    assert "works here already" in coordinator.post(PEOPLE + "invite/", data).text


def test_a_stranger_can_not_invite_by_the_service(cast):
    with pytest.raises(PermissionDenied):
        services.invite_member(
            cast.association, email="x@y.example", role="helper", language="de", by=cast.foreign_coordinator
        )


def test_changing_a_role(coordinator, cast):
    row = membership(cast, Role.HELPER)
    assert coordinator.post(f"{PEOPLE}{row.pk}/", {"role": "reader"}).status_code == 302
    row.refresh_from_db()
    assert row.role == Role.READER


def test_the_last_coordinator_stays(coordinator, cast):
    row = membership(cast, Role.COORDINATOR)
    for address, data in ((f"{PEOPLE}{row.pk}/", {"role": "helper"}), (f"{PEOPLE}{row.pk}/remove/", {})):
        response = coordinator.post(address, data)
        assert response.status_code == 422
        assert "needs a coordinator" in response.text
    row.refresh_from_db()
    assert row.role == Role.COORDINATOR


def test_a_coordinator_who_can_no_longer_sign_in_does_not_count(cast):
    gone = UserFactory(is_active=False)
    MembershipFactory(organisation=cast.association, user=gone, role=Role.COORDINATOR)
    with pytest.raises(ValidationError):
        services.remove_member(membership_of(cast.coordinator), by=cast.coordinator)


def membership_of(user) -> Membership:
    return Membership.objects.get(user=user)


def test_a_coordinator_goes_when_there_is_another(coordinator, cast):
    MembershipFactory(organisation=cast.association, role=Role.COORDINATOR)
    row = membership_of(cast.coordinator)
    assert coordinator.post(f"{PEOPLE}{row.pk}/remove/").status_code == 302
    assert coordinator.get(PEOPLE).status_code == 404


def test_somebody_of_another_organisation_is_not_reached_through_ours(coordinator, cast):
    stranger = membership_of(cast.foreign_coordinator)
    assert coordinator.get(f"{PEOPLE}{stranger.pk}/").status_code == 404
    assert coordinator.post(f"{PEOPLE}{stranger.pk}/remove/").status_code == 404


def test_removing_twice_is_once(cast):
    row = membership(cast, Role.HELPER)
    services.remove_member(row, by=cast.coordinator)
    services.remove_member(row, by=cast.coordinator)
    assert not Membership.objects.filter(user=cast.helper).exists()


def test_everybody_may_leave(client, cast):
    client.force_login(cast.helper)
    assert client.post(f"{PEOPLE}{membership_of(cast.helper).pk}/remove/").status_code == 302
    assert not Membership.objects.filter(user=cast.helper).exists()


def test_the_account_of_the_last_coordinator_can_not_be_closed(cast):
    with pytest.raises(ValidationError, match="Elterntreff Nordstadt"):
        close_account(cast.coordinator, by=cast.coordinator)
    close_account(cast.helper, by=cast.helper)
    assert Membership.objects.filter(organisation=cast.association).count() == 3


def test_an_expired_sign_in_eats_no_invitation_and_no_role(client, cast):
    asked = client.post(PEOPLE + "invite/", {"email": "neu@nordstadt.example", "role": "editor"})
    assert asked["Location"] == f"/en/accounts/login/?next={PEOPLE}invite/"
    client.force_login(cast.coordinator)
    page = client.get(PEOPLE + "invite/").text
    assert 'value="neu@nordstadt.example"' in page
    assert re.search(r'value="editor"[^>]*checked', page)
    client.logout()
    one = f"{PEOPLE}{membership(cast, Role.HELPER).pk}/"
    client.post(one, {"role": "reader"})
    client.force_login(cast.coordinator)
    assert re.search(r'value="reader"[^>]*checked', client.get(one).text)


def test_the_last_coordinator_leaves_by_naming_another(coordinator, cast):
    assert (
        f'href="{PEOPLE}hand-over/"' in coordinator.get(f"{PEOPLE}{membership_of(cast.coordinator).pk}/").text
    )
    editor = membership(cast, Role.EDITOR)
    assert cast.editor.name in coordinator.get(PEOPLE + "hand-over/").text
    response = coordinator.post(PEOPLE + "hand-over/", {"to": editor.pk})
    assert response["Location"] == "/en/desk/"
    assert membership(cast, Role.COORDINATOR).user == cast.editor
    assert not Membership.objects.filter(user=cast.coordinator).exists()
    line = cast.association.decisions.get()
    assert (line.verb, line.by, line.capacity) == ("handover", cast.coordinator, "coordinator")


def hand_over(client, to):
    return client.post(PEOPLE + "hand-over/", {"to": to.pk})


def test_the_successor_hears_of_it_by_mail(coordinator, cast):
    hand_over(coordinator, membership(cast, Role.EDITOR))
    message = Message.objects.get()
    assert (message.kind, message.address) == ("organisations.handed_over", cast.editor.email)
    text = text_of(message, "en").body
    assert cast.association.name in text
    assert "/desk/organisations/elterntreff-nordstadt/" in text
    Membership.objects.filter(user=cast.editor).update(role=Role.READER)
    assert text_of(message, "en") is None


def test_the_same_two_may_hand_over_to_and_fro_and_each_time_there_is_a_mail(cast):
    for leaving, staying in ((cast.coordinator, cast.editor), (cast.editor, cast.coordinator)) * 2:
        services.add_member(cast.association, staying, Role.EDITOR, by=None)
        services.hand_over(cast.association, to=membership_of(staying), by=leaving)
    addresses = Message.objects.order_by("pk").values_list("address", flat=True)
    assert list(addresses) == [cast.editor.email, cast.coordinator.email] * 2


def test_a_double_click_of_who_has_left_ends_well(coordinator, cast):
    editor = membership(cast, Role.EDITOR)
    for _click in range(2):
        response = hand_over(coordinator, editor)
        assert (response.status_code, response["Location"]) == (302, "/en/desk/")
        assert "Handed over. You have left the organisation." in coordinator.get("/en/desk/").text
    assert services.hand_over(cast.association, to=editor, by=cast.coordinator) == editor
    assert cast.association.decisions.count() == 1
    assert Message.objects.count() == 1


def test_who_has_left_and_opens_the_page_again_finds_nothing(coordinator, cast):
    hand_over(coordinator, membership(cast, Role.EDITOR))
    assert coordinator.get(PEOPLE + "hand-over/").status_code == 404


def test_after_it_the_page_still_says_why_the_entry_is_hidden(client, cast):
    services.suspend(cast.association, reason="Gibt es nicht mehr.", by=cast.portal_staff)
    suspended = cast.association.decisions.get()
    services.hand_over(cast.association, to=membership(cast, Role.EDITOR), by=cast.coordinator)
    client.force_login(cast.editor)
    page = client.get("/en/desk/organisations/elterntreff-nordstadt/")
    assert page.context["last"] == suspended
    assert "Gibt es nicht mehr." in page.text


def test_only_who_works_here_and_can_sign_in_takes_over(coordinator, cast):
    gone = MembershipFactory(organisation=cast.association, user=UserFactory(is_active=False))
    own = membership_of(cast.coordinator)
    for wrong in ("", "x", own.pk, gone.pk, membership_of(cast.foreign_coordinator).pk):
        assert coordinator.post(PEOPLE + "hand-over/", {"to": wrong}).status_code == 422
    assert membership_of(cast.coordinator).role == Role.COORDINATOR


def test_a_service_hands_over_for_coordinators_alone_and_to_people_of_the_house(cast):
    with pytest.raises(PermissionDenied):
        services.hand_over(cast.association, to=membership(cast, Role.EDITOR), by=cast.editor)
    with pytest.raises(ValidationError):
        services.hand_over(cast.association, to=membership_of(cast.foreign_coordinator), by=cast.coordinator)


def test_who_works_alone_is_told_to_invite_somebody_first(coordinator, cast):
    Membership.objects.filter(organisation=cast.association).exclude(user=cast.coordinator).delete()
    assert f'href="{PEOPLE}invite/"' in coordinator.get(PEOPLE + "hand-over/").text


def test_closing_the_account_asks_for_another_coordinator(client, cast):
    other = MembershipFactory(organisation=cast.foreign_association, role=Role.COORDINATOR)
    assert needed(cast.coordinator) == [cast.association]
    assert needed(other.user) == needed(cast.helper) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for _row in range(rows - 1):
        MembershipFactory(user=cast.coordinator, role=Role.COORDINATOR)
    with django_assert_num_queries(1):
        assert len(needed(cast.coordinator)) == rows


def needed(user) -> list:
    request = RequestFactory().get("/en/desk/account/close/")
    request.user = user
    return registry_needs(Context({"request": request}))["organisations"]
