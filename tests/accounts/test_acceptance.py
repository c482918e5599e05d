"""Accepting an invitation: with a new account, with one that is there, and by a link that does not work."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from portal.accounts.models import Invitation, User
from portal.accounts.services import InvitationOver, accept
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
FORM = {"name": "Olena", "language": "en", "password1": PASSWORD, "password2": PASSWORD}


# -- accepting with a new account ---------------------------------------------------------------------


def test_accepting_makes_an_account_and_signs_in(client, given):
    InvitationFactory(
        secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1, detail="Helper"
    )
    page = client.get("/de/accounts/invitation/geheim/")
    assert "Helper of Elterntreff 1" in page.content.decode()
    response = client.post("/de/accounts/invitation/geheim/", FORM)
    assert response["Location"] == "/de/desk/organisations/1/"
    user = User.objects.get(email="neu@verein.example")
    assert (user.name, user.language) == ("Olena", "en")
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert [(row.object_id, who) for row, who in given] == [(1, user)]
    assert Invitation.objects.get().accepted_by == user


def test_reading_the_page_changes_nothing(client, given):
    InvitationFactory(secret="geheim", grant="test.membership", object_id=1)
    client.get("/de/accounts/invitation/geheim/")
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.exists()


def test_the_invited_address_cannot_be_changed(client, given):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.post("/de/accounts/invitation/geheim/", FORM | {"email": "boss@verein.example"})
    assert User.objects.get().email == "neu@verein.example"


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"password2": "anders anders"},
        {"password1": "kurz", "password2": "kurz"},
        {"password1": "neu@verein.example", "password2": "neu@verein.example"},
        {"language": "tlh"},
    ],
)
def test_a_faulty_form_keeps_what_was_typed_and_makes_nothing(client, given, change):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    response = client.post("/de/accounts/invitation/geheim/", FORM | change)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert ('value="Olena"' in response.content.decode()) == ("name" not in change)
    assert not User.objects.exists()
    assert given == []


def test_when_it_can_no_longer_be_given_nothing_is_made(client, given):
    InvitationFactory(secret="geheim", grant="test.membership", object_id=13)
    response = client.post("/de/accounts/invitation/geheim/", FORM)
    assert response.status_code == 422
    assert "Elterntreff 13 is full." in response.content.decode()
    assert not User.objects.exists()
    assert Invitation.objects.get().accepted_at is None


# -- accepting with the account that is there -----------------------------------------------------------


def test_somebody_with_an_account_signs_in_and_accepts(client, given):
    user = UserFactory(email="neu@verein.example", second_factor=False)
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    page = client.get("/de/accounts/invitation/geheim/").content.decode()
    assert "/de/accounts/login/?next=%2Fde%2Faccounts%2Finvitation%2Fgeheim%2F" in page
    assert "password1" not in page
    client.force_login(user)
    assert client.get("/de/accounts/invitation/geheim/").status_code == 200
    assert given == []
    response = client.post("/de/accounts/invitation/geheim/")
    assert response["Location"] == "/de/desk/organisations/1/"
    assert [who for _row, who in given] == [user]


def test_an_account_is_never_made_twice_for_one_address(client, given):
    UserFactory(email="neu@verein.example")
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.post("/de/accounts/invitation/geheim/", FORM)
    assert User.objects.count() == 1
    assert given == []


def test_accepting_twice_gives_once(client, given):
    user = UserFactory(email="neu@verein.example")
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    client.force_login(user)
    for _ in range(2):
        response = client.post("/de/accounts/invitation/geheim/")
        assert response["Location"] == "/de/desk/organisations/1/"
    assert len(given) == 1


def test_a_confirmed_second_address_counts(given):
    user = UserFactory(email="alt@verein.example")
    EmailAddress.objects.create(user=user, email="neu@verein.example", verified=True)
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    accept("geheim", by=user)
    assert len(given) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_person_is_told_whom_it_is_for_and_gets_nothing(client, given, method):
    InvitationFactory(secret="geheim", email="neu@verein.example", grant="test.membership", object_id=1)
    other = UserFactory(email="andere@verein.example")
    EmailAddress.objects.create(user=other, email="neu@verein.example", verified=False)
    client.force_login(other)
    response = getattr(client, method)("/de/accounts/invitation/geheim/")
    assert response.status_code == 409
    assert given == []
    if method == "get":
        assert "neu@verein.example" in response.content.decode()


# -- links that do not work -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": "anderes"}, 404),
        ({"expires": timezone.now() - timedelta(minutes=1)}, 410),
        ({"accepted_at": timezone.now()}, 410),
        ({"withdrawn_at": timezone.now()}, 410),
        ({"object_id": 404}, 410),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_link_that_is_over_says_so_and_gives_nothing(client, given, change, status, method, signed_in):
    InvitationFactory(
        **{"secret": "geheim", "email": "neu@verein.example", "grant": "test.membership", "object_id": 1}
        | change
    )
    if signed_in:
        client.force_login(UserFactory(email="neu@verein.example"))
    response = getattr(client, method)("/de/accounts/invitation/geheim/", FORM)
    assert response.status_code == status
    assert response.content.decode().count("<h1") == 1
    assert given == []


def test_over_says_why(given):
    with pytest.raises(InvitationOver) as over:
        accept("nichts", by=UserFactory())
    assert over.value.code == "unknown"
