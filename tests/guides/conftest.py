import shutil
from pathlib import Path

import pytest
from django.db import transaction

from portal.guides.imports import load
from portal.guides.imports.files import CONTENT
from portal.places.imports import load_reference


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Places, guides, facts and words as the project brings them, once for a test file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def content(loaded, db):
    return loaded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's files, to be changed."""
    return shutil.copytree(CONTENT, tmp_path / "content")
