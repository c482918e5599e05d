import pytest

from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds  # noqa: F401 - registers them


@pytest.fixture
def member(db):
    return UserFactory(email="verein@example.org")


@pytest.fixture
def posted(member):
    """Writes a message about the member, without letting the nudge run."""

    def write(kind="tests.seat", *, channel=Channel.MAIL, address="amal@example.org", language="ar", **more):
        to = Recipient(channel, address, language, "Amal")
        return post(kind, member.pk, to=to, **more)

    return write


@pytest.fixture
def sms_folder(settings, tmp_path):
    settings.SMS_URL = f"file://{tmp_path}/sms"
    return tmp_path / "sms"
