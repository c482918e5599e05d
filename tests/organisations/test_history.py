"""The history of an entry: who changed what, and back to what it said before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations import services
from organisations.models import Organisation
from organisations.reports import history
from portal.accounts.services import close_account
from portal.erasures.services import purge_histories
from portal.places.models import PostalCode
from tests.factories.organisations import MembershipFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db
HISTORY = "/en/desk/organisations/elterntreff-nordstadt/history/"
COMPLETE = {"summary_de": "Wir helfen.", "email": "info@nordstadt.example"}


@pytest.fixture
def association(cast) -> Organisation:
    """A listed entry that may be saved; its history has two events."""
    for field, value in COMPLETE.items():
        setattr(cast.association, field, value)
    cast.association.save()
    return cast.association


@pytest.fixture
def editor(client, cast, association):
    cast.editor.name = "Samira"
    cast.editor.save()
    client.force_login(cast.editor)
    return client


def change(association: Organisation, by, **data) -> Organisation:
    association.refresh_from_db()
    return services.update_profile(association, data, version=association.version, by=by)


def edits(client) -> list[history.Edit]:
    response = client.get(HISTORY)
    assert response.status_code == 200
    return response.context["edits"]


def told(differences) -> list[tuple[str, str, str]]:
    """Label, what went and what came of each difference."""
    return [(it.label, _pieces(it, "gone"), _pieces(it, "new")) for it in differences]


def _pieces(difference, kind: str) -> str:
    return "".join(
        piece.text for part in difference.paragraphs for piece in part.pieces if piece.change == kind
    )


def former(client, number: int) -> str:
    """The address of the state after an edit, counted from the newest."""
    return f"{HISTORY}{edits(client)[number].event}/"


# -- what it tells ---------------------------------------------------------------------------------------


def test_it_tells_who_changed_what_in_words(editor, cast, association):
    change(association, cast.editor, languages=["de", "tr"], open_to_all=False, activities=["advice"])
    latest = edits(editor)[0]
    assert (latest.name, latest.capacity) == ("Samira", "editor")
    assert told(latest.differences) == [
        ("Languages spoken", "German, Arabic", "German, Turkish"),
        ("Activities", "", "advice for families"),
        ("Open to all families", "yes", "no"),
    ]


def test_it_tells_of_each_language_by_itself_and_word_by_word(editor, cast, association):
    change(association, cast.editor, summary_de="Wir helfen gern.", summary_ar="نساعد")
    differences = edits(editor)[0].differences
    assert [(it.label, it.language) for it in differences] == [
        ("In one sentence", "de"),
        ("In one sentence", "ar"),
    ]
    assert told(differences)[0] == ("In one sentence", "", " gern")
    assert '<div class="difference" lang="ar" dir="rtl">' in editor.get(HISTORY).text


def test_it_tells_of_place_phone_and_legal_form_as_people_say_them(editor, cast, association):
    PostalCodeFactory(code="59065", place="Hamm")
    change(
        association, cast.editor, postal_code=PostalCode.objects.get(code="59065"), phone="+49231555010",
        legal_form="other",
    )  # fmt: skip
    assert told(edits(editor)[0].differences) == [
        ("Legal form", "not known", "other"),
        ("Postal code", "44137", "59065"),
        ("Phone", "", "0231 555010"),
    ]


def test_it_tells_when_the_page_was_shown_and_by_whom(editor, cast, association):
    services.withdraw(association, by=cast.coordinator)
    latest = edits(editor)[0]
    assert told(latest.differences) == [("State", "page is public", "not public yet")]
    assert latest.capacity == "coordinator"


def test_the_first_state_has_nothing_to_compare_with(editor):
    first = edits(editor)[-1]
    assert (first.is_first, first.differences) == (True, ())


def test_a_page_of_the_form_says_who_sent_it(editor, cast, association):
    editor.post(
        "/en/desk/organisations/elterntreff-nordstadt/words/tr/",
        {"version": association.version, "summary": "Yardım ederiz", "about": ""},
    )
    latest = edits(editor)[0]
    assert (latest.name, latest.capacity, told(latest.differences)) == (
        "Samira", "editor", [("In one sentence", "", "Yardım ederiz")],
    )  # fmt: skip


def test_who_registered_an_entry_is_its_coordinator(client, cast):
    client.force_login(cast.translator)
    key = "6e7d1a0e-95f2-4a48-a9a8-2a4f9d0b3c11"
    entry = services.register(key, {"name": "Neu"}, by=cast.translator)
    (first,) = client.get(f"/en/desk/organisations/{entry.slug}/history/").context["edits"]
    assert (first.name, first.capacity) == (str(cast.translator), "coordinator")


def test_of_portal_staff_it_tells_the_capacity_and_no_name(editor, cast, association):
    cast.portal_staff.name = "Otto"
    cast.portal_staff.save()
    change(association, cast.portal_staff, name="Elterntreff Nord")
    latest = edits(editor)[0]
    assert (latest.name, latest.capacity) == ("", "portal staff")


def test_the_role_stays_when_the_account_is_gone(client, cast, association):
    change(association, cast.editor, name="Elterntreff Nord")
    close_account(cast.editor, by=cast.editor)
    client.force_login(cast.coordinator)
    latest = edits(client)[0]
    assert (latest.name, latest.capacity) == ("", "editor")


def test_who_has_left_is_still_named(client, cast, association):
    change(association, cast.editor, name="Elterntreff Nord")
    association.memberships.filter(user=cast.editor).delete()
    client.force_login(cast.coordinator)
    assert edits(client)[0].name == str(cast.editor)


def test_a_long_history_has_pages_and_each_edit_is_compared_with_the_one_before(editor, cast, association):
    for number in range(20):
        change(association, cast.editor, founded=1990 + number)
    assert len(edits(editor)) == 20
    last_of_the_page = edits(editor)[-1]
    assert told(last_of_the_page.differences) == [("Founded in", "", "1990")]
    assert len(editor.get(HISTORY, {"page": "2"}).context["edits"]) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_long_history_costs_no_more(editor, cast, association, django_assert_num_queries, number):
    for year in range(number):
        change(association, cast.editor, founded=1990 + year)
    with django_assert_num_queries(14):
        editor.get(HISTORY)


# -- back to what it said ----------------------------------------------------------------------------------


def test_one_field_of_an_older_state_is_put_back_as_a_new_edit(editor, cast, association):
    change(association, cast.editor, name="Elternrat", languages=["de"])
    address, count = former(editor, 1), association.events.count()
    response = editor.post(address, {"version": 2, "columns": ["name"]})
    assert (response.status_code, response["Location"]) == (302, HISTORY)
    association.refresh_from_db()
    assert (association.name, association.languages, association.version) == (
        "Elterntreff Nordstadt", ["de"], 3,
    )  # fmt: skip
    assert association.events.count() == count + 1
    assert told(edits(editor)[0].differences) == [("Name", "Elternrat", "Elterntreff Nordstadt")]


def test_all_fields_are_ticked_at_first_and_put_back_together(editor, cast, association):
    change(association, cast.editor, name="Elternrat", summary_de="Anders.", phone="+49231555010")
    page = editor.get(address := former(editor, 1))
    columns = page.context["form"]["columns"].value()
    assert columns == ["name", "phone", "summary_de"]
    assert page.text.count(" checked>") == 3
    editor.post(address, {"version": 2, "columns": columns})
    association.refresh_from_db()
    assert (association.name, association.summary_de, str(association.phone)) == (
        "Elterntreff Nordstadt", "Wir helfen.", "",
    )  # fmt: skip


def test_one_language_comes_back_without_the_others(editor, cast, association):
    change(association, cast.editor, summary_de="Alt.", summary_ar="قديم")
    change(association, cast.editor, summary_de="Neu.", summary_ar="جديد")
    editor.post(former(editor, 1), {"version": 3, "columns": ["summary_ar"]})
    association.refresh_from_db()
    assert (association.summary_de, association.summary_ar) == ("Neu.", "قديم")


def test_with_the_postal_code_the_place_comes_back(editor, cast, association):
    hamm = PostalCodeFactory(code="59065", place="Hamm")
    change(association, cast.editor, postal_code=hamm)
    editor.post(former(editor, 1), {"version": 2, "columns": ["postal_code"]})
    association.refresh_from_db()
    assert (association.postal_code_id, association.place) == ("44137", "Dortmund")


def test_a_place_that_is_no_more_is_not_put_back(editor, cast, association):
    hamm = PostalCodeFactory(code="59065", place="Hamm")
    change(association, cast.editor, postal_code=hamm)
    change(association, cast.editor, postal_code=cast.postal_code)
    hamm.delete()
    response = editor.post(former(editor, 1), {"version": 3, "columns": ["postal_code"]})
    assert response.status_code == 422
    assert "The postal code or logo of that time is no longer known." in response.text


def test_a_listed_entry_keeps_what_its_page_needs(editor, association):
    response = editor.post(former(editor, 1), {"version": 1, "columns": ["email", "summary_de"]})
    assert response.status_code == 422
    assert "Your page is public, so this can not be empty" in response.text
    association.refresh_from_db()
    assert association.email == "info@nordstadt.example"


def test_whether_the_public_sees_it_is_no_field_to_put_back(editor, cast, association):
    services.withdraw(association, by=cast.coordinator)
    page = editor.get(address := former(editor, 1))
    assert "cannot be put back" in page.text
    assert "<button>Put back" not in page.text
    assert editor.post(address, {"version": 2, "columns": ["state"]}).status_code == 422
    association.refresh_from_db()
    assert association.is_unclaimed


def test_nothing_ticked_is_said_in_words(editor, cast, association):
    change(association, cast.editor, name="Elternrat")
    response = editor.post(former(editor, 1), {"version": 2})
    assert response.status_code == 422
    assert "Tick what is to be put back." in response.text


def test_who_was_slower_sees_what_stands_there_now_and_may_press_again(editor, cast, association):
    change(association, cast.editor, name="Elternrat")
    address = former(editor, 1)
    change(association, cast.coordinator, name="Elternkreis")
    response = editor.post(address, {"version": 2, "columns": ["name"]})
    assert response.status_code == 422
    assert told(response.context["differences"]) == [("Name", "Elternkreis", "Elterntreff Nordstadt")]
    assert Organisation.objects.get(pk=association.pk).name == "Elternkreis"
    version = response.context["form"]["version"].value()
    assert editor.post(address, {"version": version, "columns": ["name"]}).status_code == 302
    assert Organisation.objects.get(pk=association.pk).name == "Elterntreff Nordstadt"


def test_the_newest_state_has_nothing_to_put_back(editor):
    assert "The entry says the same today." in editor.get(former(editor, 0)).text


def test_the_history_of_another_entry_is_not_put_back(editor, cast):
    event = cast.foreign_association.events.latest("pgh_id").pgh_id
    assert editor.post(f"{HISTORY}{event}/", {"version": 1, "columns": ["name"]}).status_code == 404


# -- what it forgets -----------------------------------------------------------------------------------------


def test_a_removed_entry_has_no_contact_data_in_its_history_and_gets_none_back(client, cast, association):
    entry = cast.foreign_association
    change(entry, cast.portal_staff, email="a@b.example", summary_de="Wir helfen.", street="Gasse 1")
    entry.memberships.all().delete()
    services.withdraw(entry, by=cast.portal_staff)
    services.remove(Organisation.objects.get(pk=entry.pk), by=cast.portal_staff)
    client.force_login(cast.portal_staff)
    address = f"/en/desk/organisations/{entry.slug}/history/"
    page = client.get(address)
    assert "a@b.example" not in page.text
    assert "Gasse 1" not in page.text
    event = page.context["edits"][-1].event
    columns = client.get(f"{address}{event}/").context["form"]["columns"].value()
    entry.refresh_from_db()
    response = client.post(f"{address}{event}/", {"version": entry.version, "columns": columns})
    assert response.status_code == 422


def test_it_ends_with_its_entry(association):
    key = association.pk
    Organisation.objects.filter(pk=key).delete()
    purge_histories()
    assert not Organisation.pgh_event_model.objects.filter(pgh_obj_id=key).exists()


def test_what_an_entry_said_three_years_ago_is_forgotten(editor, cast, association):
    association.events.update(pgh_created_at=timezone.now() - timedelta(days=1096))
    change(association, cast.editor, phone="+49231555010")
    purge_histories()
    (only,) = edits(editor)
    assert (only.is_first, only.name) == (True, "Samira")


def test_helpers_have_no_way_to_it(client, cast, association):
    client.force_login(MembershipFactory(organisation=association, role="helper").user)
    assert client.get(HISTORY).status_code == 404
    assert "/history/" not in client.get("/en/desk/organisations/elterntreff-nordstadt/").text
