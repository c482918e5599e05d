"""A real school directory: flaws mended and named, a second run changes nothing, bad files change nothing."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from parentwork.imports.school_rows import DIRECTORIES
from parentwork.imports.schools import import_schools
from parentwork.models import School
from portal.places.imports import load_reference
from tests.factories.places import PostalCodeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NRW = DATA / "schools-nrw" / "nrw_schools_2024_25.csv"
LAENDER = DATA / "schools-de" / "schools_10_laender.csv"
ROW = {
    "Schuljahr": "2024/25", "Schulform": "Grundschule", "Amtlicher Gemeindeschlüssel": "5913000",
    "Schulnummer": "100020", "Amtliche Bezeichnung 1": "Städt. Kath. Grund-",
    "Amtliche Bezeichnung 2": "schule am Markt", "Amtliche Bezeichnung 3": "- Primarstufe -",
    "Straße und Hausnummer": "Markt 1", "Postleitzahl": "44137", "Ort": "Dortmund",
    "Rechtsstatus": "Öffentlich", "Telefonnummer Vorwahl": "231.0", "Telefonnummer Durchwahl": "4791163.0",
    "Offizielle E-Mail-Adresse": "100020@schule.example", "Anzahl": "220", "Sozialindex": "5.0",
    "latitude": "51.51", "longitude": "7.46", "Startchancen-Schule": "1",
}  # fmt: skip


@pytest.fixture
def places():
    return PostalCodeFactory()


def table(*rows: dict, headers=tuple(ROW)) -> BytesIO:
    text = StringIO()
    writer = csv.DictWriter(text, headers, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return BytesIO(text.getvalue().encode())


@pytest.mark.skipif(not NRW.exists(), reason=f"the school directory {NRW.name} is not here")
def test_the_schools_of_north_rhine_westphalia():
    load_reference()
    report = import_schools(NRW)
    assert (report.created, report.changed, report.bad) == (5407, 0, [])
    assert report.repaired["municipality keys restored"] == 5407
    assert report.repaired["phone numbers repaired"] == 5402
    assert {what: len(rows) for what, rows in report.doubtful.items()} == {
        "no phone number": 5, "no coordinates": 2, "coordinates outside Germany": 3,
        "unknown postal code": 1,
    }  # fmt: skip
    school = School.objects.get(number="100020")
    assert school.name == "Städt. Kath. Grundschule Kartause-Hain-Schule - Primarstufe -"
    assert (school.municipality, school.phone) == ("05111000", "0211 4791163")
    again = import_schools(NRW)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 5407)


@pytest.mark.skipif(not LAENDER.exists(), reason=f"the school directory {LAENDER.name} is not here")
def test_the_schools_of_ten_laender():
    load_reference()
    report = import_schools(LAENDER)
    assert (report.created, report.bad) == (17698, [])
    assert len(report.doubtful["unknown postal code"]) == 37


def test_flaws_are_mended(places):
    report = import_schools(table(ROW))
    school = School.objects.get()
    assert school.name == "Städt. Kath. Grundschule am Markt - Primarstufe -"
    assert (school.municipality, school.phone, school.social_index) == ("05913000", "0231 4791163", 5)
    assert (school.kind, school.is_startchancen, school.postal_code) == ("primary", True, places)
    assert sorted(report.repaired) == [
        "municipality keys restored", "names joined", "phone numbers repaired"
    ]  # fmt: skip
    assert School.objects.search("stadt kath grundschule DORTMUND").count() == 0
    assert School.objects.search("städt grundschule markt").get() == school


def test_a_changed_row_changes_its_school_only(places):
    import_schools(table(ROW, ROW | {"Schulnummer": "100021"}))
    report = import_schools(table(ROW, ROW | {"Schulnummer": "100021", "Anzahl": "230"}))
    assert (report.created, report.changed, report.unchanged) == (0, 1, 1)
    assert School.objects.get(number="100021").pupils == 230


BAD = [
    ({"Schulnummer": "12"}, "school number"),
    ({"Schulnummer": ""}, "school number"),
    ({"Amtlicher Gemeindeschlüssel": "abc"}, "municipality key"),
    (
        {"Amtliche Bezeichnung 1": "", "Amtliche Bezeichnung 2": "", "Amtliche Bezeichnung 3": ""},
        "there is no name",
    ),
    ({"Schulnummer": "100020"}, "already"),
    ({"Straße und Hausnummer": "x" * 500}, "“street and number” is too long"),
]


@pytest.mark.parametrize(("change", "reason"), BAD)
def test_a_bad_row_is_named_and_nothing_is_taken(places, change, reason):
    bad = ROW | {"Schulnummer": "100099"} | change
    with pytest.raises(ValidationError, match=f"Row 3: .*{reason}"):
        import_schools(table(ROW, bad))
    assert not School.objects.exists()
    report = import_schools(table(ROW, bad), skip_bad=True)
    assert (report.created, len(report.bad)) == (1, 1)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b"Schulnummer\n1\n"])
def test_what_is_no_directory_is_refused(places, content):
    with pytest.raises(ValidationError):
        import_schools(BytesIO(content))


def test_the_command_reports_and_refuses(places, tmp_path, capsys):
    file = tmp_path / "schools.csv"
    file.write_bytes(table(ROW, ROW | {"Schulnummer": "1"}).getvalue())
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("importschools", file)
    call_command("importschools", file, "--skip-bad")
    said = capsys.readouterr().out
    assert "1 created, 0 changed, 0 unchanged" in said
    assert "left out: Row 3" in said


def test_directories_are_told_apart():
    first, second = DIRECTORIES
    assert not set(first.headers) <= set(second.headers)
