"""The job behind a list: one worker at a time, done again when it dies, and forgotten in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.models import ImportedList, Organisation
from organisations.services import importing
from portal.lib.errors import Stale
from tests.factories.organisations import ImportedListFactory
from tests.organisations.lists.conftest import HEAD, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return ImportedListFactory(state="comparing")


def test_a_list_that_waits_is_compared(waiting):
    importing.work(waiting.pk, "job 1")
    assert counts(waiting) == {"new": 1}
    assert (waiting.state, waiting.claim) == ("ready", "")


def test_another_worker_leaves_a_claimed_list_alone(waiting):
    ImportedList.objects.update(claim="job 1")
    importing.work(waiting.pk, "job 2")
    assert counts(waiting) == {}


def test_the_same_job_delivered_again_goes_on(waiting):
    ImportedList.objects.update(claim="job 1")
    importing.work(waiting.pk, "job 1")
    assert counts(waiting) == {"new": 1}


def test_a_list_that_has_ended_three_workers_is_given_up(waiting):
    ImportedList.objects.update(attempts=3)
    importing.work(waiting.pk, "job 4")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.fault, waiting.claim) == ("columns", "broken", "")


def test_what_a_dead_worker_held_is_taken_up_again(waiting, django_capture_on_commit_callbacks):
    ImportedList.objects.update(claim="job 1", seen=timezone.now() - timedelta(seconds=61))
    with django_capture_on_commit_callbacks(execute=True):
        assert importing.sweep() == 1
    assert counts(waiting) == {"new": 1}


def test_a_worker_that_lives_is_left_alone(waiting):
    ImportedList.objects.update(claim="job 1", seen=timezone.now() - timedelta(seconds=59))
    assert importing.sweep() == 0


def test_a_job_whose_list_was_taken_from_it_writes_nothing(waiting, monkeypatch):
    def slow(edition, tell):
        ImportedList.objects.update(claim="job 2")
        importing.compare(edition, tell)

    monkeypatch.setitem(importing.jobs.WORKER.steps, "comparing", slow)
    importing.work(waiting.pk, "job 1")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows.count()) == ("comparing", 0)


def test_comparing_twice_comes_to_the_same(waiting):
    for _time in range(2):
        importing.compare(waiting)
    assert counts(waiting) == {"new": 1}


def test_a_key_that_came_into_the_world_meanwhile_takes_everything_back(waiting):
    importing.compare(waiting)
    Organisation.objects.create(name="X", slug="x", source=waiting.source.code, source_key="name elterntreff")
    with pytest.raises(Stale):
        importing.take(waiting)
    assert Organisation.objects.count() == 1


def test_lists_are_deleted_after_fourteen_days(waiting):
    kept = ImportedListFactory()
    assert (waiting.ends - waiting.created).days in (13, 14)
    ImportedList.objects.filter(pk=waiting.pk).update(ends=timezone.now())
    assert importing.purge() == {"uploaded lists deleted": 1}
    assert list(ImportedList.objects.all()) == [kept]


def test_the_page_says_how_far_it_is_and_goes_on_by_itself(staff):
    edition = staff.upload(HEAD + "A,vr,1,10969\n")
    ImportedList.objects.update(state="comparing", progress=40)
    page = staff.page(edition)
    assert 'max="100" value="40"' in page
    assert f'hx-get="{staff.url(edition)}?at=40"' in page
    asked = staff.client.get(staff.url(edition) + "?at=40", headers={"HX-Request": "true"})
    assert asked.status_code == 204
    asked = staff.client.get(staff.url(edition) + "?at=30", headers={"HX-Request": "true"})
    assert (asked.status_code, "<html" in asked.text) == (200, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_asks_the_database_no_more_often_for_more_rows(staff, rows, django_assert_num_queries):
    edition = staff.compare(HEAD + "".join(f"A{number},vr,{number},10969\n" for number in range(rows)))
    with django_assert_num_queries(13):
        staff.page(edition)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_lists_asks_the_database_no_more_often_for_more(staff, rows, django_assert_num_queries):
    for _time in range(rows):
        ImportedListFactory()
    with django_assert_num_queries(7):
        staff.client.get(staff.home)
