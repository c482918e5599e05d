from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    """Files of these tests lie in a folder of their own."""
    settings.MEDIA_ROOT, settings.HELD_ROOT = tmp_path, tmp_path / "held"


@pytest.fixture
def applicant(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def officer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.caseworker)
    return client
