import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from portal.lib.sheets import read_table, safe_cell, write_csv, write_xlsx

ROWS = [
    ("Name", "Hours", "Day"),
    ('=HYPERLINK("http://x")', Decimal("-2.5"), date(2026, 11, 24)),
    ("Łódź", 3, None),
]


@pytest.mark.parametrize("value", ["=1+1", "+49 231 1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_looks_like_a_formula_becomes_text(value):
    assert safe_cell(value) == f"'{value}"


@pytest.mark.parametrize("value", [-3, Decimal("-2.50"), 1.5, "Amal", "2026-11-24", "a=b"])
def test_figures_and_plain_words_stay(value):
    assert safe_cell(value) == value


def test_csv_opens_in_excel_in_germany():
    content = write_csv(ROWS)
    assert content == (
        "\ufeffName;Hours;Day\r\n"
        "\"'=HYPERLINK(\"\"http://x\"\")\";-2,5;2026-11-24\r\n"
        "Łódź;3;\r\n"
    ).encode()  # fmt: skip


def test_xlsx_holds_text_as_text():
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(write_xlsx(ROWS, title="Stunden [2026]"))
    ).get_sheet_by_index(0)
    assert sheet.name == "Stunden 2026"
    assert sheet.to_python() == [
        ["Name", "Hours", "Day"],
        ['=HYPERLINK("http://x")', -2.5, date(2026, 11, 24)],
        ["Łódź", 3.0, ""],
    ]


def test_what_is_written_can_be_read():
    table = read_table(io.BytesIO(write_csv(ROWS)))
    assert [row["Name"] for row in table.rows][1] == "Łódź"


def test_commas_part_cells_where_points_part_decimals():
    assert write_csv([(Decimal("1.50"), 2)], delimiter=",") == b"\xef\xbb\xbf1.50,2\r\n"
