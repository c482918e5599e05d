"""Every odd table gives a table or a sentence, never a traceback."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import override

from portal.lib.sheets import read_table

pytestmark = pytest.mark.usefixtures("in_english")

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ODD = [
    path
    for folder in ("csv-spectrum/csvs", "tables-frictionless", "spreadsheets")
    for path in sorted((DATA / "bad-input" / folder).glob("*"))
    if path.is_file()
]
# The odd files that hold no table that could be read, and what is said about them.
REFUSED = {
    "empty.csv": "empty",
    "empty_sheet.xlsx": "empty",
    "errors.xlsx": "empty",
    "pass_protected.xlsx": "password",
    "escaping.csv": "broken_csv",
}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def table_of(content: bytes):
    return read_table(io.BytesIO(content))


def refusal_of(content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        table_of(content)
    return refusal.value


def workbook(cells: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Vereine")
        for address, value in cells.items():
            sheet.write(address, value)
    return buffer.getvalue()


@pytest.mark.skipif(not ODD, reason="the folder shared/data/bad-input is not beside this checkout")
@pytest.mark.parametrize("path", ODD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_odd_table_is_read_or_refused_in_words(path):
    reason = REFUSED.get(path.name) if path.parent.name != "csvs" else None
    if reason:
        with pytest.raises(ValidationError) as refusal:
            read_table(path)
        assert [error.code for error in refusal.value.error_list] == [reason]
    else:
        table = read_table(path)
        assert len(set(table.headers)) == len(table.headers)
        assert all(set(row.cells) == set(table.headers) for row in table.rows)


@pytest.mark.skipif(not ODD, reason="the folder shared/data/bad-input is not beside this checkout")
def test_what_csv_spectrum_expects_is_what_is_read():
    folder = DATA / "bad-input" / "csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        if path.stem == "location_coordinates":  # its answer has another phone number than its question
            continue
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text())
        rows = expected if isinstance(expected, list) else [expected]
        filled = [trimmed(row) for row in rows if any(row.values())]
        assert [trimmed(row.cells) for row in read_table(path).rows] == filled, path.name


def trimmed(cells: dict[str, str]) -> dict[str, str]:
    return {header: value.strip().replace("\r\n", "\n") for header, value in cells.items()}


@pytest.mark.skipif(
    not (DATA / "grants-hamburg").is_dir(), reason="the folder shared/data/grants-hamburg is not there"
)
def test_the_same_table_as_csv_in_windows_letters_and_as_workbook():
    csv_table = read_table(DATA / "grants-hamburg" / "zuwendungsbericht_2011_cp1252.csv")
    sheet_table = read_table(DATA / "grants-hamburg" / "zuwendungsbericht_2011.xlsx")
    assert csv_table.headers[1] == sheet_table.headers[1] == "Zuwendungsempfänger"
    assert len(csv_table) == len(sheet_table) == 3812


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding, delimiter):
    text = delimiter.join(["name", "ort", "nr"]) + "\n" + delimiter.join(["Türkischer Verein", "Köln", "007"])
    table = table_of(text.encode(encoding))
    assert table.headers == ("name", "ort", "nr")
    assert table.rows[0].cells == {"name": "Türkischer Verein", "ort": "Köln", "nr": "007"}


def test_a_title_above_the_header_is_no_header():
    table = table_of(b"Vereine in Berlin;;\n\nname;plz;ort\nA;10969;Berlin\nB;12043;Berlin\n")
    assert table.headers == ("name", "plz", "ort")
    assert [row.number for row in table.rows] == [4, 5]


def test_the_line_that_names_the_delimiter_for_excel_is_obeyed():
    table = table_of(b"sep=|\na|b\n1,5|2,5\n")
    assert table.rows[0].cells == {"a": "1,5", "b": "2,5"}
    assert table.rows[0].number == 3


def test_cells_beyond_the_header_are_not_lost():
    (row,) = table_of(b"name,ort\nVerein,Berlin,Potatoes\n").rows
    assert row.surplus == ("Potatoes",)


def test_an_open_quotation_mark_names_the_line_where_it_opens():
    refusal = refusal_of(b'name,ort\nA,Berlin\n"B,Berlin\nC,Berlin\n')
    assert refusal.messages == ["In line 3 a quotation mark is opened and never closed."]


def test_a_huge_cell_is_refused():
    assert refusal_of(b"a,b\n1," + b"x" * 200_000).code == "broken_csv"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n\n",
        b"\x00\x01\x02" * 50,
        b"%PDF-1.7 ...",
        b"<!doctype html><table><tr><td>1",
        b"PK\x03\x04 and then nothing of the kind",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 too short",
        b"\xff\xfe\x00",
        b"name\x81,ort\x8d\n",
    ],
)
def test_what_is_no_table_is_said_in_words(content):
    assert refusal_of(content).messages[0].endswith((".", "?"))


def test_whole_numbers_of_a_workbook_have_no_decimals():
    table = table_of(workbook({"A1": "plz", "B1": "x", "A2": 44137, "B2": 1.5}))
    assert table.rows[0].cells == {"plz": "44137", "x": "1.5"}


def test_a_small_workbook_that_spans_a_huge_sheet_is_refused():
    assert refusal_of(workbook({"A1": "name", "XFD1048576": "far away"})).code == "too_large"


def test_an_archive_that_unpacks_to_too_much_is_refused():
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as entry,
    ):
        for _times in range(520):
            entry.write(b" " * 1024 * 1024)
    assert refusal_of(buffer.getvalue()).code == "too_large"


def test_a_workbook_that_names_a_file_of_ours_does_not_get_what_is_in_it(tmp_path):
    (tmp_path / "secret").write_text("what only we know")
    declared = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><sst'
    evil, honest = io.BytesIO(), io.BytesIO(workbook({"A1": "name", "A2": "Verein"}))
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace("<sst", declared, 1).replace("Verein", "&x;"))
    assert evil.getvalue().count(b"SYSTEM") == 1
    try:
        read = str(table_of(evil.getvalue()).rows)
    except ValidationError as refusal:
        read = str(refusal)
    assert "only we know" not in read


def test_columns_that_are_missing_or_doubled_are_named():
    table = table_of(b"name,plz,plz\nA,1,2\n")
    with pytest.raises(ValidationError) as refusal:
        table.require("name", "plz", "register")
    assert refusal.value.messages == [
        "These columns are missing: register. The file has: name, plz, plz (2).",
        "These columns stand in the file more than once: plz.",
    ]


def test_a_file_that_is_not_there_is_said_in_words(tmp_path):
    with pytest.raises(ValidationError, match="No such file"):
        read_table(tmp_path / "nothing.csv")
