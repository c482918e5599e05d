"""Files stay short and finished."""

import re

from tests.test_house.sources import ROOT, name, python_files, template_files

LONGEST = 300
# All settings stand in one readable file, whatever its length.
ONE_FILE = "portal/settings.py"
MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

OTHERS = [ROOT / "Makefile", *ROOT.glob("Dockerfile"), *ROOT.glob("docker*.yml"), *ROOT.glob("docker/*")]


def static_texts():
    return [path for path in ROOT.glob("portal/static/**/*") if path.suffix in {".css", ".js", ".svg"}]


def test_no_file_is_longer_than_a_person_reads_at_once():
    lengths = {name(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST and path != ONE_FILE} == {}


def test_nothing_is_left_for_later():
    files = [*python_files(), *python_files("tests"), *template_files(), *static_texts(), *OTHERS]
    marked = [name(path) for path in files if path.name != "test_files.py" and MARKS.search(path.read_text())]
    assert marked == []


def test_no_room_is_a_lumber_room():
    lumber = {"utils", "util", "helpers", "helper", "misc", "common", "signals"}
    assert [name(path) for path in python_files() if {path.stem, path.parent.name} & lumber] == []


def test_no_form_of_a_signed_in_person_loses_a_file_when_it_comes_back_with_an_error():
    """`portal.lib.held` keeps it for them; without an account nobody is known to keep it for."""
    public = {"funding/views/advice.py", "organisations/views/recovery.py"}
    views = [path for path in python_files() if "views" in path.relative_to(ROOT).parts]
    assert {name(path) for path in views if "request.FILES" in path.read_text()} == public
