import shutil
from pathlib import Path

import pytest
from django.db import transaction

from portal.guides.imports.files import CONTENT
from tests.factories.guides import LandFactFactory, TermFactory, TextFactory
from tests.snapshots import restore_reference


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Places, guides, facts and words as the project brings them, once for a test file."""
    with django_db_blocker.unblock(), transaction.atomic():
        restore_reference()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def content(loaded, db):
    """The same, for each test."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's files, to be changed."""
    return shutil.copytree(CONTENT, tmp_path / "content")


def read(client, address: str, status: int = 200) -> str:
    """The page at the address."""
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def guide(db):
    """A guide with a German word, a fact of North Rhine-Westphalia and three headings."""
    LandFactFactory()
    body = (
        "## Anfang\n\nZum {{term:elternabend}} gehen.\n\n{{fact:enrolment-cutoff}}\n\n## Mitte\n\n## Ende\n"
    )
    TermFactory()
    return TextFactory(guide__slug="schule", title="So geht Schule", body=body).guide
