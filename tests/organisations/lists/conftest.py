"""A list is sent the way a person does it: uploaded, columns confirmed, looked at, taken over."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organisations import clock  # noqa: F401 - the jobs that services name
from organisations.models import ImportedList
from portal.lib.sheets import read_table
from tests.factories.places import PostalCodeFactory

HEAD = "name,register,register_no,plz\n"
LISTS = "/en/desk/organisation-lists/"


@pytest.fixture
def berlin(cast):
    return PostalCodeFactory(
        code="10969", place="Berlin", district__ags="11000", district__land=cast.berlin
    )  # fmt: skip


class Desk:
    """The pages for lists, as one person uses them; jobs run at once."""

    def __init__(self, client, run_jobs, home: str = LISTS) -> None:
        self.client, self.run_jobs, self.home = client, run_jobs, home

    def send(self, content: str | bytes, *, source: str = "Berlin", name: str = "list.csv", key=None):
        """The answer to an upload."""
        file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        data = {"key": str(key or uuid4()), "source": source, "file": file}
        return self.client.post(self.home, data)

    def upload(self, content: str | bytes, **how) -> ImportedList:
        response = self.send(content, **how)
        assert response.status_code == 302, response.text
        return ImportedList.objects.get(key=response["Location"].split("/")[-3])

    def name_columns(self, edition: ImportedList, **columns: str):
        with self.run_jobs(execute=True):
            return self.client.post(self.url(edition) + "columns/", {**edition.columns, **columns})

    def compare(self, content: str | bytes, **how) -> ImportedList:
        edition = self.upload(content, **how)
        assert self.name_columns(edition).status_code == 302
        return edition

    def page(self, edition: ImportedList, query: str = "") -> str:
        response = self.client.get(self.url(edition) + query)
        assert response.status_code == 200
        return response.text

    def answer(self, edition: ImportedList, **answers):
        return self.client.post(self.url(edition) + "answers/", answers)

    def take(self, edition: ImportedList, **data):
        with self.run_jobs(execute=True):
            return self.client.post(self.url(edition) + "take/", data)

    def url(self, edition: ImportedList) -> str:
        return f"{LISTS}{edition.key}/"


def counts(edition: ImportedList) -> dict[str, int]:
    edition.refresh_from_db()
    return edition.counts or edition.rows.counts()


def downloaded(response, tmp_path) -> list[list[str]]:
    """The rows of a file, by what a reader of tables makes of it."""
    file = tmp_path / "download"
    file.write_bytes(response.content)
    return [list(row.cells.values()) for row in read_table(file).rows]


@pytest.fixture
def staff(client, cast, berlin, django_capture_on_commit_callbacks) -> Desk:
    client.force_login(cast.portal_staff)
    return Desk(client, django_capture_on_commit_callbacks)


@pytest.fixture
def network(client, cast, berlin, django_capture_on_commit_callbacks) -> Desk:
    client.force_login(cast.umbrella_coordinator)
    home = f"/en/desk/organisations/{cast.umbrella.slug}/lists/"
    return Desk(client, django_capture_on_commit_callbacks, home)
