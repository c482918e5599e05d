"""What a row says of an organisation, whoever made the list."""

import pytest

from organisations.choices.lists import ListColumn
from organisations.reports.lists.entries import Reader
from organisations.reports.lists.headings import guess
from portal.lib.sheets import Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def read(**cells: str):
    row = Row(2, {"name": "A", **cells})
    return Reader({column: column for column in row.cells}, [row]).entry(row)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Vereinsname", "PLZ", "E-Mail"], {"name": "Vereinsname", "postal_code": "PLZ", "email": "E-Mail"}),
        (["Name of the organisation", "Postal code"],
         {"name": "Name of the organisation", "postal_code": "Postal code"}),
        (["name", "register", "register_no", "plz", "grants"],
         {"name": "name", "register": "register", "register_number": "register_no", "postal_code": "plz"}),
        (["lfd. Nr.", "Straße", "Gründungsjahr"], {"street": "Straße", "founded": "Gründungsjahr"}),
        (["Verein", "Name"], {"name": "Verein"}),
        (["Mitgl.-Nr.", "Verein", "gegr."], {"key": "Mitgl.-Nr.", "name": "Verein", "founded": "gegr."}),
        (["Verein", "Ort", "Sprachen"], {"name": "Verein", "place": "Ort"}),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_their_headings(headings, columns):
    assert guess(headings) == columns


def test_what_a_person_has_said_goes_before_the_guess():
    assert guess(["Name", "Kurz"], {"name": "Kurz", "street": "gone"}) == {"name": "Kurz"}


@pytest.mark.parametrize(
    ("cells", "key", "number", "form"),
    [
        ({"register": "vr", "register_number": "015289"}, "vr 015289", "VR 15289", "ev"),
        ({"register_number": "VR 15289 B"}, "vr 15289 B", "VR 15289 B", "ev"),
        ({"register_number": "HRB24440"}, "hrb 24440", "HRB 24440", "ggmbh"),
        ({"register_number": "0815"}, "vr 0815", "VR 815", "ev"),
    ],
)
def test_a_register_number_is_the_key_of_a_row(cells, key, number, form):
    entry = read(**cells)
    assert (entry.key, entry.data["register_number"], entry.data["legal_form"]) == (key, number, form)


def test_without_a_number_name_and_place_are_the_key(cast):
    assert read(postal_code="44137").key == "name a 44137"


def test_the_number_in_the_list_goes_before_that_of_the_register():
    assert read(key="17", register_number="VR 1").key == "no 17"


@pytest.mark.parametrize(
    ("cells", "data"),
    [
        ({"phone": "0231 / 4 77 37-600"}, {"phone": "+49231477376 00".replace(" ", "")}),
        ({"website": "verein.example"}, {"website": "https://verein.example"}),
        ({"founded": "1990"}, {"founded": 1990}),
        ({"founded": "1990-01-01"}, {"founded": 1990}),
        ({"legal_form": "Stiftung"}, {"legal_form": "foundation"}),
        ({"legal_form": "e. V."}, {"legal_form": "ev"}),
        ({"street": "'@Hof 3"}, {"street": "@Hof 3"}),
        ({"street": ""}, {}),
    ],
)
def test_cells_are_read_as_people_write_them(cells, data):
    assert read(**cells).data == {"name": "A", **data}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Elternbund e. V.", "ev"), ("Elternbund e.V", "ev"), ("Elternbund eV", "ev"),
        ("Bildung gGmbH", "ggmbh"), ("Bildung gUG (haftungsbeschränkt)", "ggmbh"),
        ("Elternbund", None), ("Levante", None), ("Verein EVA", None),
    ],
)  # fmt: skip
def test_the_legal_form_is_read_from_the_name_only_where_it_says_so(name, form):
    assert read(name=name).data.get("legal_form") == form


def test_a_column_for_the_legal_form_goes_before_the_name():
    assert read(name="Elternbund e. V.", legal_form="Stiftung").data["legal_form"] == "foundation"


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"place": "Dortmund"}, "Dortmund"),
        ({"postal_code": "", "place": "Dortmund"}, "Dortmund"),
        ({"postal_code": "D-44x", "place": "Dortmund"}, "Dortmund"),
        ({"postal_code": "44137", "place": "Lünen"}, ""),
    ],
)
def test_the_place_is_taken_where_no_postal_code_says_it(cast, cells, place):
    assert read(**cells).place == place


def test_without_a_postal_code_name_and_place_are_the_key():
    assert read(place="Dortmund").key == "name a Dortmund"


@pytest.mark.parametrize(
    ("cells", "is_whole"),
    [
        ({"postal_code": "99999"}, False), ({"email": "a(at)b"}, False), ({"website": "kein Netz"}, False),
        ({"email": "a@verein.example"}, True), ({"name": "A  B"}, True),
    ],
)  # fmt: skip
def test_a_row_that_could_not_be_read_whole_says_so(cast, cells, is_whole):
    assert read(**cells).is_whole == is_whole


@pytest.mark.parametrize(
    "cells",
    [{"phone": "keins"}, {"email": "a(at)b"}, {"website": "kein Netz"}, {"founded": "früher"},
     {"legal_form": "Haufen"}],
)  # fmt: skip
def test_what_can_not_be_read_is_left_out_and_said(cells):
    entry = read(**cells)
    ((column, written),) = cells.items()
    assert entry.data == {"name": "A"}
    assert entry.notes == [f"A: {ListColumn(column).label} “{written}” can not be read; left out."]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": ""}, "there is no name."),
        ({"name": "…"}, "there is no name."),
        ({"name": "x" * 201}, "the name has more than 200 characters."),
        ({"register": "vr"}, "A: the register or its number is missing."),
        ({"register": "", "register_number": "1"}, "A: the register or its number is missing."),
        ({"register_number": "9" * 31}, "A: this is no register number."),
        ({"street": "x" * 121}, f"“{'x' * 40} …” has more than 120 characters."),
        ({"street": "a\x07"}, "A: there are control characters."),
        ({"uuid": "7"}, "“7” is no identifier of the portal."),
    ],
)
def test_a_faulty_row_says_what_is_wrong(cells, problem):
    assert read(**cells).problem == problem


def test_a_row_with_several_faults_says_all_of_them_at_once():
    entry = read(register="vr", street="x" * 121, uuid="7")
    assert entry.problem == (
        "A: the register or its number is missing. "
        f"“{'x' * 40} …” has more than 120 characters. “7” is no identifier of the portal."
    )
