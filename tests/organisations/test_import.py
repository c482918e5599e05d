"""`importorganisations`: the real list, and files that are not as they should be."""

import io

import pytest
from django.core.management import CommandError, call_command

from organisations.models import Organisation
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.places import PostalCodeFactory
from tests.realdata import real_data
from tests.snapshots import restore_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = "name,register,register_no,plz\n"


@pytest.fixture
def kreuzberg():
    return PostalCodeFactory(
        code="10969",
        place="Berlin",
        district__ags="11000",
        district__land__code="DE-BE",
        district__land__ags="11",
    )


@pytest.fixture
def run(tmp_path, kreuzberg):
    def run(content: str | bytes, *options: str) -> str:
        file = tmp_path / "list.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        call_command("importorganisations", str(file), *options, stdout=out)
        return out.getvalue()

    return run


def last(output: str) -> str:
    return output.strip().splitlines()[-1].partition(": ")[2]


def test_the_real_list_of_berlin(client):
    file = real_data("grants-berlin/organisations_integration.csv")
    restore_reference()
    out = io.StringIO()
    call_command("importorganisations", str(file), stdout=out)
    assert last(out.getvalue()).startswith("210 new, 0 changed, 0 unchanged")
    assert Organisation.objects.filter(state="unclaimed", source="grants-berlin").count() == 210
    assert Organisation.objects.filter(land="DE-BE").count() == 209
    assert "postal code “12638” is unknown" in out.getvalue()
    assert out.getvalue().count("perhaps the same as") >= 1
    assert Organisation.objects.get(postal_code=None).postal_code_as_written == "12638"
    page = client.get("/de/organisations/ariba-e-v/").text
    assert "ARIBA e. V." in page
    assert "Berlin" in page
    assert "10969" not in page
    again = io.StringIO()
    call_command("importorganisations", str(file), stdout=again)
    assert last(again.getvalue()).startswith("0 new, 0 changed, 210 unchanged")


def test_a_new_entry_is_unclaimed_and_in_the_log(run):
    run(HEAD + "  ARIBA   e. V. ,vr,015289,10969\n")
    (row,) = Organisation.objects.all()
    assert (row.name, row.state, row.place, row.land_id) == ("ARIBA e. V.", "unclaimed", "Berlin", "DE-BE")
    assert (row.source, row.source_key, row.register_number) == ("grants-berlin", "vr 015289", "VR 15289")
    assert row.decisions.get().verb == "import"


def test_the_source_can_be_named(run):
    run(HEAD + "A,vr,1,10969\n", "--source", "hamburg")
    assert Organisation.objects.get().source == "hamburg"


def test_a_changed_row_changes_its_entry(run):
    run(HEAD + "A,vr,1,10969\n")
    assert last(run(HEAD + "B,vr,1,10969\n")).startswith("0 new, 1 changed")
    assert Organisation.objects.get().name == "B"


def test_what_its_people_wrote_is_kept(run):
    run(HEAD + "A,vr,1,10969\n")
    MembershipFactory(organisation=Organisation.objects.get())
    assert "1 kept as their people wrote them" in run(HEAD + "B,vr,1,10969\n")
    assert Organisation.objects.get().name == "A"


def test_bad_rows_take_everything_back(run):
    with pytest.raises(CommandError, match="row 3: there is no name") as refusal:
        run(HEAD + "A,vr,1,10969\n,vr,2,10969\nC,,3,10969\nD,vr,4,10969,surplus\n")
    assert str(refusal.value).count("row ") == 3
    assert not Organisation.objects.exists()


def test_bad_rows_are_left_out_on_request(run):
    output = run(HEAD + "A,vr,1,10969\n,vr,2,10969\n", "--skip-bad")
    assert "row 3: there is no name" in output
    assert last(output) == "1 new, 0 changed, 0 unchanged, 0 kept as their people wrote them, 1 left out."


def test_a_row_that_stands_twice_is_taken_once_and_a_contradiction_is_refused(run):
    assert "the same as row 2, taken once" in run(HEAD + "A,vr,1,10969\nA,vr,1,10969\n")
    with pytest.raises(CommandError, match="vr 1 already stands in row 2 with other data"):
        run(HEAD + "A,vr,1,10969\nB,vr,1,10969\n")


def test_what_is_repaired_or_doubtful_is_said(run):
    PostalCodeFactory(
        code="04315",
        place="Leipzig",
        district__ags="14713",
        district__land__code="DE-SN",
        district__land__ags="14",
    )
    output = run(HEAD + "A  e.V.,vr,1,4315\nB,vr,2,0\n")
    assert "A e.V.: superfluous spaces removed" in output
    assert "postal code 4315 completed to 04315" in output
    assert "postal code “0” is unknown" in output


def test_an_association_that_is_perhaps_here_already_is_named(run, kreuzberg):
    OrganisationFactory(name="Türkischer Elternverein Berlin e. V.", slug="tev", postal_code=kreuzberg)
    output = run(HEAD + "Turkischer Elternverein Berlin e.V.,vr,1,10969\n")
    assert "perhaps the same as Türkischer Elternverein Berlin e. V." in output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("ort,plz\nBerlin,10969\n", "Without a name"),
        (HEAD + '"A,vr,1,10969\n', "quotation mark"),
        (HEAD + "A" * 140_000 + ",vr,1,10969\n", "more than"),
        (HEAD + "A" * 201 + ",vr,1,10969\n", "200"),
        (b"name\x81,register,register_no,plz\n", "neither UTF-8"),
        (b"PK\x03\x04 no workbook", "damaged"),
        (HEAD + "A,vr," + "9" * 31 + ",10969\n", "no register number"),
        (HEAD + '"A\x07",vr,1,10969\n', "control characters"),
        ("name,name,register,register_no,plz\nA,B,vr,1,10969\n", "more than once"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_in_words(run, content, message):
    with pytest.raises(CommandError, match=message):
        run(content)
    assert not Organisation.objects.exists()


def test_windows_letters_and_semicolons(run):
    run(
        "Vereine in Berlin;;;\nname;register;register_no;plz\nTürkischer Verein;vr;1;10969\n".encode("cp1252")
    )
    assert Organisation.objects.get().name == "Türkischer Verein"


def test_a_file_that_is_not_there(kreuzberg):
    with pytest.raises(CommandError):
        call_command("importorganisations", "/nowhere.csv")
