"""The papers that an operator takes from the register."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal import privacy


@pytest.mark.parametrize("name", privacy.PAPERS)
def test_each_paper_names_every_activity(name):
    text = privacy.written(name)
    assert [activity.title for activity in privacy.activities() if activity.title not in text] == []
    assert "{" not in text


def test_the_record_has_the_numbers_that_hold_here(settings):
    settings.BOOKINGS_KEPT_DAYS = 7
    settings.OPERATOR = {"name": "Stadt Musterhausen", "address": "Markt 1", "mail": "dsb@stadt.example"}
    text = privacy.written("verarbeitungsverzeichnis.md")
    assert "7 Tage nach dem letzten Termin" in text
    assert "Stadt Musterhausen, Markt 1, dsb@stadt.example" in text
    assert "| Anmeldung | " in text


def test_the_record_says_whether_backups_are_sealed(settings):
    assert "zurzeit nicht verschlüsselt" in privacy.written("verarbeitungsverzeichnis.md")
    settings.BACKUP_KEYS = ["age1…"]
    assert "mit öffentlichen Schlüsseln verschlüsselt" in privacy.written("verarbeitungsverzeichnis.md")


def test_what_somebody_filled_in_is_not_overwritten(tmp_path):
    call_command("privacypapers", tmp_path, stdout=StringIO())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(privacy.PAPERS)
    (tmp_path / "verletzungen.md").write_text("26. November: …")
    with pytest.raises(CommandError, match="exists already"):
        call_command("privacypapers", tmp_path, stdout=StringIO())
    assert (tmp_path / "verletzungen.md").read_text() == "26. November: …"
