"""A backup is brought back into an empty place, as it was; and what was erased since is erased again."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from parentwork.models import Booking
from parentwork.services import deletion
from portal.accounts.models import User
from portal.accounts.services import close_account
from portal.backups import sealing, tables
from portal.lib import storage
from tests.factories.accounts import UserFactory
from tests.factories.parentwork import BookingFactory

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
LETTER = "letters/ü/letter.pdf"


@pytest.fixture
def house(settings, tmp_path):
    """Where the house lives that is backed up: with rows, and with an upload."""
    move_to(tmp_path / "old", settings)
    BookingFactory(name="Samira")
    default_storage.save(LETTER, ContentFile(b"%PDF-1.7 Samira"))
    return tmp_path / "old"


@pytest.fixture
def empty_place(settings, tmp_path):
    """Call it to move into another house, without a row and without a file."""
    ours = connection.settings_dict["NAME"]
    theirs = f"{ours}_restored"

    def move():
        use_database(ours)
        connection.cursor().execute(f'CREATE DATABASE "{theirs}"')
        use_database(theirs)
        move_to(tmp_path / "new", settings)

    yield move
    use_database(ours)
    connection.cursor().execute(f'DROP DATABASE IF EXISTS "{theirs}" WITH (FORCE)')


def move_to(folder, settings):
    folder.mkdir()
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"


def use_database(name):
    connection.close()
    connection.settings_dict["NAME"] = name


def said(command, *options, **more):
    """What a command prints."""
    out = StringIO()
    call_command(command, *map(str, options), stdout=out, **more)
    return out.getvalue()


def test_a_sealed_backup_brings_everything_into_an_empty_place(house, empty_place, tmp_path):
    identity, public = sealing.new_identity()
    (tmp_path / "key").write_text(f"# opens backups\n{identity}\n")
    backup, before = tmp_path / "backup", tables.census()
    assert re.search(
        r"backup: \d+ rows, 1 uploads\nSHA-256 [0-9a-f]{64}\n$", said("backup", backup, to=[public])
    )
    assert b"Samira" not in backup.read_bytes()

    empty_place()
    assert "as they were" in said("restore", backup, key=tmp_path / "key")
    assert tables.census().items() >= before.items()
    assert Booking.objects.get().name == "Samira"
    assert default_storage.open(LETTER).read() == b"%PDF-1.7 Samira"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["media"]


def test_what_lies_in_a_bucket_is_brought_into_an_empty_bucket(
    house,
    empty_place,
    object_storage,
    settings,
    tmp_path,
):
    object_storage.empty()
    object_storage.use(settings)
    storage.files().put(LETTER, ContentFile(b"%PDF-1.7 Jusuf"))
    said("backup", tmp_path / "backup")
    empty_place()
    with pytest.raises(CommandError, match="the bucket files is not empty"):
        said("restore", tmp_path / "backup")
    object_storage.empty()
    said("restore", tmp_path / "backup")
    assert object_storage.names() == [LETTER]
    assert object_storage.read(LETTER) == b"%PDF-1.7 Jusuf"
    assert [path.name for path in (tmp_path / "new").iterdir()] == []


def test_the_house_goes_on_while_it_is_backed_up(house, empty_place, tmp_path, monkeypatch):
    dump = tables.dump

    def dump_while_somebody_books(file, moment):
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(book).result()
        dump(file, moment)

    monkeypatch.setattr(tables, "dump", dump_while_somebody_books)
    said("backup", tmp_path / "backup")
    assert Booking.objects.count() == 2
    empty_place()
    assert "as they were" in said("restore", tmp_path / "backup")
    assert Booking.objects.get().name == "Samira"


def book():
    BookingFactory()
    connection.close()


def test_what_was_erased_after_the_backup_stays_erased(house, empty_place, settings, tmp_path):
    asked, person = BookingFactory(), UserFactory()
    said("backup", tmp_path / "backup")
    deletion.forget(asked.workshop, Booking.objects.filter(pk=asked.pk))
    close_account(person, by=None)

    empty_place()
    (house / "erasures").rename(settings.DATA_DIR / "erasures")
    assert "erased again" in said("restore", tmp_path / "backup")
    assert [booking.name for booking in Booking.objects.all()] == ["Samira"]
    assert not User.objects.filter(pk=person.pk).exists()


def test_without_the_ledger_one_is_told_to_bring_it(house, empty_place, tmp_path):
    said("backup", tmp_path / "backup")
    empty_place()
    assert "The ledger of erasures was not in" in said("restore", tmp_path / "backup")


def test_a_place_in_use_is_left_as_it_is(house, empty_place, settings, tmp_path):
    said("backup", tmp_path / "backup")
    with pytest.raises(CommandError, match="The database is not empty"):
        said("restore", tmp_path / "backup")
    empty_place()
    settings.MEDIA_ROOT = house / "media"
    with pytest.raises(CommandError, match="media is not empty"):
        said("restore", tmp_path / "backup")
    assert tables.names() == []


def test_with_another_secret_key_nothing_is_brought_back_unasked(house, empty_place, settings, tmp_path):
    said("backup", tmp_path / "backup")
    empty_place()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    with pytest.raises(CommandError, match="another SECRET_KEY"):
        said("restore", tmp_path / "backup")
    assert tables.names() == []
    settings.SECRET_KEY_FALLBACKS = [former]
    assert "as they were" in said("restore", tmp_path / "backup")


def test_rows_that_come_back_otherwise_are_named(house, empty_place, tmp_path, monkeypatch):
    said("backup", tmp_path / "backup")
    empty_place()
    load = tables.load

    def load_badly(file):
        load(file)
        connection.cursor().execute("UPDATE parentwork_booking SET name = 'Samir'")

    monkeypatch.setattr(tables, "load", load_badly)
    with pytest.raises(CommandError, match=r"not as they were .*\['parentwork_booking'\]"):
        said("restore", tmp_path / "backup")


def test_a_backup_that_fails_leaves_nothing_behind(house, tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr("portal.backups.services.archive.write", fail)
    with pytest.raises(CommandError, match="No space left"):
        said("backup", tmp_path / "backup")
    assert list(tmp_path.glob("backup*")) == []
    assert [path.name for path in house.iterdir()] == ["media"]


def test_no_backup_takes_the_place_of_another(house, tmp_path):
    (tmp_path / "backup").write_text("yesterday's")
    with pytest.raises(CommandError, match="exists already"):
        said("backup", tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "yesterday's"
