"""Backups that only the owner of a key can read."""

import os

import pyrage
import pytest

from portal.backups import BackupError, sealing

WORDS = b"Samira, 0231 123456\n" * 20_000


@pytest.fixture
def key():
    """What opens, and what seals."""
    return sealing.new_identity()


@pytest.fixture
def sealed(tmp_path, key):
    path = tmp_path / "backup"
    sealing.write(path, lambda file: file.write(WORDS), [key[1]])
    return path


def test_what_is_sealed_is_read_with_the_key_alone(sealed, key, tmp_path):
    assert sealing.is_sealed(sealed)
    assert b"Samira" not in sealed.read_bytes()
    assert sealing.opened(sealed, tmp_path, [key[0]]).read_bytes() == WORDS


def test_each_of_several_keys_opens_it(tmp_path):
    keys = [sealing.new_identity() for _two in range(2)]
    path = tmp_path / "backup"
    sealing.write(path, lambda file: file.write(WORDS), [public for _secret, public in keys])
    for secret, _public in keys:
        assert sealing.opened(path, tmp_path, [secret]).read_bytes() == WORDS


@pytest.mark.parametrize("keys", [[], [sealing.new_identity()[0]]], ids=["no key", "another key"])
def test_without_its_key_it_stays_closed(sealed, tmp_path, keys):
    with pytest.raises(BackupError, match="cannot be opened"):
        sealing.opened(sealed, tmp_path, keys)


@pytest.mark.parametrize("place", [300, 200_000, -1])
def test_a_changed_byte_is_noticed(sealed, key, tmp_path, place):
    content = bytearray(sealed.read_bytes())
    content[place] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be opened"):
        sealing.opened(sealed, tmp_path, [key[0]])


def test_an_end_that_is_missing_is_noticed(sealed, key, tmp_path):
    os.truncate(sealed, sealed.stat().st_size - 65_552)  # a whole piece, so that what is left is well-formed
    with pytest.raises(BackupError, match="cannot be opened"):
        sealing.opened(sealed, tmp_path, [key[0]])


def test_without_a_key_it_lies_open_for_its_owner(tmp_path):
    path = tmp_path / "backup"
    sealing.write(path, lambda file: file.write(WORDS), [])
    assert sealing.opened(path, tmp_path, []) == path
    assert path.read_bytes() == WORDS
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_fails_while_it_is_written_is_said(tmp_path, key):
    def fill(file):
        file.write(WORDS)
        raise OSError("the upload cannot be read")

    with pytest.raises(OSError, match="the upload cannot be read"):
        sealing.write(tmp_path / "backup", fill, [key[1]])


def test_a_full_disk_is_said_and_nobody_waits(key):
    class Full:
        def write(self, data):
            raise OSError("No space left on device")

    with pytest.raises(BackupError, match="No space left"):
        sealing.seal(Full(), lambda file: file.write(WORDS), [pyrage.x25519.Recipient.from_str(key[1])])


def test_a_key_that_is_none_is_named_unless_it_is_secret(tmp_path, sealed):
    with pytest.raises(BackupError, match="'age1nonsense' is no public key"):
        sealing.write(tmp_path / "other", lambda file: None, ["age1nonsense"])
    with pytest.raises(BackupError, match="no identity") as refused:
        sealing.opened(sealed, tmp_path, ["AGE-SECRET-KEY-1NONSENSE"])
    assert "NONSENSE" not in str(refused.value)
