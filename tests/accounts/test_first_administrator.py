"""The first administrator, who has nobody to invite her."""

import pytest

from portal.accounts.models import Invitation, User
from portal.accounts.services import first_administrator_link
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
FORM = {"name": "Olena", "language": "en", "password1": PASSWORD, "password2": PASSWORD}


def test_the_first_administrator_comes_by_a_link_that_works_once(client):
    link = first_administrator_link()
    assert link.startswith("http://localhost:8000/de/accounts/invitation/")
    path = link.removeprefix("http://localhost:8000")
    assert client.get(path).status_code == 200
    response = client.post(path, FORM | {"email": "Chefin@Portal.Example"})
    assert response["Location"] == "/admin/"
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("chefin@portal.example", True, True)
    client.logout()
    assert client.get(path).status_code == 410
    assert first_administrator_link() is None


def test_only_the_last_link_for_the_first_administrator_works(client):
    old, new = first_administrator_link(), first_administrator_link()
    assert client.get(old.removeprefix("http://localhost:8000")).status_code == 404
    assert client.get(new.removeprefix("http://localhost:8000")).status_code == 200
    assert Invitation.objects.count() == 1


def test_a_locked_administrator_does_not_count():
    UserFactory(is_staff=True, is_superuser=True, is_active=False)
    assert first_administrator_link() is not None
