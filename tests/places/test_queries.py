import csv

import pytest
from django.db import connection

from portal.lib import geo
from portal.places.models import PlaceName, PostalCode
from portal.places.queries import CITY_NAMES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.parametrize(
    ("typed", "place", "land"),
    [
        ("44137", "Dortmund", "DE-NW"),
        (" 12043 Berlin ", "Berlin", "DE-BE"),
        ("٤٤١٣٧", "Dortmund", "DE-NW"),
        ("۴۴۱۳۷", "Dortmund", "DE-NW"),
        ("dortmund", "Dortmund", "DE-NW"),
        ("KÖLN", "Köln", "DE-NW"),
        ("Koeln", "Köln", "DE-NW"),
        ("Munchen", "München", "DE-BY"),  # on a keyboard without umlauts
        ("Gottingen", "Göttingen", "DE-NI"),
        ("berlin", "Berlin", "DE-BE"),
        ("Frankfurt", "Frankfurt am Main", "DE-HE"),
        ("frankfurt oder", "Frankfurt (Oder)", "DE-BB"),
        ("Halle", "Halle", "DE-ST"),
        ("Bad Berneck", "Bad Berneck im Fichtelgebirge", "DE-BY"),
        # places that give no postal code its name, and parts of cities
        ("Neustadt in Holstein", "Neustadt in Holstein", "DE-SH"),
        ("neustadt-glewe", "Neustadt-Glewe", "DE-MV"),
        ("Neustadt (Dosse)", "Neustadt (Dosse)", "DE-BB"),
        ("Neustadt an der Orla", "Neustadt an der Orla", "DE-TH"),
        ("Grunheide (Mark)", "Grünheide (Mark)", "DE-BB"),
        ("Winterhude", "Hamburg Winterhude", "DE-HH"),
        ("Hamburg Winterhude", "Hamburg Winterhude", "DE-HH"),
        # as these cities are called elsewhere
        ("Munich", "München", "DE-BY"),
        ("münih", "München", "DE-BY"),
        ("Munih", "München", "DE-BY"),
        ("Monachium", "München", "DE-BY"),
        ("Мюнхен", "München", "DE-BY"),
        ("ميونخ", "München", "DE-BY"),
        ("مونیخ", "München", "DE-BY"),
        ("Colonia", "Köln", "DE-NW"),
        ("Kolonya", "Köln", "DE-NW"),
        ("Кёльн", "Köln", "DE-NW"),
        ("Кельн", "Köln", "DE-NW"),
        ("کلن", "Köln", "DE-NW"),
        ("كولونيا", "Köln", "DE-NW"),
        ("Франкфурт-на-Майне", "Frankfurt am Main", "DE-HE"),
    ],
)
def test_locate_finds_what_a_person_means(typed, place, land):
    found = PostalCode.objects.locate(typed)
    assert found is not None
    assert (found.place, found.land.code) == (place, land)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "x", "99999", "4413", "441377", "Neustadt", "Bad", "Atlantis", "44 137", "%", "\x00", None],
)
def test_locate_admits_what_it_cannot_know(typed):
    assert PostalCode.objects.locate(typed) is None


def test_locate_needs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert PostalCode.objects.locate("44137").land.short == "NW"
    with django_assert_num_queries(1):
        assert PostalCode.objects.locate("Dortmund").land.short == "NW"


def test_a_city_is_found_at_its_middle():
    middle = PostalCode.objects.locate("Berlin")
    centre = PostalCode.objects.get(code="10117")
    assert PostalCode.objects.near(centre.point, 5).filter(pk=middle.pk).exists()


def test_near_is_sorted_by_distance_and_ends_at_the_radius():
    dortmund = PostalCode.objects.get(code="44137")
    found = list(PostalCode.objects.near(dortmund.point, 12))
    assert found[0] == dortmund
    assert found[0].distance == pytest.approx(0, abs=1e-6)
    distances = [code.distance for code in found]
    assert distances == sorted(distances)
    assert distances[-1] <= 12
    places = {code.place for code in found}
    assert "Dortmund" in places
    assert "Köln" not in places


def test_near_finds_exactly_what_the_distance_alone_finds():
    """The box is only an index's help: it must not cut anything off, even far in the north."""
    for code in ("25980", "44137", "87561"):
        start = PostalCode.objects.get(code=code)
        all_rows = PostalCode.objects.annotate(distance=geo.distance_km(start.point))
        assert set(PostalCode.objects.near(start.point, 50)) == set(all_rows.filter(distance__lte=50))


def test_dortmund_to_berlin_is_420_kilometres():
    berlin = PostalCode.objects.get(code="10117")
    dortmund = PostalCode.objects.annotate(km=geo.distance_km(berlin.point)).get(code="44137")
    assert dortmund.km == pytest.approx(420, abs=5)


def test_every_city_of_the_table_is_found_by_each_of_its_names():
    with CITY_NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    names = [(row[0], name) for row in rows for cell in row for name in cell.split("|") if name]
    lost = [name for place, name in names if getattr(PostalCode.objects.locate(name), "place", "") != place]
    assert (len(rows), lost) == (25, [])


def test_of_places_with_one_name_the_person_chooses(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = PostalCode.objects.meant("neustadt")
    first = [place.place for place in found[:4]]
    assert first == ["Hamburg Neustadt", "Neustadt", "Neustadt am Kulm", "Neustadt am Main"]
    assert {"Neustadt in Holstein", "Neustadt-Glewe", "Neustadt (Dosse)"} <= {place.place for place in found}
    assert len({place.code for place in found}) == len(found) > 14


def test_a_place_that_nobody_knows_costs_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        assert PostalCode.objects.meant("Atlantis") == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Dortmnd", "Dortmund"),
        ("Duseldorf", "Düsseldorf"),
        ("drotmund", "Dortmund"),
        ("Nürnburg", "Nürnberg"),  # not Nürburg, which is spelt as nearly and has one code
        ("Hambrug", "Hamburg"),
        ("Wintrhude", "Hamburg Winterhude"),
    ],
)
def test_a_misspelt_name_finds_the_place_that_most_people_mean(typed, first, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = PostalCode.objects.resembling(typed)
    assert found[0].place == first
    assert len({(place.place, place.district.name) for place in found}) == len(found) <= 3


@pytest.mark.parametrize("typed", ["Atlantis", "99999", "44 13", "x", "", "\x00", "%"])
def test_nothing_resembles_what_is_no_name_of_a_place(typed):
    assert PostalCode.objects.resembling(typed) == []


def test_what_is_spelt_alike_is_found_by_indexes():
    rows = PostalCode.objects.order_by()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_postalcode, places_placename")
    own = rows.filter(folded__trigram_similar="dortmnd").explain()
    further = rows.filter(further_names__folded__trigram_similar="dortmnd").explain()
    assert "Bitmap Index Scan on postal_code_trigrams" in own
    assert "Bitmap Index Scan on place_name_trigrams" in further


def test_further_names_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = PlaceName.objects.order_by().filter(folded__startswith="winterhude ")
        assert "place_name_folded" in rows.explain()


@pytest.mark.parametrize("typed", ["Dortmund", "44137", "Atlantis", "", "x", "99999", None])
def test_where_one_place_is_meant_or_none_there_is_nothing_to_choose(typed):
    assert len(PostalCode.objects.meant(typed)) <= 1
