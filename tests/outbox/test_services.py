import pytest

from portal.accounts.models import User
from portal.outbox import services
from portal.outbox.choices import Channel, State
from portal.outbox.models import Message
from portal.outbox.services import Recipient
from tests.outbox import kinds  # noqa: F401

pytestmark = pytest.mark.django_db
MAIL = Recipient(Channel.MAIL, "amal@example.org", "ar", "Amal")


@pytest.fixture
def user():
    return User.objects.create_user("verein@example.org")


def test_a_posted_message_is_sent_after_the_commit(user, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = services.post("tests.seat", user.pk, to=MAIL)
        assert mailoutbox == []
    message.refresh_from_db()
    assert message.state == State.SENT
    assert [sent.to for sent in mailoutbox] == [["amal@example.org"]]


def test_posting_again_returns_the_same_row(user):
    first = services.post("tests.seat", user.pk, to=MAIL)
    assert services.post("tests.seat", user.pk, to=MAIL) == first
    assert services.post("tests.seat", user.pk, to=MAIL, version="1") != first
    assert Message.objects.count() == 2
