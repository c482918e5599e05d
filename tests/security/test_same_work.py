"""Whether somebody exists is not told by how long an answer takes: the same work is done for both.

Work is counted, in hashes of passwords and questions to the database; a clock would tell of the machine.
"""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.parentwork import BookingFactory

pytestmark = pytest.mark.django_db

LOGIN = "/de/accounts/login/"
RESET = "/de/accounts/password/reset/"
LOOKUP = "/de/b/"


@pytest.fixture
def hashed(monkeypatch):
    """Each password that was hashed, in order."""
    passwords = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return passwords


def questions(client, address, data):
    """The answer, and what it asked the database, without the values."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address, data)
    return answer, [query["sql"].split(" WHERE ")[0] for query in asked]


def test_signing_in_hashes_once_whatever_there_is_of_the_account(client, hashed):
    UserFactory(email="known@verein.example")
    UserFactory(email="closed@verein.example", is_active=False)
    UserFactory(email="invited@verein.example", password=None)
    for who in ("known", "unknown", "closed", "invited"):
        hashed.clear()
        answer, _asked = questions(client, LOGIN, {"login": f"{who}@verein.example", "password": "wrong"})
        assert (answer.status_code, len(hashed)) == (422, 1), who


def test_asking_for_a_new_password_writes_one_mail_for_known_and_unknown_addresses(client, hashed):
    UserFactory(email="known@verein.example")
    hashed.clear()
    for who in ("known", "unknown"):
        _answer, asked = questions(client, RESET, {"email": f"{who}@verein.example"})
        assert sum('INSERT INTO "outbox_message"' in sql for sql in asked) == 1, (who, asked)
    assert hashed == []


def test_looking_up_a_booking_asks_the_same_for_a_right_and_a_wrong_code(client):
    booking = BookingFactory(email="amal@example.org")
    wrong = "ZZZZZZ" if booking.code != "ZZZZZZ" else "YYYYYY"
    said = [{"code": code, "contact": "eve@example.org"} for code in (booking.code, wrong)]
    answers = [questions(client, LOOKUP, data) for data in said]
    assert [answer.status_code for answer, _asked in answers] == [422, 422]
    assert answers[0][1] == answers[1][1]
