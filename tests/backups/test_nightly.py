"""A backup a night, and an end to old ones."""

from io import StringIO

import pytest
from django.core.management import load_command_class

from portal import backups
from portal.backups import services


@pytest.fixture(autouse=True)
def made(monkeypatch, time_machine):
    """The night of the 26th; a backup is a file with a word in it."""
    time_machine.move_to("2026-11-26 02:00:00+01:00")
    monkeypatch.setattr(services, "make", lambda target, recipients: target.write_text(f"for {recipients}"))


def nights(folder):
    return sorted(path.name for path in folder.iterdir())


def test_there_is_one_a_night(tmp_path, time_machine):
    first = backups.make_nightly(tmp_path, recipients=["age1…"], nights=30)
    assert first.read_text() == "for ['age1…']"
    assert backups.make_nightly(tmp_path, recipients=[], nights=30) is None
    time_machine.move_to("2026-11-27 00:01:00+01:00")
    backups.make_nightly(tmp_path, recipients=[], nights=30)
    assert nights(tmp_path) == ["elternbruecke-2026-11-26.backup", "elternbruecke-2026-11-27.backup"]


def test_old_ones_go_and_other_files_stay(tmp_path):
    for day in (23, 24, 25):
        (tmp_path / f"elternbruecke-2026-11-{day}.backup").touch()
    (tmp_path / "notes.txt").touch()
    backups.make_nightly(tmp_path, recipients=[], nights=2)
    kept = ["elternbruecke-2026-11-25.backup", "elternbruecke-2026-11-26.backup", "notes.txt"]
    assert nights(tmp_path) == kept


def test_while_none_can_be_made_none_is_deleted(tmp_path, monkeypatch):
    def fail(target, recipients):
        raise backups.BackupError("pg_dump failed")

    monkeypatch.setattr(services, "make", fail)
    (tmp_path / "elternbruecke-2025-01-01.backup").touch()
    out, errors = StringIO(), StringIO()
    command = load_command_class("portal", "nightlybackup")
    command.stdout, command.stderr = out, errors
    command.look(tmp_path, 2)
    assert nights(tmp_path) == ["elternbruecke-2025-01-01.backup"]
    assert "No backup could be made: pg_dump failed" in errors.getvalue()
