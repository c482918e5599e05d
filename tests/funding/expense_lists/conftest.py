"""A list of expenses is sent as a person does it: uploaded, columns and words named, looked at, entered."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from funding.models import ExpenseList, ProofOfUse
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_expenses import at

HEAD = "Datum;Empfänger;Verwendungszweck;Betrag;Kostenart;Belegnummer\n"
ROW = "05.03.2026;Druckerei;Flyer;1.100,00;Druckkosten;17\n"
OTHER = "06.03.2026;Frau Kaya;Honorar;200,00;Honorare;18\n"


class Desk:
    """The pages for lists of expenses, as one person uses them."""

    def __init__(self, client: Client, proof: ProofOfUse) -> None:
        self.client, self.proof = client, proof

    def send(self, content: str | bytes, *, name: str = "buchhaltung.csv", key: Any = None) -> HttpResponse:
        """The answer to an upload."""
        file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        data = {"key": str(key or uuid4()), "file": file}
        return self.client.post(at("expense_upload", self.proof), data)

    def upload(self, content: str | bytes, **how: Any) -> ExpenseList:
        answer = self.send(content, **how)
        assert answer.status_code == 302, answer.text
        return ExpenseList.objects.get(key=answer["Location"].split("/")[-3])

    def named(self, content: str, **kinds: str) -> ExpenseList:
        """A list whose columns and words are named: `material` for all, where nothing else is said."""
        edition = self.upload(content)
        answer = self.client.post(self.url(edition) + "columns/", edition.columns)
        assert answer.status_code == 302, answer.text
        if answer["Location"].endswith("kinds/"):
            page = self.client.get(self.url(edition) + "kinds/")
            data = {name: kinds.get(name, "material") for name in page.context["form"].fields}
            assert self.client.post(self.url(edition) + "kinds/", data).status_code == 302
        edition.refresh_from_db()
        return edition

    def page(self, edition: ExpenseList, query: str = "") -> HttpResponse:
        answer = self.client.get(self.url(edition) + query)
        assert answer.status_code == 200
        return answer

    def outcomes(self, edition: ExpenseList) -> dict[str, int]:
        counts = self.page(edition).context["counts"]
        return {outcome: number for outcome, number in counts.items() if number}

    def enter(self, edition: ExpenseList, **answers: str) -> HttpResponse:
        return self.client.post(self.url(edition), {"enter": "1", **answers})

    def url(self, edition: ExpenseList) -> str:
        return f"{at('expense_upload', self.proof)}{edition.key}/"


@pytest.fixture
def desk(cast: Cast, client: Client) -> Desk:
    client.force_login(cast.coordinator)
    return Desk(client, scenes.proof(cast))
