"""Lines in a folder: one file a month, written to the disk, never rewritten."""

import datetime as dt

import pytest

from portal.lib import ledger


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "erasures"


def on(month, day=1):
    return dt.datetime(2026, month, day, 12, tzinfo=dt.UTC)


def test_lines_come_back_in_the_order_in_which_they_were_written(folder):
    ledger.append(folder, [{"what": "a", "ids": [1]}], now=on(3))
    ledger.append(folder, [{"what": "b", "ids": [2, 3]}, {"what": "c", "ids": []}], now=on(4))
    assert [line["what"] for line in ledger.read(folder)] == ["a", "b", "c"]
    assert sorted(path.name for path in folder.iterdir()) == ["2026-03.jsonl", "2026-04.jsonl"]


def test_only_its_owner_reads_it(folder):
    ledger.append(folder, [{"what": "a"}], now=on(3))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "2026-03.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_has_no_lines(folder):
    assert list(ledger.read(folder)) == []
    assert ledger.forget_before(folder, dt.date(2026, 1, 1)) == 0


def test_a_line_torn_by_a_power_cut_is_left_out_and_spoils_none_after_it(folder, caplog):
    ledger.append(folder, [{"what": "a"}], now=on(3))
    with (folder / "2026-03.jsonl").open("a") as file:
        file.write('{"what": "to')
    ledger.append(folder, [{"what": "b"}], now=on(3, 2))
    assert [line["what"] for line in ledger.read(folder)] == ["a", "b"]
    assert "2026-03.jsonl: line 2 cannot be read" in caplog.text


def test_a_month_is_forgotten_once_its_last_day_lies_before(folder):
    for month in (1, 2, 3):
        ledger.append(folder, [{"what": str(month)}], now=on(month))
    assert ledger.forget_before(folder, dt.date(2026, 2, 28)) == 1
    assert ledger.forget_before(folder, dt.date(2026, 3, 1)) == 1
    assert [line["what"] for line in ledger.read(folder)] == ["3"]
