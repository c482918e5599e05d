import uuid

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.kinds import GRANTS, Grant
from tests.factories.accounts import UserFactory


@pytest.fixture(autouse=True)
def counted_from_zero(settings):
    """Attempts of one test do not count for the next: each has its own keys in the cache."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def administrator(db):
    return UserFactory(is_staff=True, is_superuser=True, name="Ines Hoffmann")


@pytest.fixture
def given(monkeypatch):
    """What a grant of another app gave: (invitation, user)."""
    given = []

    class Membership(Grant):
        key = "test.membership"
        label = "Membership"

        def describe(self, invitation):
            return f"{invitation.detail} of Elterntreff {invitation.object_id}"

        def may_invite(self, user, object_id, detail):
            return user.email == "coordinator@verein.example"

        def give(self, invitation, user):
            if invitation.object_id == 13:
                raise ValidationError("Elterntreff 13 is full.")
            given.append((invitation, user))

        def still_exists(self, invitation):
            return invitation.object_id != 404

        def url(self, invitation):
            return f"/de/desk/organisations/{invitation.object_id}/"

    monkeypatch.setitem(GRANTS, "test.membership", Membership())
    return given
