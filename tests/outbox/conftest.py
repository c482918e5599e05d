import pytest

from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds  # noqa: F401 - registers them
from tests.outbox.sink import Server, Sink


@pytest.fixture
def member(db):
    return UserFactory(email="verein@example.org")


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True, email="portal@example.org")


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


@pytest.fixture
def smtp_server():
    server = Server(Sink())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp(settings, smtp_server):
    """The sink, to which this process sends its mails."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": smtp_server.port, "timeout": 10},
        }
    }
    return smtp_server.handler
