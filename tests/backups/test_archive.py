"""The tar of a backup, and what is noticed before anything of it is used."""

import io
import tarfile
from functools import partial

import pytest

from portal.backups import BackupError, archive

TABLES = {"parentwork_booking": (3, "12345")}


def contents():
    return archive.Contents("2026-11-26T10:00:00+00:00", "trace", dict(TABLES))


def opens(path):
    return partial(path.open, "rb")


@pytest.fixture
def packed(tmp_path):
    """A backup of two files."""
    (tmp_path / "dump").write_bytes(b"rows " * 1000)
    (tmp_path / "letter").write_bytes(b"Sehr geehrte Damen und Herren")
    with (tmp_path / "backup.tar").open("wb") as file:
        files = {"database.dump": tmp_path / "dump", "media/a/letter.pdf": tmp_path / "letter"}
        archive.write(file, contents(), [(name, opens(path)) for name, path in files.items()])
    return tmp_path / "backup.tar"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def test_what_went_in_comes_out(packed, folder):
    found = archive.unpack(packed, folder)
    assert (folder / "media/a/letter.pdf").read_bytes() == b"Sehr geehrte Damen und Herren"
    assert found.tables == TABLES
    assert found.rows == 3
    assert sorted(found.files) == ["database.dump", "media/a/letter.pdf"]


def test_it_says_nothing_of_the_machine_it_was_made_on(packed):
    with tarfile.open(packed) as tar:
        assert {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in tar} == {(0, 0, "", "")}


def test_an_upload_that_goes_meanwhile_is_left_out(tmp_path, folder):
    with (tmp_path / "backup.tar").open("wb") as file:
        archive.write(file, contents(), [("media/gone.pdf", opens(tmp_path / "gone.pdf"))])
    assert archive.unpack(tmp_path / "backup.tar", folder).files == {}


def test_a_file_that_was_changed_is_named(packed, folder):
    packed.write_bytes(packed.read_bytes().replace(b"Damen", b"Namen"))
    with pytest.raises(BackupError, match=r"not as they were .*media/a/letter\.pdf"):
        archive.unpack(packed, folder)


@pytest.mark.parametrize("kept", [0, 100, 3000, 7000])
def test_a_part_of_a_backup_is_none(packed, folder, kept):
    packed.write_bytes(packed.read_bytes()[:kept])
    with pytest.raises(BackupError, match="no whole backup"):
        archive.unpack(packed, folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "media/../../outside"])
def test_nothing_is_written_outside_the_folder(tmp_path, folder, name):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(BackupError):
        archive.unpack(tmp_path / "evil.tar", folder)
    assert not (tmp_path / "outside").exists()


def test_a_link_is_not_followed(tmp_path, folder):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        link = tarfile.TarInfo("media")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
        tar.addfile(link)
    with pytest.raises(BackupError):
        archive.unpack(tmp_path / "evil.tar", folder)
    assert list(folder.iterdir()) == []
