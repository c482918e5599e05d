import pytest
from django.urls import reverse

from portal.documents.choices import State
from tests.documents.kinds import BrokenReport, Report
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:documents_document_changelist")


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, email="portal@example.org")
    client.force_login(user)
    return user


def test_staff_see_the_state_and_not_what_it_is_about(client, staff, rendered):
    document = rendered("tests.broken", params={"title": "Amal"})
    for url in (LIST, reverse("admin:documents_document_change", args=[document.pk])):
        page = client.get(url).content.decode()
        assert "ZeroDivisionError" in page
        assert "Amal" not in page


def test_staff_have_a_failed_document_made_again(
    client, staff, rendered, monkeypatch, django_capture_on_commit_callbacks
):
    document = rendered("tests.broken")
    monkeypatch.setattr(BrokenReport, "filename", Report.filename)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, {"action": "make_again", "_selected_action": [document.pk]})
    document.refresh_from_db()
    assert document.state == State.DONE
