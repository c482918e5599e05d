"""The admin: who gets in, and what can be done there with people and invitations."""

import pytest
from django.contrib.auth.models import Group, Permission

from portal.accounts.models import Invitation, User
from portal.outbox.models import Message
from tests.factories.accounts import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db):
    return UserFactory(email="chefin@portal.example", is_staff=True, is_superuser=True)


@pytest.fixture
def admin_client(client, chief):
    client.force_login(chief)
    return client


def test_signing_in_goes_through_our_own_page(client):
    response = client.get("/admin/", follow=True)
    assert "/accounts/login/?next=%2Fadmin%2F" in response.redirect_chain[-1][0]
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_others_do_not_get_in(client):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Willkommen"), ("en", "Welcome"), ("tr", "Willkommen")]
)
def test_it_speaks_the_language_of_the_account(client, chief, language, words):
    chief.language = language
    chief.save()
    client.force_login(chief)
    assert words in client.get("/admin/", headers={"Accept-Language": "fr"}).content.decode()


def test_the_password_is_changed_on_our_own_page(admin_client):
    assert admin_client.get("/admin/password_change/")["Location"].endswith("/accounts/password/change/")


@pytest.mark.parametrize("model", ["user", "invitation"])
def test_lists_take_the_same_queries_for_one_and_three(admin_client, django_assert_max_num_queries, model):
    InvitationFactory(invited_by=UserFactory())
    admin_client.get(f"/admin/accounts/{model}/")
    for _ in range(2):
        with django_assert_max_num_queries(9):
            assert admin_client.get(f"/admin/accounts/{model}/?q=e").status_code == 200
        InvitationFactory(invited_by=UserFactory())


def test_people_are_not_typed_in_but_get_rights(admin_client):
    person = UserFactory(name="Aylin")
    path = f"/admin/accounts/user/{person.pk}/change/"
    assert admin_client.get("/admin/accounts/user/add/").status_code == 403
    assert admin_client.get(path).status_code == 200
    admin_client.post(path, {"is_active": "on", "is_staff": "on", "email": "x@y.example", "name": "X"})
    person.refresh_from_db()
    assert (person.is_staff, person.name) == (True, "Aylin")
    assert person.email.endswith("@verein.example")


def test_nobody_changes_their_own_rights(admin_client, chief):
    admin_client.post(f"/admin/accounts/user/{chief.pk}/change/", {})
    chief.refresh_from_db()
    assert (chief.is_active, chief.is_staff, chief.is_superuser) == (True, True, True)


def test_staff_see_people_by_their_group_and_cannot_raise_themselves_or_others(client):
    group = Group.objects.create(name="Support")
    group.permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    staff = UserFactory(is_staff=True)
    other = UserFactory()
    client.force_login(staff)
    assert client.get("/admin/accounts/user/").status_code == 403
    staff.groups.add(group)
    assert client.get("/admin/accounts/user/").status_code == 200
    client.post(
        f"/admin/accounts/user/{other.pk}/change/",
        {"is_active": "on", "is_superuser": "on", "is_staff": "on"},
    )
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser) == (False, False)
    assert client.post(f"/admin/accounts/user/{other.pk}/delete/", {"post": "yes"}).status_code == 403


def test_deleting_goes_through_the_service_and_logs_no_name(admin_client, chief):
    from django.contrib.admin.models import LogEntry

    person = UserFactory(name="Aylin")
    assert admin_client.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    entry = LogEntry.objects.get()
    assert "Aylin" not in entry.object_repr
    assert person.email not in entry.object_repr


def test_the_only_administrator_cannot_be_deleted(admin_client, chief):
    admin_client.post(f"/admin/accounts/user/{chief.pk}/delete/", {"post": "yes"})
    assert User.objects.filter(pk=chief.pk).exists()


def test_portal_staff_is_invited(admin_client, chief):
    path = "/admin/accounts/invitation/add/"
    assert admin_client.get(path).status_code == 200
    assert admin_client.post(path, {"email": "", "language": "de"}).status_code == 200
    admin_client.post(path, {"email": "neu@portal.example", "language": "en", "administrator": "on"})
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.language) == ("neu@portal.example", "en")
    assert (invitation.grant, invitation.detail) == ("accounts.portal_staff", "administrator")
    assert invitation.invited_by == chief
    assert Message.objects.get().address == "neu@portal.example"


def test_invitations_are_sent_again_and_withdrawn(admin_client):
    from datetime import timedelta

    from django.utils import timezone

    invitation = InvitationFactory(last_link=timezone.now() - timedelta(hours=1))
    row = {"_selected_action": [invitation.pk]}
    admin_client.post("/admin/accounts/invitation/", row | {"action": "send_again"})
    assert Message.objects.count() == 1
    admin_client.post("/admin/accounts/invitation/", row | {"action": "withdraw_them"})
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_the_secret_of_an_invitation_is_never_shown(admin_client):
    invitation = InvitationFactory()
    page = admin_client.get(f"/admin/accounts/invitation/{invitation.pk}/change/").content.decode()
    assert invitation.secret_hash not in page
