"""The people of the demo."""

import pytest

from portal.accounts import demo
from portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_demo(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "eine Demo fuer alle"


def test_without_the_demo_nobody_is_made():
    assert demo.load() == {}
    assert not User.objects.exists()


def test_everybody_who_is_printed_signs_in_with_the_printed_password(client, in_demo):
    assert demo.load() == {"people": 20}
    for email in demo.SIGN_INS:
        response = client.post("/de/accounts/login/", {"login": email, "password": "eine Demo fuer alle"})
        assert response["Location"] == "/de/desk/", email
        client.logout()


def test_only_portal_is_staff(in_demo):
    demo.load()
    assert list(User.objects.filter(is_staff=True).values_list("email", flat=True)) == ["portal@demo.example"]
    assert list(User.objects.filter(is_superuser=True).values_list("email", flat=True)) == [
        "portal@demo.example"
    ]


def test_loading_again_makes_nobody_new_and_renews_the_password(in_demo, settings):
    demo.load()
    before = set(User.objects.values_list("pk", flat=True))
    settings.DEMO_PASSWORD = "ein neues Passwort"
    assert demo.load() == {"people": 0}
    assert set(User.objects.values_list("pk", flat=True)) == before
    people = demo.people()
    assert set(people) == set(demo.PEOPLE)
    assert people["verein@demo.example"].check_password("ein neues Passwort")
