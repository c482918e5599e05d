"""Tables that come into the house as CSV, XLSX, XLS or ODS, and tables that leave it."""

from portal.lib.sheets.reading import Row, Table, read_table
from portal.lib.sheets.writing import csv_lines, plain_cell, safe_cell, write_book, write_csv, write_xlsx

__all__ = [
    "Row",
    "Table",
    "csv_lines",
    "plain_cell",
    "read_table",
    "safe_cell",
    "write_book",
    "write_csv",
    "write_xlsx",
]
