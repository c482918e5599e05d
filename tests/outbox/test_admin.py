import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from portal.outbox import clock
from portal.outbox.choices import State
from portal.outbox.dispatch import batch
from tests.outbox import kinds

pytestmark = pytest.mark.django_db
LIST = reverse("admin:outbox_message_changelist")


@pytest.fixture
def client(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def failed(posted):
    message = posted(kinds.Broken.key)
    batch.run()
    message.refresh_from_db()
    return message


def test_the_list_masks_addresses_and_names(client, failed):
    for url in (LIST, reverse("admin:outbox_message_change", args=[failed.pk])):
        page = client.get(url).content.decode()
        assert "ZeroDivisionError" in page
        assert "a…@example.org" in page
        assert "amal@example.org" not in page
        assert "Amal" not in page


def test_staff_send_a_failed_message_again(
    client, staff, failed, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(kinds.Broken, "render", kinds.Seat.render)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, {"action": "send_again", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert failed.state == State.SENT
    assert len(mailoutbox) == 1
    assert LogEntry.objects.get().user == staff


def test_nothing_is_typed_or_deleted(client, failed):
    assert client.get(reverse("admin:outbox_message_add")).status_code == 403
    assert client.post(reverse("admin:outbox_message_delete", args=[failed.pk])).status_code == 403
    client.post(reverse("admin:outbox_message_change", args=[failed.pk]), {"state": "sent"})
    failed.refresh_from_db()
    assert failed.state == State.FAILED


@pytest.mark.parametrize("model", ["heartbeat", "monthlycount", "smsbudget"])
def test_the_other_lists_open(model, client):
    clock.tick()
    assert client.get(reverse(f"admin:outbox_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    rows, client, staff, posted, django_assert_max_num_queries
):
    for number in range(rows):
        posted(version=str(number))
    with django_assert_max_num_queries(30) as asked:
        client.get(LIST)
    assert len([query for query in asked.captured_queries if '"outbox_' in query["sql"]]) == 2
