"""The entries go out in the columns in which lists come in."""

import pytest

from organisations.models import Organisation
from tests.factories.organisations import OrganisationFactory
from tests.organisations.lists.conftest import HEAD, LISTS, counts, downloaded

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])


@pytest.fixture
def odd(berlin):
    """An entry whose words a spreadsheet would take for a formula."""
    return OrganisationFactory(
        name="=HYPERLINK(1)", state="unclaimed", postal_code=berlin, phone="+4930901820", founded=1990,
        street="@Hof 3", website="https://verein.example/a", email="post@verein.example",
        legal_form="foundation", register_number="VR 5", register_court="Charlottenburg",
    )  # fmt: skip


@KINDS
def test_an_export_that_comes_back_changes_nothing(staff, odd, kind):
    response = staff.client.get(f"{LISTS}entries.{kind}")
    edition = staff.compare(response.content, name=f"list.{kind}")
    assert counts(edition) == {"same": Organisation.objects.count()}


@KINDS
def test_an_export_of_a_network_that_comes_back_changes_nothing(network, cast, kind):
    network.take(network.compare("name,plz,strasse\n=A,10969,Hof 3\n"))
    response = network.client.get(f"{network.home}entries.{kind}")
    edition = network.compare(response.content, source="Export")
    assert counts(edition) == {"same": 2}


def test_the_legal_form_goes_out_by_its_name(staff, odd):
    text = staff.client.get(f"{LISTS}entries.csv").content.decode("utf-8-sig")
    assert "registered association (e. V.)" not in text
    assert ";not known;" in text
    assert ";unknown;" not in text


def test_formulas_are_escaped(staff, odd):
    text = staff.client.get(f"{LISTS}entries.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'@Hof 3" in text


def test_the_headings_are_in_the_language_of_the_reader(staff):
    text = staff.client.get("/de/desk/organisation-lists/entries.csv").content.decode("utf-8-sig")
    assert "Postleitzahl" in text.splitlines()[0]


def test_a_german_export_comes_back_into_an_english_page(staff):
    response = staff.client.get("/de/desk/organisation-lists/entries.csv")
    assert counts(staff.compare(response.content)) == {"same": Organisation.objects.count()}


def test_a_network_gets_its_own_entries_and_what_is_public_of_others(network, cast, tmp_path):
    Organisation.objects.filter(pk=cast.association.pk).update(
        street="Geheim 1", phone="+4923112345", register_number="VR 77"
    )
    network.take(network.compare("name,strasse\nA,Hof 3\n"))
    rows = downloaded(network.client.get(f"{network.home}entries.csv"), tmp_path)
    found = {row[1]: row for row in rows}
    assert set(found) == {"A", "Elterntreff Nordstadt"}
    assert "Hof 3" in found["A"]
    assert "0231 12345" in found["Elterntreff Nordstadt"]
    assert not {"Geheim 1", "VR 77"} & set(found["Elterntreff Nordstadt"])


def test_what_its_people_wrote_into_a_claimed_entry_is_not_for_the_network(network, cast, tmp_path):
    from tests.factories.organisations import MembershipFactory

    network.take(network.compare(HEAD + "A,vr,1,10969\n"))
    entry = Organisation.objects.get(name="A")
    MembershipFactory(organisation=entry)
    Organisation.objects.filter(pk=entry.pk).update(street="Geheim 1")
    response = network.client.get(f"{network.home}entries.csv")
    assert "Geheim 1" not in response.content.decode()


def test_there_is_no_other_kind_of_file(staff):
    assert staff.client.get(f"{LISTS}entries.pdf").status_code == 404


@pytest.mark.parametrize(("count", "queries"), [(1, 6), (3, 6)])
def test_a_network_with_many_members_asks_the_database_no_more_often(
    network, cast, django_assert_num_queries, count, queries
):
    network.take(network.compare("name\n" + "".join(f"A{number}\n" for number in range(count))))
    with django_assert_num_queries(queries):
        assert network.client.get(f"{network.home}entries.csv").status_code == 200
