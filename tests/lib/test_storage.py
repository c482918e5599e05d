"""Files in a folder: what could not be deleted at once is deleted later, and nothing else is."""

import pytest
from django.core.files.base import ContentFile

from portal.lib import storage


def test_a_later_file_of_the_same_name_outlives_the_one_that_could_not_be_deleted(
    settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    files = storage.files()
    name = files.save("logos/logo.jpg", ContentFile(b"old"))
    with monkeypatch.context() as broken:
        broken.setattr("os.remove", _refuses)
        with pytest.raises(PermissionError):
            storage.delete(name)
    assert storage.purge() == {"files that could not be deleted before": 1}
    assert not files.exists(name)
    assert files.save("logos/logo.jpg", ContentFile(b"new")) == name
    assert storage.purge() == {"files that could not be deleted before": 0}
    assert files.exists(name)


def test_what_fails_again_after_it_was_deleted_once_is_tried_again(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    files = storage.files()
    for content in (b"old", b"new"):
        name = files.save("logos/logo.jpg", ContentFile(content))
        with monkeypatch.context() as broken:
            broken.setattr("os.remove", _refuses)
            with pytest.raises(PermissionError):
                storage.delete(name)
        assert storage.purge() == {"files that could not be deleted before": 1}
        assert not files.exists(name)


def _refuses(path):
    raise PermissionError(path)
