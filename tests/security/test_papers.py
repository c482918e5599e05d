"""The paper on security names tests, and every one of them is there."""

import re

from tests.test_house.sources import ROOT

PAPER = (ROOT / "portal" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAPER)))


def is_there(file: str, test: str) -> bool:
    path = ROOT / file
    return path.is_file() and (f"def {test}(" if test else "def test_") in path.read_text(encoding="utf-8")


def test_every_test_that_the_paper_names_exists():
    assert [name for name in NAMED if not is_there(*name)] == []


def test_every_test_of_security_and_of_faults_is_named_in_the_paper():
    here = {
        path.relative_to(ROOT).as_posix()
        for folder in ("security", "faults")
        for path in (ROOT / "tests" / folder).glob("test_*.py")
    }
    assert sorted(here - {file for file, _test in NAMED}) == []


def test_no_row_of_threats_or_chapters_is_without_a_test():
    rows = [line for line in PAPER.splitlines() if re.match(r"\| (?!threat|chapter|-)", line)]
    assert len(rows) > 25
    assert [row for row in rows if "`tests/" not in row] == []
