import pytest

from tests.documents.kinds import World
from tests.factories.accounts import UserFactory


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    World.reset()


@pytest.fixture
def member(db):
    return UserFactory(email="amal@verein.example")


@pytest.fixture
def stranger(db):
    return UserFactory(email="fremd@amt.example")


@pytest.fixture
def rendered(member, django_capture_on_commit_callbacks):
    """Requests a document and lets the queued job run."""
    from portal.documents.services import request_document

    def render(kind="tests.report", params=None, language="de", by=member):
        with django_capture_on_commit_callbacks(execute=True):
            document = request_document(kind, params or {}, language=language, by=by)
        document.refresh_from_db()
        return document

    return render
