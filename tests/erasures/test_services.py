"""What was deleted stands in the ledger, outside the database, and is deleted again after a restore."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from organisations.models import Membership
from parentwork.models import Booking, Headcount
from parentwork.services import deletion
from portal.accounts.models import User
from portal.accounts.services import close_account
from portal.erasures import services as erasures
from portal.erasures.models import Erasure
from portal.lib import ledger
from portal.pages.models import Report
from portal.pages.services import mark_answered
from tests.factories.accounts import UserFactory
from tests.factories.parentwork import BookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit(): …` ends like a transaction that succeeds."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def lines():
    return [(line["what"], line["ids"]) for line in ledger.read(erasures.folder())]


def forget(booking):
    return deletion.forget(booking.workshop, Booking.objects.filter(pk=booking.pk))


def dump(*rows):
    return serializers.serialize("json", rows)


def restore(dumped):
    for row in serializers.deserialize("json", dumped):
        row.save()


# -- what gets into the ledger ---------------------------------------------------------------------------


def test_a_deletion_is_written_down_after_its_commit_by_number_alone(commit):
    booking = BookingFactory(name="Samira")
    with commit():
        forget(booking)
        assert lines() == []
    assert lines() == [("parentwork.booking", [booking.pk])]
    assert not Erasure.objects.exists()
    text = "".join(path.read_text() for path in erasures.folder().iterdir())
    assert "Samira" not in text


def test_a_deletion_that_is_taken_back_is_not_written_down(commit):
    booking = BookingFactory()
    with commit(), transaction.atomic():
        forget(booking)
        transaction.set_rollback(True)
    erasures.write_out()
    assert lines() == []


def test_what_a_full_disk_kept_back_is_written_later(commit, monkeypatch):
    booking = BookingFactory()
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "append", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("full")))
        with commit():
            forget(booking)
    assert lines() == []
    assert erasures.write_out() == 1
    assert lines() == [("parentwork.booking", [booking.pk])]


def test_only_what_can_be_erased_again_may_be_noted():
    with pytest.raises(KeyError):
        erasures.note("parentwork.bookings", [1])


def test_nothing_deleted_is_no_line(commit):
    with commit():
        erasures.note("parentwork.booking", [])
    assert lines() == []


# -- after a restore -------------------------------------------------------------------------------------


def test_a_booking_comes_back_and_goes_again(commit):
    booking = BookingFactory()
    backup = dump(booking)
    with commit():
        forget(booking)
    restore(backup)
    assert Booking.objects.exists()

    assert erasures.replay() == {"parentwork.booking": 1}
    assert not Booking.objects.exists()
    assert erasures.replay() == {"parentwork.booking": 0}


def test_a_new_family_that_got_the_number_of_an_old_one_stays(commit, time_machine):
    time_machine.move_to(timezone.now() - timedelta(hours=2))
    booking = BookingFactory()
    with commit():
        forget(booking)
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    newcomer = BookingFactory(pk=booking.pk, workshop=booking.workshop)
    assert erasures.replay() == {"parentwork.booking": 0}
    assert Booking.objects.get() == newcomer


def test_an_account_comes_back_and_goes_again(commit):
    person = UserFactory()
    backup = dump(person)
    with commit():
        close_account(person, by=None)
    restore(backup)
    assert erasures.replay() == {"accounts.user": 1}
    assert not User.objects.exists()
    assert erasures.replay() == {"accounts.user": 0}


def test_an_account_that_the_restored_database_cannot_do_without_is_emptied(cast, commit):
    person = cast.coordinator
    with commit():
        erasures.note("accounts.user", [person.pk])
    with pytest.raises(ValidationError):
        close_account(person, by=None)
    assert erasures.replay() == {"accounts.user": 1}
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("", False)
    assert erasures.replay() == {"accounts.user": 0}
    assert Membership.objects.filter(user=person).exists()


def test_the_way_to_answer_a_report_comes_back_and_goes_again(commit):
    report = Report.objects.create(what="Zu klein", contact="amal@example.org", page="/ar/")
    backup = dump(report)
    with commit():
        mark_answered(report, by=UserFactory(is_staff=True, is_superuser=True))
    restore(backup)
    assert erasures.replay() == {"pages.contact_of_report": 1}
    assert Report.objects.get().contact == ""
    assert erasures.replay() == {"pages.contact_of_report": 0}


def test_the_command_also_deletes_what_has_reached_its_date(commit, capsys):
    asked, due = BookingFactory(), BookingFactory(delete_on=timezone.now().date())
    backup = dump(asked)
    with commit():
        forget(asked)
    restore(backup)
    call_command("replayerasures")
    assert not Booking.objects.exists()
    said = capsys.readouterr().out
    assert "parentwork.booking: 1 erased again" in said
    assert "parentwork.services.deletion: 1 bookings" in said
    assert due.pk not in Booking.objects.values_list("pk", flat=True)
    assert not Headcount.objects.exists()


def test_lines_are_kept_as_long_as_backups(settings, commit, time_machine):
    settings.BACKUPS_KEPT_DAYS = 90
    with commit():
        erasures.note("parentwork.booking", [1])
    time_machine.move_to(timezone.now() + timedelta(days=89))
    assert erasures.purge() == {"months of the erasure ledger": 0}
    time_machine.move_to(timezone.now() + timedelta(days=40))
    assert erasures.purge() == {"months of the erasure ledger": 1}
    assert lines() == []
