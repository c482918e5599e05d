"""Whatever file somebody sends: a report in the page, never a fault, never half a list."""

import pytest

from organisations.models import ImportedList, Organisation
from tests.organisations.lists.conftest import HEAD, counts, downloaded
from tests.realdata import real_data

pytestmark = pytest.mark.django_db
BERLIN = "grants-berlin/organisations_integration.csv"


def tables(folder: str) -> list:
    return sorted(path for path in real_data(f"bad-input/{folder}").rglob("*") if path.is_file())


@pytest.mark.parametrize("folder", ["spreadsheets", "csv-spectrum/csvs", "tables-frictionless"])
def test_every_odd_table_gives_a_report(staff, folder, monkeypatch):
    monkeypatch.setattr("organisations.views.desk_lists.overview.PER_PERSON", "1000/h")
    before = Organisation.objects.count()
    for path in tables(folder):
        response = staff.send(path.read_bytes(), name=path.name)
        assert response.status_code in (302, 422), path.name
        if response.status_code == 422:
            assert "error-summary" in response.text, path.name
            continue
        edition = ImportedList.objects.get(key=response["Location"].split("/")[-3])
        if "name" not in edition.columns:
            edition.columns = {"name": edition.headers[0]}
        staff.name_columns(edition)
        page = staff.page(edition)
        assert "What would change" in page, path.name
        assert counts(edition), path.name
        assert sum(counts(edition).values()) == len(edition.table), path.name
        assert staff.client.get(staff.url(edition) + "errors.csv").status_code == 200
    assert Organisation.objects.count() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The submitted file is empty"),
        (HEAD, "no rows below the headings"),
        (b"PK\x03\x04 no workbook", "damaged"),
        (HEAD + '"A,vr,1,10969\n', "quotation mark"),
        (b"name\x81,plz\nA,1\n", "neither UTF-8"),
        ("<html><p>Liste</p></html>", "web page"),
        (b"%PDF-1.7 Vereine", "no table"),
    ],
)
def test_what_is_no_list_is_refused_in_words(staff, content, message):
    response = staff.send(content)
    assert response.status_code == 422
    assert message in response.text
    assert not ImportedList.objects.exists()


def test_a_file_that_is_too_large_is_refused(staff, monkeypatch):
    monkeypatch.setattr("organisations.forms.tables.MAX_MB", 0)
    assert "larger than 0 MB" in staff.send(HEAD + "A,vr,1,10969\n").text


def test_a_list_with_too_many_rows_is_refused(staff, monkeypatch):
    monkeypatch.setattr("organisations.services.importing.editions.MOST_ROWS", 1)
    assert "more than 1 rows" in staff.send(HEAD + "A,vr,1,10969\nB,vr,2,10969\n").text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiters_and_letters_are_told_by_the_file(staff, delimiter, encoding):
    content = "Vereinsname,PLZ\nTürkischer Verein,10969\n".replace(",", delimiter).encode(encoding)
    edition = staff.compare(content)
    assert edition.rows.get().data == {"name": "Türkischer Verein", "postal_code": "10969"}


def test_the_list_of_errors_holds_the_rows_as_they_came(staff, tmp_path):
    edition = staff.compare("name,plz,note\n,10969,=1+1\nB,99999,x\nC,10969,y\n")
    response = staff.client.get(staff.url(edition) + "errors.csv")
    assert "'=1+1" in response.content.decode()
    assert downloaded(response, tmp_path) == [
        ["2", "there is no name.", "", "10969", "'=1+1"],
        ["3", "B: postal code “99999” is unknown; kept without place and Land.", "B", "99999", "x"],
    ]


@pytest.fixture
def germany(staff):
    import io

    from django.core.management import call_command

    call_command("loadreference", stdout=io.StringIO())
    return staff


def test_the_real_list_of_berlin_and_its_next_edition(germany):
    content = real_data(BERLIN).read_text(encoding="utf-8")
    first = germany.compare(content)
    assert counts(first) == {"new": 210}
    germany.take(first)
    again = germany.compare(content)
    assert counts(again) == {"same": 210}
    moved = content.replace("ARIBA e. V.,vr,015289,10969", "ARIBA Berlin e. V.,vr,015289,12043")
    edition = germany.compare(moved)
    assert counts(edition) == {"changed": 1, "same": 209}
    page = germany.page(edition, "?show=moved")
    assert "<del><bdi>10969</bdi></del> → <ins><bdi>12043</bdi></ins>" in page
    germany.take(edition)
    entry = Organisation.objects.get(register_number="VR 15289")
    assert (entry.name, entry.postal_code_id) == ("ARIBA Berlin e. V.", "12043")
