import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.places.imports import load_reference
from portal.places.imports.geonames import Row, district_names, summarise
from portal.places.models import District, Land, PostalCode
from tests.realdata import real_data

LINE = (
    "DE\t44137\tDortmund\tNordrhein-Westfalen\tNW\tArnsberg\t059\tDortmund, Stadt\t05913\t51.5097\t7.4601\t4"
)


@pytest.fixture
def export(tmp_path: Path):
    def write(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "DE.txt"
        path.write_text("\n".join(lines), encoding=encoding)
        return path

    return write


def test_reference_data_are_complete(reference):
    assert reference == {"laender": 16, "districts": 400, "postal_codes": 8307, "place_names": 9458}
    assert Land.objects.count() == 16
    assert Land.objects.get(pk="DE-NW").name_ar == "شمال الراين-وستفاليا"
    tiles = set(Land.objects.values_list("tile_column", "tile_row"))
    assert len(tiles) == 16


@pytest.mark.django_db
def test_every_land_has_a_name_in_every_language(reference, settings):
    for code, _name in settings.LANGUAGES:
        names = set(Land.objects.values_list(f"name_{code.replace('-', '_')}", flat=True))
        assert len(names) == 16
        assert None not in names


def test_the_second_load_changes_nothing_and_asks_little(reference, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert load_reference() == {"laender": 0, "districts": 0, "postal_codes": 0, "place_names": 0}


def test_a_load_mends_what_was_changed_by_hand(reference):
    District.objects.filter(pk="05913").update(name="Doofmund")
    assert load_reference()["districts"] == 1
    assert District.objects.get(pk="05913").name == "Dortmund"


def test_an_import_is_newer_than_the_table(reference, export):
    call_command("importpostalcodes", export(LINE.replace("Dortmund\tN", "Dortmund-Mitte\tN")))
    assert PostalCode.objects.get(pk="44137").place == "Dortmund-Mitte"
    load_reference()
    assert PostalCode.objects.get(pk="44137").place == "Dortmund-Mitte"
    assert PostalCode.objects.locate("dortmund mitte").code == "44137"


def test_other_countries_of_a_whole_export_are_passed_over(reference, export):
    file = export("AT\t1010\tWien" + "\t" * 9, LINE)
    call_command("importpostalcodes", file)
    assert PostalCode.objects.filter(imported=True).count() == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nonsense", "Line 2: 1 columns instead of 12"),
        (LINE.replace("44137", "4413"), "Line 2: “4413” is no postal code"),
        (LINE.replace("05913", "5913"), "Line 2: “5913” is no district key"),
        (LINE.replace("51.5097", "5l.5"), "Line 2: “5l.5” is no number"),
        (LINE.replace("51.5097", "1.5"), "Line 2: the point is not in Germany"),
        (LINE.replace("51.5097", "nan"), "Line 2: the point is not in Germany"),
        (LINE.replace("\tDortmund\t", "\t \t"), "Line 2: the name of the place is missing or too long"),
        (
            LINE.replace("44137", "44999").replace("05913", "05999"),
            "Postal code 44999: district 05999 is unknown.",
        ),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_one_bad_line_and_nothing_is_imported(reference, export, line, complaint):
    file = export(LINE.replace("Dortmund\tN", "Anderswo\tN"), line)
    with pytest.raises(CommandError) as refused:
        call_command("importpostalcodes", file)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("Nothing was changed.")
    assert PostalCode.objects.get(pk="44137").place == "Dortmund"


def test_a_file_that_is_no_export_is_refused(reference, export, tmp_path):
    for file in (export("ä", encoding="latin-1"), export("")):
        with pytest.raises(CommandError):
            call_command("importpostalcodes", file)
    with pytest.raises(CommandError):
        call_command("importpostalcodes", tmp_path / "missing.txt")


def test_a_code_belongs_to_the_place_with_most_parts():
    rows = [
        Row("15848", name, "12067", "Landkreis Oder-Spree", 52.1, 14.2, 4)
        for name in ("Beeskow", "Friedland", "Beeskow Bornow", "Beeskow Oegeln", "Friedland Karras")
    ]
    assert [entry.place for entry in summarise(rows)] == ["Beeskow"]


def test_district_names_tell_a_city_from_the_county_around_it(reference):
    names = dict(District.objects.values_list("ags", "name"))
    assert (names["06611"], names["06633"]) == ("Kassel", "Landkreis Kassel")
    assert (names["09162"], names["09184"]) == ("München", "Landkreis München")
    assert (names["05913"], names["05978"]) == ("Dortmund", "Kreis Unna")
    by_land = District.objects.values_list("land_id", "name")
    assert len(set(by_land)) == 400
    assert district_names([]) == {}


def test_the_districts_are_those_of_the_statistical_office(reference):
    """Compared with the table of 31.12.2018; Eisenach (16056) became part of the Wartburgkreis in 2021."""
    path = real_data("geo-de/kreise_2018.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        known = {row["AGS"] for row in csv.DictReader(file, delimiter=";")}
    assert known - set(District.objects.values_list("ags", flat=True)) == {"16056"}
    assert set(District.objects.values_list("ags", flat=True)) <= known


def test_the_postal_codes_agree_with_a_newer_table(reference):
    """Each code lies in one of the districts, and near one of the points, that the newer table has for it."""
    path = real_data("geo-de/plz_geonames.csv")
    newer: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            newer.setdefault(row["zipcode"], set()).add(row["community_code"])
    ours = dict(PostalCode.objects.values_list("code", "district_id"))
    unknown = set(ours) - set(newer)
    differs = {code for code in set(ours) & set(newer) if ours[code] not in newer[code]}
    assert len(unknown) <= 60, sorted(unknown)
    assert len(differs) <= 20, sorted(differs)
