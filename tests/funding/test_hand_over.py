"""An Office leaves and takes everything along: each case as a file, and the rest as tables."""

import contextlib
import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from funding.models import Attachment, ForgottenCases, ForgottenMoney, FundingRequest
from portal.documents.models import Document
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_case_file import closed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
__all__ = ["closed"]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))


@pytest.fixture
def exported(cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """The command, once the papers that it asks for are made."""

    def run() -> None:
        command = ("exportoffice", cast.office.slug, str(tmp_path))
        with django_capture_on_commit_callbacks(execute=True), contextlib.suppress(CommandError):
            call_command(*command, verbosity=0)
        call_command(*command, verbosity=0)

    return run


def test_all_cases_of_the_office_and_no_others(
    cast: Cast, closed: FundingRequest, tmp_path: Path, exported: Callable[[], None]
) -> None:
    foreign = scenes.submitted(cast, title="Noch offen")
    draft = scenes.draft(cast, "Nie gesendet")
    cast.office.text_blocks.create(title="Publizität", text="Nennen Sie uns.")
    exported()
    rows = table(tmp_path / "faelle.csv")
    assert [row["Titel"] for row in rows] == ["Elternlotsen Nordstadt", "Noch offen"]
    for row in rows:
        content = (tmp_path / row["Datei"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["SHA-256"]
        assert len(content) == int(row["Bytes"])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            assert "00-inhalt.csv" in archive.namelist()
    assert table(tmp_path / "textbausteine.csv") == [{"Titel": "Publizität", "Text": "Nennen Sie uns."}]
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert draft.title.encode() not in everything
    for request in (closed, foreign):
        assert request.transitions.filter(verb="hand_out", actor=None).exists()


def test_what_stays_of_forgotten_cases_goes_along(cast: Cast, tmp_path: Path) -> None:
    named: dict[str, Any] = {"office": cast.office, "programme": "elternarbeit", "year": 2019}
    ForgottenCases.objects.create(**named, state="final", number=2, asked=900, granted=700, paid=650)
    ForgottenMoney.objects.create(**named, committed=700, paid=650)
    call_command("exportoffice", cast.office.slug, str(tmp_path), verbosity=0)
    (case,) = table(tmp_path / "geloeschte-faelle.csv")
    assert (case["Zahl"], case["Beantragt (EUR)"]) == ("2", "900,00")
    (money,) = table(tmp_path / "haushalt-geloeschter-faelle.csv")
    assert (money["Jahr"], money["Gebunden (EUR)"], money["Ausgezahlt (EUR)"]) == ("2019", "700,00", "650,00")


def test_another_office_gets_nothing_of_it(cast: Cast, closed: FundingRequest, tmp_path: Path) -> None:
    call_command("exportoffice", cast.foreign_office.slug, str(tmp_path), verbosity=0)
    assert table(tmp_path / "faelle.csv") == []


def test_papers_that_are_still_being_made_are_waited_for(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    scenes.announced(cast)
    with pytest.raises(CommandError, match="Run it again"):
        call_command("exportoffice", cast.office.slug, str(tmp_path), verbosity=0)
    assert Document.objects.filter(kind="funding.decision_letter").exists()
    assert table(tmp_path / "faelle.csv") == []


def test_a_missing_file_stops_no_other_case(
    cast: Cast, closed: FundingRequest, tmp_path: Path, exported: Callable[[], None]
) -> None:
    scenes.submitted(cast, title="Noch offen")
    for paper in Attachment.objects.filter(request=closed):
        paper.file.storage.delete(paper.file.name)
    with pytest.raises(CommandError):
        exported()
    assert [row["Titel"] for row in table(tmp_path / "faelle.csv")] == ["Noch offen"]


def test_an_office_that_nobody_knows_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no Office called nirgends"):
        call_command("exportoffice", "nirgends", str(tmp_path), verbosity=0)
