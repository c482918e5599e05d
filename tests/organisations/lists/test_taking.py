"""Portal staff take over a list: seen first, whole or not at all, and once."""

from uuid import uuid4

import pytest

from organisations.models import ImportedList, ListSource, Organisation
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.places import PostalCodeFactory
from tests.organisations.lists.conftest import HEAD, LISTS, counts

pytestmark = pytest.mark.django_db


def entries():
    return Organisation.objects.filter(source="Berlin").order_by("pk")


def test_nothing_is_taken_over_before_it_has_been_looked_at(staff):
    edition = staff.compare(HEAD + "ARIBA e. V.,vr,015289,10969\n")
    page = staff.page(edition)
    assert "ARIBA" in page
    assert "VR 15289" in page
    assert counts(edition) == {"new": 1}
    assert not entries().exists()


def test_a_new_entry_is_unclaimed_and_in_the_log(staff, cast):
    staff.take(staff.compare(HEAD + "ARIBA e. V.,vr,015289,10969\n"))
    (row,) = entries()
    assert (row.name, row.state, row.place, row.land_id) == ("ARIBA e. V.", "unclaimed", "Berlin", "DE-BE")
    line = row.decisions.get()
    assert (line.verb, line.by, line.capacity, line.reason) == (
        "import", cast.portal_staff, "portal", "Berlin",
    )  # fmt: skip


def test_a_legal_form_that_the_list_does_not_say_stays_unknown_and_is_seen_before(staff):
    edition = staff.compare("name,plz\nElternbund,10969\nElternrat e. V.,10969\n")
    page = staff.page(edition)
    assert page.count("Legal form: not known") == 1
    assert page.count("Legal form: registered association (e. V.)") == 1
    staff.take(edition)
    assert [row.legal_form for row in entries()] == ["unknown", "ev"]


def test_the_next_edition_does_not_change_an_unknown_legal_form(staff):
    for _time in range(2):
        edition = staff.compare("name,plz\nElternbund,10969\n")
        staff.take(edition)
    assert counts(edition) == {"same": 1, "moved": 0}


def test_columns_that_are_not_taken_over_are_named_on_both_pages(staff):
    edition = staff.upload("name,plz,Sprachen,Vorstand\nA,10969,tr,B\n")
    said = "Not taken over: <bdi>Sprachen, Vorstand</bdi>"
    assert said in staff.client.get(staff.url(edition) + "columns/").text
    staff.name_columns(edition)
    assert said in staff.page(edition)
    staff.name_columns(edition, street="Sprachen", founded="Vorstand")
    assert "Not taken over" not in staff.page(edition)


def test_a_place_is_kept_and_found_where_the_postal_code_is_bad(staff):
    edition = staff.compare("name,plz,Ort\nElternbund,999,Hörde\n")
    assert "“999” is unknown; kept with the place Hörde, without Land." in staff.page(edition)
    staff.take(edition)
    (row,) = entries()
    assert (row.place, row.postal_code_as_written, row.land) == ("Hörde", "999", None)
    assert list(Organisation.objects.matching("Hörde")) == [row]


def test_a_row_that_could_not_be_read_whole_is_no_plain_new_one(staff):
    edition = staff.compare("name,mail\nA,a(at)b\nB,b@verein.example\n")
    assert '<span class="tag tag-warn">new</span> <span class="tag">not read whole</span>' in staff.page(
        edition
    )
    page = staff.page(edition, "?show=partly")
    assert "<bdi>A</bdi>" in page
    assert "<bdi>B</bdi>" not in page


def test_the_rows_are_forgotten_once_they_are_taken_over(staff):
    edition = staff.compare(HEAD + "A,vr,1,10969\n")
    staff.take(edition)
    edition.refresh_from_db()
    assert (edition.state, edition.table, edition.rows.count()) == ("taken", [], 0)
    assert "Taken over" in staff.page(edition)


def test_a_second_run_changes_nothing(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\nB,vr,2,10969\n"))
    again = staff.compare(HEAD + "A,vr,1,10969\nB,vr,2,10969\n")
    assert counts(again) == {"same": 2}
    staff.take(again)
    assert [row.version for row in entries()] == [1, 1]


def test_a_changed_row_is_shown_before_and_after(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\n"))
    edition = staff.compare(HEAD + "B,vr,1,10969\n")
    assert counts(edition) == {"changed": 1}
    assert "<del><bdi>A</bdi></del> → <ins><bdi>B</bdi></ins>" in staff.page(edition, "?show=changed")
    staff.take(edition)
    assert [(row.name, row.version) for row in entries()] == [("B", 2)]


def test_who_has_moved_is_listed(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\nB,vr,2,10969\n"))
    edition = staff.compare(HEAD + "A,vr,1,12043\nB,vr,2,10969\n")
    page = staff.page(edition, "?show=moved")
    assert "<del><bdi>10969</bdi></del> → <ins><bdi>12043</bdi></ins>" in page
    assert "VR 2" not in page
    staff.take(edition)
    assert counts(edition) == {"changed": 1, "same": 1, "moved": 1}
    assert [row.postal_code_id for row in entries()] == ["12043", "10969"]


def test_an_empty_cell_says_nothing(staff):
    staff.take(staff.compare("name,plz,mail\nA,10969,a@verein.example\n"))
    edition = staff.compare("name,plz,mail\nA,10969,\n")
    assert counts(edition) == {"same": 1}


def test_what_its_people_wrote_is_kept(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\n"))
    MembershipFactory(organisation=entries().get())
    edition = staff.compare(HEAD + "B,vr,1,10969\n")
    assert counts(edition) == {"kept": 1}
    staff.take(edition)
    assert entries().get().name == "A"


def test_a_removed_entry_does_not_come_back(staff):
    OrganisationFactory(name="A", state="removed", source="Berlin", source_key="vr 1")
    edition = staff.compare(HEAD + "A,vr,1,10969\n")
    assert counts(edition) == {"kept": 1}
    staff.take(edition)
    assert entries().get().state == "removed"


def test_faulty_rows_keep_everything_back_until_they_are_left_out(staff):
    edition = staff.compare(HEAD + "A,vr,1,10969\n,vr,2,10969\n")
    response = staff.take(edition)
    assert response.status_code == 422
    assert "Some rows are faulty" in response.text
    assert not entries().exists()
    staff.take(edition, skips_bad="on")
    assert [row.name for row in entries()] == ["A"]
    assert counts(edition) == {"new": 1, "bad": 1, "moved": 0}


def test_a_second_click_takes_over_once(staff):
    edition = staff.compare(HEAD + "A,vr,1,10969\n")
    assert [staff.take(edition).status_code for _click in range(2)] == [302, 302]
    assert entries().count() == 1


def test_a_second_click_uploads_once(staff):
    key = uuid4()
    staff.upload(HEAD + "A,vr,1,10969\n", key=key)
    staff.upload(HEAD + "A,vr,1,10969\n", key=key)
    assert ImportedList.objects.count() == 1


def test_what_has_changed_since_it_was_looked_at_is_not_overwritten(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\nC,vr,3,10969\n"))
    edition = staff.compare(HEAD + "B,vr,1,10969\nD,vr,4,10969\n")
    Organisation.objects.filter(name="A").update(name="Z", version=2)
    staff.take(edition)
    assert [row.name for row in entries()] == ["Z", "C"]
    assert "have changed meanwhile" in staff.page(edition)
    assert "<del><bdi>Z</bdi></del>" in staff.page(edition)
    staff.take(edition)
    assert [row.name for row in entries()] == ["B", "C", "D"]


def test_an_entry_that_somebody_has_claimed_meanwhile_is_not_overwritten(staff):
    staff.take(staff.compare(HEAD + "A,vr,1,10969\n"))
    edition = staff.compare(HEAD + "B,vr,1,10969\n")
    MembershipFactory(organisation=entries().get())
    staff.take(edition)
    assert entries().get().name == "A"
    assert counts(edition) == {"kept": 1}


def test_a_row_that_another_list_has_brought_meanwhile_is_not_made_twice(staff):
    first, second = (staff.compare(HEAD + "A,vr,1,10969\n") for _time in range(2))
    staff.take(first)
    staff.take(second)
    assert entries().count() == 1
    assert counts(second) == {"same": 1}


def test_a_job_that_fails_takes_over_nothing_and_says_so(staff, monkeypatch):
    edition = staff.compare(HEAD + "A,vr,1,10969\nB,vr,2,10969\n")
    monkeypatch.setattr("organisations.services.importing.taking._ask", lambda *args: 1 / 0)
    staff.take(edition)
    assert not entries().exists()
    assert "nothing was taken over" in staff.page(edition)


def test_a_list_is_thrown_away_with_all_its_rows(staff):
    edition = staff.compare(HEAD + "A,vr,1,10969\n")
    response = staff.client.post(staff.url(edition) + "discard/")
    assert response["Location"] == LISTS
    assert not ImportedList.objects.exists()


def test_the_columns_are_remembered_for_the_next_edition(staff):
    edition = staff.upload("Wer,Wo\nA,10969\n")
    assert edition.columns == {}
    staff.name_columns(edition, name="Wer", postal_code="Wo")
    assert ListSource.objects.get().columns == {"name": "Wer", "postal_code": "Wo"}
    assert staff.upload("Wo,Wer\n10969,A\n").columns == {"name": "Wer", "postal_code": "Wo"}


@pytest.mark.parametrize(
    ("columns", "message"),
    [({"name": ""}, "Please choose an answer."), ({"register_court": "name"}, "This column is named twice.")],
)
def test_columns_that_cannot_be_are_refused(staff, columns, message):
    response = staff.name_columns(staff.upload(HEAD + "A,vr,1,10969\n"), **columns)
    assert response.status_code == 422
    assert message in response.text


def test_the_columns_of_another_heading_change_what_would_be_taken(staff):
    edition = staff.compare("name,verein\nA,B\n")
    assert "<bdi>A</bdi>" in staff.page(edition)
    staff.name_columns(edition, name="verein")
    assert "<bdi>B</bdi>" in staff.page(edition)


def test_rows_are_found_by_name_and_page_by_page(staff):
    PostalCodeFactory(code="10961")
    edition = staff.compare("name\n" + "".join(f"Verein {number:03}\n" for number in range(60)))
    assert "Verein 049" in staff.page(edition)
    assert "Verein 050" not in staff.page(edition)
    assert "Verein 050" in staff.page(edition, "?page=2")
    assert "Verein 059" in staff.page(edition, "?q=059")
    assert "Verein 001" not in staff.page(edition, "?q=059")
