"""Files in a folder: what could not be deleted at once is deleted later, and nothing else is."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from portal.lib import storage


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path


@pytest.fixture
def stuck(monkeypatch):
    """The names of files that the disk does not let go."""
    names, remove = set[str](), os.remove

    def refuses(path):
        if Path(path).name in names:
            raise PermissionError(path)
        remove(path)

    monkeypatch.setattr("os.remove", refuses)
    return names


def saved(name: str) -> str:
    return storage.files().save(f"logos/{name}", ContentFile(b"x"))


def delete_in_vain(name: str) -> None:
    with pytest.raises(PermissionError):
        storage.delete(name)


def test_a_later_file_of_the_same_name_outlives_the_one_that_could_not_be_deleted(stuck):
    for _time in range(2):
        name = saved("logo.jpg")
        stuck.add("logo.jpg")
        delete_in_vain(name)
        stuck.clear()
        assert storage.purge() == {"files that could not be deleted before": 1}
        assert not storage.files().exists(name)
    assert saved("logo.jpg") == name
    assert storage.purge() == {"files that could not be deleted before": 0}
    assert storage.files().exists(name)


def test_one_that_still_cannot_be_deleted_keeps_no_other(stuck):
    first, second = saved("a.jpg"), saved("b.jpg")
    stuck |= {"a.jpg", "b.jpg"}
    delete_in_vain(first)
    delete_in_vain(second)
    stuck.remove("b.jpg")
    with pytest.raises(ExceptionGroup):
        storage.purge()
    assert (storage.files().exists(first), storage.files().exists(second)) == (True, False)
    stuck.clear()
    assert storage.purge() == {"files that could not be deleted before": 1}
