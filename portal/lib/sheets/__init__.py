"""Tables that come into the house as CSV, XLSX, XLS or ODS, and tables that leave it."""

from portal.lib.sheets.reading import Row, Table, read_table

__all__ = ["Row", "Table", "read_table"]
