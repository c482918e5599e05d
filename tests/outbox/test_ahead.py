"""Objects of several messages are loaded together, none of them older than a second when it is sent."""

import pytest

from portal.outbox.choices import Channel
from portal.outbox.dispatch import ahead
from portal.outbox.dispatch.ahead import AHEAD, Ahead
from portal.outbox.kinds import kind_of
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds  # noqa: F401 - registers them

pytestmark = pytest.mark.django_db


class Clock:
    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(ahead, "time", found)
    return found


@pytest.fixture
def asked(monkeypatch):
    """The numbers for which the kind was asked, each time."""
    found, seats = [], kind_of("tests.seat")
    usual = seats.load_many
    monkeypatch.setattr(seats, "load_many", lambda ids: found.append(len(ids)) or usual(ids), raising=False)
    return found


@pytest.fixture
def letters():
    people = UserFactory.create_batch(AHEAD + 1)
    return [post("tests.seat", person.pk, to=Recipient(Channel.MAIL, person.email)) for person in people]


def objects(letters):
    loaded = Ahead(letters)
    return [loaded.object_of(letter) for letter in letters]


def test_a_few_messages_ask_together(letters, clock, asked):
    assert [person.pk for person in objects(letters)] == [letter.object_id for letter in letters]
    assert asked == [AHEAD, 1]


def test_messages_of_two_kinds_in_turn_do_not_ask_anew_each_time(letters, clock, asked):
    others = [
        post("tests.broken", letter.object_id, to=Recipient(Channel.MAIL, letter.address))
        for letter in letters
    ]
    turns = [letter for pair in zip(letters, others, strict=True) for letter in pair]
    assert all(objects(turns))
    assert asked == [AHEAD // 2, AHEAD // 2, 1]


def test_after_a_second_the_facts_are_asked_for_again(letters, clock, asked):
    loaded, person = Ahead(letters), letters[1]
    assert loaded.object_of(letters[0]).is_active
    type(loaded.object_of(person)).objects.filter(pk=person.object_id).update(is_active=False)
    assert loaded.object_of(person).is_active
    clock.now += 1.1
    assert not loaded.object_of(person).is_active


def test_what_is_gone_is_known_to_be_gone(letters, clock, asked):
    type(objects(letters[:1])[0]).objects.filter(pk=letters[0].object_id).delete()
    assert objects(letters)[:2] == [None, objects(letters)[1]]


def test_one_that_cannot_be_loaded_stops_nobody_before_it(letters, clock, monkeypatch):
    seats, broken = kind_of("tests.seat"), letters[3].object_id
    usual = seats.load

    def load(object_id):
        if object_id == broken:
            raise ZeroDivisionError
        return usual(object_id)

    monkeypatch.setattr(seats, "load", load)
    loaded = Ahead(letters)
    assert loaded.object_of(letters[0]) is not None
    assert loaded.object_of(letters[2]) is not None
    with pytest.raises(ZeroDivisionError):
        loaded.object_of(letters[3])
    assert loaded.object_of(letters[4]) is not None
