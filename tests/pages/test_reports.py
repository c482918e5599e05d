from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.lib.dates import today
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from portal.pages.models import Report
from portal.pages.services import mark_answered, purge
from tests.factories.accounts import UserFactory
from tests.factories.pages import ReportFactory

pytestmark = pytest.mark.django_db


def send(client, **entries):
    entry = {"key": str(uuid4()), "what": "Der Knopf geht nicht.", "page": "/de/", "contact": ""} | entries
    return client.post("/ar/report/", entry)


def test_the_page_at_fault_is_filled_in(client):
    assert (
        'value="/de/guides/?land=DE-NW"'
        in client.get("/de/report/?page=/de/guides/%3Fland%3DDE-NW").content.decode()
    )


def test_whoever_reports_sees_the_day_of_the_answer(client):
    response = send(client, contact="0231 123456")
    report = Report.objects.get()
    assert (report.what, report.page, report.language) == ("Der Knopf geht nicht.", "/de/", "ar")
    assert report.answer_by == today() + timedelta(days=14)
    assert response["Location"] == f"/ar/report/{report.key}/"
    page = client.get(f"/de/report/{report.key}/").content.decode()
    assert f"{report.answer_by.day}. " in page
    assert "Knopf" not in page
    assert "0231" not in page


def test_a_double_click_reports_once(client):
    key = str(uuid4())
    assert send(client, key=key)["Location"] == send(client, key=key)["Location"]
    assert Report.objects.count() == 1


def test_an_empty_report_keeps_the_other_entries_and_says_what_is_missing(client):
    response = send(client, what=" ", contact="samira@mail.example")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_what"' in page
    assert 'value="samira@mail.example"' in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "entries", [{"what": "x" * 4001}, {"key": "1"}, {"page": "x" * 501}, {"what": "a\0b"}]
)
def test_bad_entries_change_nothing(client, entries):
    assert send(client, **entries).status_code == 422
    assert not Report.objects.exists()


def test_only_portal_staff_answers(cast):
    report = ReportFactory()
    with pytest.raises(PermissionDenied):
        mark_answered(report, by=cast.coordinator)
    answered = mark_answered(report, by=cast.portal_staff)
    assert answered.answered is not None
    assert answered.contact == ""


def test_reports_are_overdue_after_their_day():
    late = ReportFactory(answer_by=today() - timedelta(days=1))
    ReportFactory(answer_by=today())
    ReportFactory(answer_by=today() - timedelta(days=1), answered=timezone.now())
    assert list(Report.objects.overdue()) == [late]


def test_reports_are_deleted_on_their_day():
    ReportFactory(delete_on=today())
    kept = ReportFactory(delete_on=today() + timedelta(days=1))
    assert purge() == {"reports": 1}
    assert list(Report.objects.all()) == [kept]


def test_the_admin_lists_reports_and_notes_them_as_answered(client, cast):
    report = ReportFactory()
    cast.portal_staff.is_superuser = True
    cast.portal_staff.save()
    client.force_login(cast.portal_staff)
    assert "Der Knopf" in client.get("/admin/pages/report/").content.decode()
    client.post("/admin/pages/report/", {"action": "answered_now", "_selected_action": [str(report.pk)]})
    assert Report.objects.get().answered is not None


def test_the_operator_is_told_once_and_without_the_words(client, settings):
    settings.OPERATOR = settings.OPERATOR | {"mail": "portal@stadt.example"}
    key = str(uuid4())
    for _click in range(2):
        send(client, key=key)
    message = Message.objects.get(kind="pages.report_received")
    assert message.address == "portal@stadt.example"
    text = text_of(message, "de")
    assert f"/admin/pages/report/{message.object_id}/change/" in text.body
    assert "Knopf" not in text.body
    Report.objects.update(answered=timezone.now())
    assert text_of(message, "de") is None


def test_staff_without_further_rights_answer_reports_and_write_the_texts_of_the_portal(client):
    staff = UserFactory(is_staff=True)
    report = ReportFactory(contact="0231 123456")
    client.force_login(staff)
    page = client.get(f"/admin/pages/report/{report.pk}/change/")
    assert "0231 123456" in page.content.decode()
    client.post("/admin/pages/report/", {"action": "answered_now", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert report.answered is not None
    assert client.get("/admin/pages/sitetext/add/").status_code == 200
    assert client.get("/admin/funding/office/add/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 403


def test_the_log_of_the_administration_names_no_report(client):
    assert "Der Knopf" not in str(ReportFactory(what="Der Knopf von Samira"))
