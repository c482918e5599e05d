"""The check of PDF/UA and PDF/A finds what is broken, and nothing where all is well."""

import pytest

from portal.documents.rendering import pdf
from tests.documents.conformance import A3, UA, faults
from tests.documents.kinds import Proof, Report, World

TABLE = "<table><thead><tr><th>Tag</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"


def made(kind: Report, **more: str | None) -> bytes:
    data = kind.gather({}, "de")
    variant = more.get("variant", kind.variant)
    return pdf.write(pdf.html(kind, data, "de"), variant, kind.attachments(data), lambda _percent: None)


@pytest.mark.parametrize(("kind", "flavour"), [(Report(), UA), (Proof(), A3)])
def test_what_the_house_makes_keeps_the_rules(kind: Report, flavour: str) -> None:
    World.markup = f'{TABLE}<p><a href="https://example.org">Ein Link</a></p><ul><li>Ein Punkt</li></ul>'
    assert faults(made(kind), flavour) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<h4>Zu tief</h4>", "a heading of level 4 follows one of level 1"),
        ('<svg viewBox="0 0 9 9" role="img"><rect width="9" height="9"/></svg>', "a picture has no words"),
        ("<table><tr><td>1</td></tr></table>", "a cell of a table has no heading"),
    ],
)
def test_a_fault_is_found(markup: str, fault: str) -> None:
    World.markup = markup
    assert fault in faults(made(Report()), UA)


def test_a_proof_is_no_pdf_ua_and_a_report_no_archive_file() -> None:
    assert "its metadata do not say pdfuaid:part 1" in faults(made(Proof()), UA)
    assert "it does not say what its colours mean" in faults(made(Report()), A3)
