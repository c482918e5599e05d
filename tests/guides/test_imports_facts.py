"""Files of facts: for a Land or for all of Germany, for always or for a time; each mistake is named."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from portal.guides.imports import load
from portal.guides.models import FactKey, LandFact
from portal.guides.services import save_row
from portal.guides.services.facts import remove_fact
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

HEAD = """
kind = "number"
position = 999
compared = false
checked_on = 2026-11-25
source = "bildungsserver.de"
label.de = "Stunden am Tag"
"""
SCHOOL_YEARS = """
[[germany]]
value = 8
valid_until = 2027-07-31
[[germany]]
value = 9
valid_from = 2027-08-01
[[lands.DE-BE]]
value = 6
valid_until = 2026-07-31
[[lands.DE-BE]]
value = 7
valid_from = 2026-08-01
certainty = "uncertain"
note.de = "Bitte fragen."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One for the file that is written; all else stays as it is where there is no file."""
    (tmp_path / "facts").mkdir()
    return tmp_path


def write(folder: Path, text: str, head: str = HEAD) -> Path:
    path = folder / "facts" / "hours.toml"
    path.write_text(head + text, encoding="utf-8")
    return path


def hours() -> list[tuple[str | None, int, dt.date | None, dt.date | None]]:
    rows = LandFact.objects.filter(fact_key="hours").order_by("land", "valid_from")
    found = [(row.land_id, int(row.number), row.valid_from, row.valid_until) for row in rows]
    return sorted(found, key=lambda fact: (fact[0] or "", fact[2] or dt.date.min))


def test_a_value_holds_in_all_of_germany(folder):
    write(folder, "[germany]\nvalue = 8\n")
    report = load(folder)
    assert (report.counts["new"], hours()) == (2, [(None, 8, None, None)])
    assert load(folder).counts["new"] == 0


def test_a_value_may_change_with_the_school_year(folder):
    write(folder, SCHOOL_YEARS)
    load(folder)
    assert hours() == [
        (None, 8, None, dt.date(2027, 7, 31)),
        (None, 9, dt.date(2027, 8, 1), None),
        ("DE-BE", 6, None, dt.date(2026, 7, 31)),
        ("DE-BE", 7, dt.date(2026, 8, 1), None),
    ]
    fact = LandFact.objects.get(fact_key="hours", number=7)
    assert (fact.certainty, fact.note_de, fact.source) == ("uncertain", "Bitte fragen.", "bildungsserver.de")
    assert FactKey.objects.get(key="hours").compared is False
    again = load(folder).as_counts()
    assert (again["new"], again["changed"], again["removed"]) == (0, 0, 0)


def test_a_change_may_move_to_another_day(folder):
    write(folder, SCHOOL_YEARS)
    load(folder)
    write(folder, SCHOOL_YEARS.replace("2027-07-31", "2027-12-31").replace("2027-08-01", "2028-01-01"))
    report = load(folder)
    assert (report.counts["new"], report.counts["changed"], report.counts["removed"]) == (1, 1, 1)
    assert hours()[:2] == [(None, 8, None, dt.date(2027, 12, 31)), (None, 9, dt.date(2028, 1, 1), None)]


def test_what_no_longer_stands_in_the_file_goes_unless_it_was_edited_here(folder):
    write(folder, SCHOOL_YEARS)
    load(folder)
    fact = LandFact.objects.get(fact_key="hours", number=7)
    fact.number = 5
    save_row(fact, version=fact.version, by=UserFactory(is_staff=True))
    write(folder, "[germany]\nvalue = 8\n")
    report = load(folder)
    assert (report.counts["removed"], report.kept) == (2, [])
    assert hours() == [(None, 8, None, None), ("DE-BE", 5, dt.date(2026, 8, 1), None)]


def test_what_a_file_words_anew_is_no_longer_older_than_the_german(folder):
    write(folder, '[germany]\nvalue = 8\nnote = {de = "Bis 15 Uhr.", ar = "حتى 14", tr = "14"}\n')
    load(folder)
    fact = LandFact.objects.get(fact_key="hours")
    fact.note_de = "Bis 16 Uhr."
    save_row(fact, version=fact.version, by=UserFactory(is_staff=True))
    for arabic in ("حتى 14", "حتى 16"):  # what was edited comes into the file, then its translation
        write(folder, f'[germany]\nvalue = 8\nnote = {{de = "Bis 16 Uhr.", ar = "{arabic}", tr = "14"}}\n')
        load(folder)
    fact.refresh_from_db()
    assert (fact.note_ar, fact.behind) == ("حتى 16", ["note_tr"])


def test_a_file_does_not_meet_the_time_of_a_fact_that_was_edited_here(folder):
    write(folder, "[germany]\nvalue = 8\n")
    load(folder)
    fact = LandFact.objects.get(fact_key="hours")
    fact.valid_from = dt.date(2026, 8, 1)
    save_row(fact, version=fact.version, by=UserFactory(is_staff=True))
    report = load(folder)
    assert (report.counts["kept"], report.kept) == (1, [])  # the file is as it was: nothing to report
    write(folder, "[germany]\nvalue = 9\n")
    assert load(folder).kept == ["landfact DE hours (2026-08-01)"]
    assert hours() == [(None, 8, dt.date(2026, 8, 1), None)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("germany = 8", ", germany: “8” is not a table with a value."),
        ("lands.DE-BE = [8]", ", DE-BE: “8” is not a table with a value."),
        ("lands = 8", ": lands is no table."),
        ("[germany]", ", germany: value is missing."),
        ("[germany]\nvalue = 'eight'", ", germany: “eight” is no number."),
        ("[germany]\nvalue = nan", ", germany: number: "),
        ("[germany]\nvalue = 8\nvalid_form = 2026-08-01", ", germany: nobody reads valid_form."),
        ("[lands.DE-NW]\nvalue = 8\nnote.xx = 'x'", ", DE-NW: note has no language xx."),
        ("[lands.DE-NW]\nvalue = 8\nnote = 'x'", ", DE-NW: note is no table of languages."),
        (
            "[germany]\nvalue = 8\nvalid_from = '1.8.2026'",
            ", germany: valid_from is “1.8.2026”, not a day like 2026-08-01 without quotes.",
        ),
        (
            "[germany]\nvalue = 8\nvalid_from = 2026-08-01\nvalid_until = 2026-07-31",
            ", germany: ends on 2026-07-31, before it begins.",
        ),
        (
            "[[germany]]\nvalue = 8\nvalid_until = 2026-08-01\n"
            "[[germany]]\nvalue = 9\nvalid_from = 2026-08-01",
            ", germany: two values hold at the same time, from 2026-08-01 on.",
        ),
        (
            "[[lands.DE-BE]]\nvalue = 8\n[[lands.DE-BE]]\nvalue = 9",
            ", DE-BE: two values hold at the same time, from always on.",
        ),
        ("[germany]\nvalue = 8\ncertainty = 'maybe'", ", germany: certainty: "),
        ("[germany]\nvalue = 8\nsource_url = 'nowhere'", ", germany: source_url: "),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(folder, text, complaint):
    write(folder, text)
    with pytest.raises(ValidationError) as refused:
        load(folder)
    assert refused.value.messages[0].startswith(f"facts/hours.toml{complaint}")
    assert not LandFact.objects.filter(fact_key="hours").exists()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"number"', '"colour"', ": there is no kind “colour”."),
        ("position = 999", "", ": position is missing or no number."),
        ("checked_on = 2026-11-25", "", ", germany: checked_on is missing."),
        ("compared", "compare", ": nobody reads compare."),
        ("label.de", "label.xx", ": label has no language xx."),
        ("Stunden am Tag", "x" * 121, ": label_de: "),
    ],
)
def test_a_mistake_in_the_head_is_named(folder, old, new, complaint):
    assert old in HEAD
    write(folder, "[germany]\nvalue = 8", head=HEAD.replace(old, new))
    with pytest.raises(ValidationError) as refused:
        load(folder)
    assert refused.value.messages[0].startswith(f"facts/hours.toml{complaint}")


@pytest.mark.parametrize("moved", [False, True])
def test_a_fact_that_was_removed_here_does_not_come_back_from_its_file(folder, moved):
    write(folder, "[germany]\nvalue = 8\n")
    load(folder)
    fact, by = LandFact.objects.get(fact_key="hours"), UserFactory(is_staff=True)
    if moved:
        fact.valid_from = dt.date(2026, 8, 1)
        save_row(fact, version=fact.version, by=by)
    remove_fact(fact, version=fact.version, by=by)
    write(folder, "[germany]\nvalue = 9\n")
    report = load(folder)
    assert (hours(), report.gone) == ([], ["fact DE hours"])


def test_a_fact_that_only_its_file_let_go_comes_back_with_it(folder):
    for text in ("[germany]\nvalue = 8\n", "", "[germany]\nvalue = 9\n"):
        write(folder, text)
        load(folder)
    assert hours() == [(None, 9, None, None)]
