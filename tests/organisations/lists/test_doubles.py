"""A row that perhaps stands here already is not taken over before somebody has said which it is."""

import pytest

from organisations.models import Organisation, OtherKey
from tests.factories.organisations import OrganisationFactory
from tests.organisations.lists.conftest import HEAD, counts

pytestmark = pytest.mark.django_db
ROW = HEAD + "Turkischer Elternverein Berlin e.V.,vr,1,10969\n"


@pytest.fixture
def known(berlin):
    return OrganisationFactory(
        name="Türkischer Elternverein Berlin e. V.", state="unclaimed", postal_code=berlin, source="old",
        source_key="7", register_number="VR 99",
    )  # fmt: skip


def the_row(edition):
    return edition.rows.get()


def named(edition) -> str:
    return f"row-{the_row(edition).pk}"


def test_a_similar_name_in_the_district_is_asked_about(staff, known):
    edition = staff.compare(ROW)
    assert counts(edition) == {"doubtful": 1}
    assert the_row(edition).candidates == [known.pk]
    assert "Yes: Türkischer Elternverein Berlin e. V., Berlin" in staff.page(edition, "?show=doubtful")


def test_a_similar_name_in_another_district_is_not(staff, cast):
    OrganisationFactory(name="Türkischer Elternverein Berlin e. V.", postal_code=cast.postal_code)
    assert counts(staff.compare(ROW)) == {"new": 1}


def test_the_same_register_number_in_the_land_is_asked_about(staff, known):
    edition = staff.compare(HEAD + "Ganz anders e. V.,vr,0099,10969\n")
    assert the_row(edition).candidates == [known.pk]


def test_the_same_register_number_in_another_land_is_not(staff, known):
    assert counts(staff.compare(HEAD + "Ganz anders e. V.,vr,0099,44137\n")) == {"new": 1}


def test_the_same_register_number_of_another_court_is_not(staff, known):
    Organisation.objects.filter(pk=known.pk).update(register_court="Charlottenburg")
    content = "name,registernummer,registergericht\nGanz anders e. V.,VR 99,Cottbus\n"
    assert counts(staff.compare(content)) == {"new": 1}


def test_nothing_is_taken_over_before_all_doubts_are_answered(staff, known):
    edition = staff.compare(ROW)
    response = staff.take(edition)
    assert response.status_code == 422
    assert "Say first which of the doubtful rows stand here already" in response.text
    assert not Organisation.objects.filter(source="Berlin").exists()


def test_answers_that_stand_on_the_page_are_taken_with_the_list(staff, known):
    edition = staff.compare(ROW)
    page = staff.page(edition)
    assert (
        page.index("/answers/")
        < page.index("Is “Turkischer")
        < page.index(f'formaction="{staff.url(edition)}take/"')
    )
    staff.take(edition, **{named(edition): "new"})
    assert Organisation.objects.filter(source="Berlin").count() == 1
    assert counts(edition) == {"new": 1, "moved": 0}


def test_an_answer_is_kept_even_if_another_is_still_missing(staff, known):
    edition = staff.compare(ROW + "Türkischer Elternverein Berlin,vr,2,10969\n")
    first, _second = edition.rows.all()
    assert staff.take(edition, **{f"row-{first.pk}": "new"}).status_code == 422
    assert counts(edition) == {"new": 1, "doubtful": 1}


def test_the_same_updates_the_entry_which_keeps_its_own_key(staff, known):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): str(known.pk)})
    assert counts(edition) == {"changed": 1}
    staff.take(edition)
    known.refresh_from_db()
    assert (known.name, known.register_number) == ("Turkischer Elternverein Berlin e.V.", "VR 1")
    assert (known.source, known.source_key) == ("old", "7")


def test_the_next_edition_knows_the_answer(staff, known):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): str(known.pk)})
    staff.take(edition)
    assert OtherKey.objects.get().organisation == known
    again = staff.compare(ROW)
    assert counts(again) == {"same": 1}
    assert the_row(again).candidates == []


def test_another_organisation_becomes_a_new_entry(staff, known):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): "new"})
    staff.take(edition)
    assert Organisation.objects.filter(source="Berlin").count() == 1
    known.refresh_from_db()
    assert known.version == 1


def test_an_answer_can_be_taken_back(staff, known):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): "new"})
    staff.answer(edition, **{named(edition): str(known.pk)})
    assert the_row(edition).entry == known


def test_an_answer_outlives_another_look_at_the_columns(staff, known):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): str(known.pk)})
    staff.name_columns(edition)
    assert the_row(edition).entry == known


def test_an_entry_that_was_not_offered_is_no_answer(staff, known, cast):
    edition = staff.compare(ROW)
    staff.answer(edition, **{named(edition): str(cast.association.pk)})
    assert counts(edition) == {"doubtful": 1}


def test_two_rows_are_not_one_organisation(staff, known):
    edition = staff.compare(ROW + "Türkischer Elternverein Berlin,vr,2,10969\n")
    rows = {f"row-{row.pk}": str(known.pk) for row in edition.rows.all()}
    staff.answer(edition, **rows)
    assert counts(edition) == {"doubtful": 2}
    first, second = rows
    staff.answer(edition, **{first: str(known.pk)})
    staff.answer(edition, **{second: str(known.pk)})
    assert counts(edition) == {"changed": 1, "doubtful": 1}


def test_an_entry_that_is_not_public_is_not_named(network, known):
    Organisation.objects.filter(pk=known.pk).update(state="removed")
    page = network.page(network.compare(ROW))
    assert "Yes, an entry that is not public" in page
    assert "Türkischer" not in page


def test_similar_names_are_told_as_the_database_tells_them(staff, known):
    from django.contrib.postgres.search import TrigramSimilarity

    from portal.lib.text import fold, likeness, trigrams

    for name in ("Turkischer Elternverein Berlin e.V.", "Elternverein", "Школа", "", "a b"):
        alike = Organisation.objects.annotate(much=TrigramSimilarity("sort_key", fold(name))).get(pk=known.pk)
        assert likeness(trigrams(fold(name)), trigrams(known.sort_key)) == pytest.approx(alike.much, abs=1e-6)
