"""Programmes of the federal funding database: taken in to the letter, found, shown as what they are."""

import csv
import json
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from funding.choices import Aid, Applicant, OfficeLevel
from funding.models import Programme, ProgrammeEntry
from portal.places.imports.reference import LAENDER
from tests.cast import Cast
from tests.factories.funding import EntryFactory, OfficeFactory, ProgrammeFactory
from tests.factories.places import LandFactory
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DATABASE = "funding-programmes-fdb/programmes.json"
LIST = "/en/funding/programmes/"
ROW: dict[str, Any] = {
    "id_hash": "a1",
    "title": "Begegnungen",
    "url": "https://www.foerderdatenbank.de/begegnungen.html",
    "description_raw": "### Kurztext\n\nEltern\u00adarbeit.",
    "more_info": None,
    "funding_type": ["Zuschuss", " Sonstige", ""],
    "funding_location": ["Bayern"],
    "funding_area": [" Bil\u00addung &\u00a0Kultur", ""],
    "eligible_applicants": ["Verband/Vereinigung"],
}


def take(folder: Path, *rows: Any, **options: Any) -> str:
    file, said = folder / "programmes.json", StringIO()
    file.write_text(json.dumps(rows), encoding="utf-8")
    call_command("importprogrammes", file, stdout=said, **options)
    return said.getvalue()


def titles(query: str = "") -> list[str]:
    answer = Client().get(LIST + query)
    assert answer.status_code == 200
    return [str(row) for row in answer.context["page_obj"]]


def main(address: str) -> str:
    return Client().get(address).text.partition("<main")[2].partition("<footer")[0]


def words(address: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main(address)).split())


@pytest.fixture
def lands() -> None:
    """All of them by their German names, without the postal codes, which no programme names."""
    for row in csv.DictReader(LAENDER.read_text(encoding="utf-8").splitlines()):
        LandFactory(code=row["code"], ags=row["ags"], name_de=row["de"])


# -- taking in ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("lands")
def test_texts_stay_to_the_letter_and_filters_are_cleaned(tmp_path: Path) -> None:
    take(tmp_path, ROW)
    entry = ProgrammeEntry.objects.get()
    assert entry.prose == ROW["description_raw"]
    assert (entry.terms, entry.level, entry.land_id) == ("", OfficeLevel.LAND, "DE-BY")
    assert (entry.aids, entry.topics) == ([Aid.GRANT, Aid.OTHER], ["Bildung & Kultur"])
    assert entry.applicants == [Applicant.ASSOCIATION]


@pytest.mark.usefixtures("lands")
def test_the_second_time_nothing_is_new_and_a_change_is_taken_over(tmp_path: Path) -> None:
    other = ROW | {"id_hash": "b2"}
    take(tmp_path, ROW, other, as_of=date(2025, 7, 31))
    again = take(tmp_path, ROW | {"title": "Treffen"})
    assert again.split("\n")[:3] == ["     0  new", "     1  changed", "     0  unchanged"]
    assert "     1  of an earlier edition are no longer in the file; they stay" in again
    assert sorted(ProgrammeEntry.objects.values_list("title", "as_of")) == [
        ("Begegnungen", date(2025, 7, 31)),
        ("Treffen", date(2025, 7, 31)),
    ]
    assert titles("?q=Treffen") == ["Treffen"]


@pytest.mark.usefixtures("lands")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": " "}, "2: “title” is empty."),
        ({"title": 5}, "2: “title” is no text."),
        ({"title": "x" * 401}, "2: “title”: "),
        ({"description_raw": "a\x00b"}, "2: “description_raw” has a character that is no text."),
        ({"description_raw": "\ud800"}, "2: “description_raw” has a character that is no text."),
        ({"url": "javascript:alert(1)"}, "2: “url”: "),
        ({"id_hash": "../b"}, "2: “id_hash”: "),
        ({"id_hash": "a1"}, "2: its number stands in a row above, too."),
        ({"funding_location": ["Bayern", "Hessen"]}, "2: names several places; it may have one."),
        ({"funding_location": ["Atlantis"]}, "2: “Atlantis” is no Land."),
        ({"funding_type": "Zuschuss"}, "2: “funding_type” is no list of words."),
        ({"eligible_applicants": ["Riesen"]}, "2: “Riesen” is not known for “eligible_applicants”."),
    ],
)
def test_one_bad_row_and_nothing_is_taken(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    bad = ROW | {"id_hash": "b2"} | change
    with pytest.raises(CommandError) as refused:
        take(tmp_path, ROW, bad)
    assert told in str(refused.value)
    assert not ProgrammeEntry.objects.exists()
    assert "     1  left out, faulty" in take(tmp_path, ROW, bad, skip_bad=True)
    assert ProgrammeEntry.objects.count() == 1


@pytest.mark.usefixtures("lands")
@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"a": [}'])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "programmes.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was taken in"):
        call_command("importprogrammes", file)
    with pytest.raises(CommandError, match="This file cannot be read"):
        call_command("importprogrammes", tmp_path / "nowhere.json")


@pytest.mark.usefixtures("lands")
def test_the_whole_database_is_taken_in_once() -> None:
    first, second = StringIO(), StringIO()
    call_command("importprogrammes", real_data(DATABASE), as_of=date(2025, 7, 31), stdout=first)
    assert "   225  new\n     0  changed\n     0  unchanged\n     0  left out, faulty\n" in first.getvalue()
    assert "does not say where it holds." in first.getvalue()
    call_command("importprogrammes", real_data(DATABASE), stdout=second)
    assert "     0  new\n     0  changed\n   225  unchanged\n" in second.getvalue()
    rows = json.loads(real_data(DATABASE).read_text(encoding="utf-8"))
    stored = {entry.key: (entry.title, entry.prose, entry.terms) for entry in ProgrammeEntry.objects.all()}
    wanted = {it["id_hash"]: (it["title"], it["description_raw"], it["more_info"] or "") for it in rows}
    assert stored == wanted
    assert len(ProgrammeEntry.objects.topics()) == 23
    assert "Förderung Eltern-Kind-Zentren (EKiZ)" in titles("?q=Eltern&who=all")
    for entry in ProgrammeEntry.objects.all():
        assert Client().get(entry.get_absolute_url()).status_code == 200


# -- finding --------------------------------------------------------------------------------------------


def test_german_words_are_found_by_their_stem_and_within_compounds(cast: Cast) -> None:
    EntryFactory(title="Häuser", prose="Förderung von Elterncafés in den Stadtteilen.", folded="elterncafes")
    EntryFactory(title="Wiesen")
    ProgrammeEntry.objects.weighed()
    assert titles("?q=Stadtteil Haus") == ["Häuser"]
    assert titles("?q=Eltern") == ["Häuser"]
    assert titles("?q=Stadtteil Wiese") == []


def test_a_programme_of_a_contact_point_is_found_by_the_same_search(cast: Cast) -> None:
    ProgrammeFactory(office=cast.office, name_de="Elternlotsen", name_en="Guides for parents")
    ProgrammeFactory(office=cast.office, name_de="Bücher", name_en="Books")
    assert titles("?q=Elternlotse") == ["Guides for parents"]
    assert titles("?q=for parents") == ["Guides for parents"]


def test_filters_narrow_what_they_know_of(cast: Cast) -> None:
    berlin = LandFactory(code="DE-BE")
    ProgrammeFactory(office=OfficeFactory(land=cast.office.land), name_en="Ours", purpose="project")
    EntryFactory(title="Federal loan", aids=[Aid.LOAN], topics=["Arbeit"])
    EntryFactory(title="Of Berlin", level=OfficeLevel.LAND, land=berlin)
    EntryFactory(title="For companies", applicants=[Applicant.COMPANY])
    assert titles() == ["Ours", "Of Berlin", "Federal loan"]
    assert titles(f"?land={cast.office.land_id}") == ["Ours", "Federal loan"]
    assert titles("?land=DE-BE") == ["Of Berlin", "Federal loan"]
    assert titles("?level=federal") == ["Federal loan"]
    assert titles("?aid=loan") == ["Federal loan"]
    assert titles("?topic=Arbeit") == ["Federal loan"]
    assert titles("?purpose=project") == titles("?financing=share") == ["Ours"]
    assert titles("?who=company") == ["For companies"]
    assert titles("?who=all") == ["Ours", "Of Berlin", "Federal loan", "For companies"]
    assert "Programmes that do not say this are left out." in words(LIST + "?purpose=project")


@pytest.mark.parametrize(
    "query", ["?land=XX", "?aid=gold", "?topic=x", "?who=me", "?q=" + "x" * 101, "?level=9"]
)
def test_a_faulty_filter_is_told(cast: Cast, query: str) -> None:
    EntryFactory()
    answer = Client().get(LIST + query)
    assert answer.status_code == 422
    assert not list(answer.context["page_obj"])


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_the_list(cast: Cast, django_assert_num_queries: Any, times: int) -> None:
    EntryFactory.create_batch(times)
    ProgrammeFactory.create_batch(times, office=cast.office)
    with django_assert_num_queries(6):
        assert len(titles()) == 2 * times


def test_pages_go_on_from_one_kind_to_the_other(cast: Cast) -> None:
    for number in range(3):
        ProgrammeFactory(office=cast.office, slug=f"p-{number}", name_en=f"P{number}")
    for number in range(22):
        EntryFactory(title=f"E{number:02}")
    found = [*titles(), *titles("?page=2")]
    assert found == [*(f"P{n}" for n in range(3)), *(f"E{n:02}" for n in range(22))]
    assert "25 programmes" in words(LIST)


# -- the page -------------------------------------------------------------------------------------------


def test_an_entry_says_what_it_is_and_shows_its_text_unchanged(cast: Cast) -> None:
    entry = EntryFactory(
        prose='<article> <h3>Kurztext</h3> <p><abbr class="" title="eingetragener Verein">e. V.</abbr></p>'
        "<script>alert(1)</script></article>",
        terms="##### Fristen\n\nBis 30. April.",
        as_of=date(2025, 7, 31),
    )
    text = main(entry.get_absolute_url())
    assert "You cannot ask for this money on this portal." in text
    assert '<div lang="de" dir="ltr"> <h2>Kurztext</h2>' in text
    assert '<abbr title="eingetragener Verein">e. V.</abbr>' in text
    assert "<h2>Fristen</h2>" in text
    assert "alert" not in text
    assert f'href="{entry.url}"' in text
    assert "creativecommons.org/licenses/by-nd/3.0/de/" in text
    assert "31/07/2025" in text


def test_what_an_entry_does_not_say_is_not_known(cast: Cast) -> None:
    entry = EntryFactory(level="", aids=[], applicants=[], topics=[])
    assert words(entry.get_absolute_url()).count("not known") == 4


def test_what_a_programme_does_not_say_is_not_known(cast: Cast) -> None:
    bare: dict[str, Any] = {"financing": "", "rate": None, "max_amount": None, "own_share": None}
    more = {"cost_categories": [], "proof_months": None, "legal_basis": ""}
    programme = ProgrammeFactory(office=cast.office, **bare, **more)
    text = words(programme.get_absolute_url())
    for label in ("Type of financing", "At most", "Own part", "Kinds of cost", "Papers", "Legal basis"):
        assert f"{label} not known" in text
    assert f"Legal remedy {cast.office.remedy}" in text
    assert Programme.objects.count() == 1


def test_no_entry_is_offered_for_a_request(cast: Cast, client: Client) -> None:
    entry = EntryFactory(title="Nur zum Lesen")
    client.force_login(cast.coordinator)
    page = client.get(f"/en/desk/organisations/{cast.association.slug}/funding/new/").text
    assert entry.title not in page
