"""Editing the profile: what is saved, what is refused, who was faster."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode

from organisations import services
from organisations.choices import ListingState
from organisations.forms.desk_profile import ProfileForm, WordsForm
from organisations.models import Organisation
from organisations.models.profile import PRIVATE
from portal.lib.errors import Stale
from tests.factories.places import PostalCodeFactory
from tests.realdata import naughty_strings

pytestmark = pytest.mark.django_db
PROFILE = "/en/desk/organisations/elterntreff-nordstadt/profile/"
WORDS = "/en/desk/organisations/elterntreff-nordstadt/words/ar/"
OVERVIEW = "/en/desk/organisations/elterntreff-nordstadt/"
# What makes a listed entry complete, so that it may be saved.
COMPLETE = {"summary_de": "Wir helfen.", "email": "info@nordstadt.example"}


@pytest.fixture
def association(cast) -> Organisation:
    for field, value in COMPLETE.items():
        setattr(cast.association, field, value)
    cast.association.save()
    return cast.association


@pytest.fixture
def coordinator(client, cast, association):
    client.force_login(cast.coordinator)
    return client


def entries(**changes) -> dict:
    return {
        "version": "1", "name": "Elterntreff Nordstadt", "level": "local", "common": ["de", "ar"],
        "more": "", "age_phases": ["kita"], "activities": ["advice"], "open_to_all": "on",
        "postal_code": "44137",
        "email": "info@nordstadt.example", "phone": "0231 555010", "website": "nordstadt.example",
        "street": "", "legal_form": "ev", "register_court": "", "register_number": "", "founded": "2009",
    } | changes  # fmt: skip


def test_what_the_page_needs_is_not_called_optional(coordinator):
    for label in ("Phone", "Mail address", "Website", "Postal code", "Languages spoken"):
        assert not says_optional(coordinator.get(PROFILE).text, label), label
    assert says_optional(coordinator.get(PROFILE).text, "Street and number")
    assert not says_optional(coordinator.get(WORDS.replace("/ar/", "/de/")).text, "In one sentence")
    assert says_optional(coordinator.get(WORDS).text, "In one sentence")


def says_optional(page: str, label: str) -> bool:
    return re.search(rf">{label} <span class=\"optional\">", page) is not None


def test_a_step_that_is_not_possible_yet_has_no_button_but_says_what_is_missing(coordinator, association):
    Organisation.objects.filter(pk=association.pk).update(state="unclaimed")
    assert "Show our page to everybody</button>" in coordinator.get(OVERVIEW).text
    Organisation.objects.filter(pk=association.pk).update(languages=[], summary_de="")
    page = coordinator.get(OVERVIEW).text
    assert "Show our page to everybody</button>" not in page
    assert (
        "Before the page can be shown, this is missing: one sentence about what you do, the languages that"
        " you speak." in page
    )


def test_what_is_typed_is_saved(coordinator, association):
    response = coordinator.post(PROFILE, entries(name="Elterntreff Nord", more="Wolof, tigrinya; Amharisch"))
    assert (response.status_code, response["Location"]) == (302, OVERVIEW)
    association.refresh_from_db()
    assert association.name == "Elterntreff Nord"
    assert association.slug == "elterntreff-nordstadt"  # addresses stay
    assert association.languages == ["de", "ar", "wo", "ti", "am"]
    assert association.phone.as_e164 == "+49231555010"
    assert association.website == "https://nordstadt.example"
    assert association.activities == ["advice"]
    assert association.version == 2


def test_place_district_and_land_follow_from_the_postal_code(coordinator, association):
    PostalCodeFactory(
        code="12043",
        place="Berlin",
        district__ags="11000",
        district__name="Berlin",
        district__land__code="DE-BE",
        district__land__ags="11",
    )
    coordinator.post(PROFILE, entries(postal_code="12043"))
    association.refresh_from_db()
    assert (association.place, association.district_id, association.land_id) == ("Berlin", "11000", "DE-BE")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Please fill in this field."),
        ("name", "x" * 201, "room for 200 characters"),
        ("postal_code", "99999", "do not know this postal code"),
        ("more", "Klingonisch", "Klingonisch"),
        ("common", ["xx"], "one of the answers offered"),
        ("email", "nobody", "whole e-mail address"),
        ("phone", "12", "valid phone number"),
        ("website", "javascript:alert(1)", "valid URL"),
        ("founded", "2999", "not come yet"),
        ("founded", "12", "1800"),
        ("level", "galaxy", "one of the answers offered"),
    ],
)
def test_what_is_faulty_is_refused_in_words_and_changes_nothing(
    coordinator, association, field, value, message
):
    response = coordinator.post(PROFILE, entries(**{field: value}))
    assert response.status_code == 422
    assert message in " ".join(response.context["form"].errors[field])
    association.refresh_from_db()
    assert association.version == 1


def test_a_listed_entry_keeps_what_its_page_needs(coordinator, association):
    response = coordinator.post(PROFILE, entries(common=[], postal_code=""))
    assert response.status_code == 422
    assert "Your page is public, so this can not be empty" in response.text
    association.refresh_from_db()
    assert association.languages == ["de", "ar"]


def test_mail_addresses_are_each_for_one_thing(coordinator, association, client):
    coordinator.post(PROFILE, entries(mailbox_press="presse@nordstadt.example", mailbox_parents=""))
    association.refresh_from_db()
    assert association.mailboxes == {"press": "presse@nordstadt.example"}
    page = client.get("/en/organisations/elterntreff-nordstadt/").text
    assert 'Press: <a href="mailto:presse@nordstadt.example"' in page
    assert 'value="presse@nordstadt.example"' in coordinator.get(PROFILE).text


def test_a_mail_address_without_an_at_is_refused_by_form_and_service(coordinator, association):
    response = coordinator.post(PROFILE, entries(mailbox_press="presse"))
    assert "mailbox_press" in response.context["form"].errors
    with pytest.raises(ValidationError):
        services.update_profile(association, {"mailboxes": {"press": "presse"}}, version=1, by=None)
    with pytest.raises(TypeError):
        services.update_profile(association, {"mailboxes": {"fax": "a@b.example"}}, version=1, by=None)


def test_words_are_saved_in_their_language(coordinator, association):
    response = coordinator.post(WORDS, {"version": "1", "summary": "نساعد", "about": "فقرة"})
    assert (response.status_code, response["Location"]) == (302, WORDS)
    association.refresh_from_db()
    assert (association.summary_ar, association.summary_de) == ("نساعد", "Wir helfen.")


def test_the_field_of_a_language_is_written_in_its_direction(coordinator):
    assert 'lang="ar"' in (text := coordinator.get(WORDS).text)
    assert text.count('dir="rtl"') >= 2


def test_a_language_that_the_house_does_not_speak(coordinator):
    assert coordinator.get(WORDS.replace("/ar/", "/xx/")).status_code == 404


def test_who_was_slower_sees_both_versions_and_may_save_again(coordinator, association, cast):
    services.update_profile(
        association, {"name": "Schneller", "languages": ["de"]}, version=1, by=cast.editor
    )
    response = coordinator.post(PROFILE, entries(name="Langsamer"))
    assert response.status_code == 422
    assert response.context["stored"] == [
        {"label": "Name", "stored": "Schneller"},
        {"label": "Languages spoken", "stored": "German"},
        *response.context["stored"][2:],
    ]
    assert 'value="Langsamer"' in response.text
    assert Organisation.objects.get(pk=association.pk).name == "Schneller"
    version = response.context["form"]["version"].value()
    assert coordinator.post(PROFILE, entries(name="Langsamer", version=version)).status_code == 302
    assert Organisation.objects.get(pk=association.pk).name == "Langsamer"


def test_who_was_slower_with_words_sees_both_versions(coordinator, association, cast):
    services.update_profile(association, {"summary_ar": "أسرع"}, version=1, by=cast.editor)
    response = coordinator.post(WORDS, {"version": "1", "summary": "أبطأ", "about": ""})
    assert response.status_code == 422
    assert response.context["stored"] == [{"label": "In one sentence", "stored": "أسرع"}]


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "0"])
def test_a_forged_version_is_refused(coordinator, association, version):
    assert coordinator.post(PROFILE, entries(version=version)).status_code == 422


def test_strangers_may_not_even_by_the_service(cast):
    with pytest.raises(PermissionDenied):
        services.update_profile(cast.association, {"name": "Meins"}, version=1, by=cast.foreign_coordinator)
    with pytest.raises(PermissionDenied):
        services.update_profile(cast.association, {"name": "Meins"}, version=1, by=cast.helper)


def test_the_service_takes_only_fields_of_the_profile(cast):
    with pytest.raises(TypeError):
        services.update_profile(cast.association, {"state": "listed"}, version=1, by=cast.coordinator)


def test_the_service_knows_what_a_language_is(cast):
    with pytest.raises(ValidationError, match="tlh"):
        services.update_profile(cast.association, {"languages": ["tlh"]}, version=1, by=cast.coordinator)


def test_a_stale_service_call_brings_the_row_as_it_is(cast):
    with pytest.raises(Stale) as answer:
        services.update_profile(cast.association, {"name": "X"}, version=7, by=cast.coordinator)
    assert answer.value.current == cast.association


def test_each_change_is_an_event_with_the_translated_columns(coordinator, association):
    coordinator.post(WORDS, {"version": "1", "summary": "نساعد", "about": ""})
    assert list(association.events.order_by("pgh_id").values_list("summary_ar", flat=True))[-1] == "نساعد"


FREE_TEXTS = ("name", "street", "register_court", "register_number")
OTHER_TEXTS = ("more", "postal_code", "email", "phone", "website", "founded", "version")


@pytest.fixture
def naughty() -> list[str]:
    return [text for text in naughty_strings() if text.strip()]


def test_every_naughty_string_in_every_field_is_taken_or_refused_in_words(association, naughty):
    for text in naughty:
        form = ProfileForm(
            QueryDict(urlencode(dict.fromkeys(FREE_TEXTS + OTHER_TEXTS, text))), organisation=association
        )
        assert not form.is_valid()
        assert "email" in form.errors, repr(text)
        for field in FREE_TEXTS:
            assert field in form.errors or form.cleaned_data[field] == text.strip(), repr(text)
        words = WordsForm(
            QueryDict(urlencode({"version": 1, "summary": text, "about": text})),
            organisation=association,
            language="ar",
        )
        words.is_valid()
        assert "summary" in words.errors or words.cleaned_data["summary"] == text.strip(), repr(text)


def test_naughty_strings_pass_through_the_whole_house_harmlessly(coordinator, association, naughty):
    for text in [*naughty[::12], *naughty[-3:]]:
        association.refresh_from_db()
        data = entries(version=association.version, **dict.fromkeys(FREE_TEXTS, text))
        response = coordinator.post(PROFILE, data)
        if response.status_code == 422:
            assert response.context["form"].errors, repr(text)
            continue
        association.refresh_from_db()
        assert (association.name, association.street) == (text.strip(), text.strip())


def test_naughty_words_are_kept_and_shown_harmlessly(coordinator, association, naughty):
    texts = [text for text in naughty if "\x00" not in text and len(text) < 500]
    for start in range(0, len(texts), 40):
        association.refresh_from_db()
        about = "\n".join(texts[start : start + 40])[:4000]
        data = {"version": association.version, "summary": texts[start][:200], "about": about}
        assert coordinator.post(WORDS, data).status_code == 302, about
        page = coordinator.get("/ar/organisations/elterntreff-nordstadt/")
        assert page.status_code == 200
        assert "<script>" not in page.text


def test_what_is_public_is_marked_while_editing(coordinator):
    text = coordinator.get(PROFILE).text
    for label, readers in {
        "Name": "everybody sees this", "Founded in": "everybody sees this",
        "Mail address: press": "everybody sees this", "Legal form": "only your team and the portal",
        "Street and number": "public only if you tick the box below",
    }.items():  # fmt: skip
        said = re.search(rf">{label}\b.*?</label>", text, re.DOTALL)[0]
        assert readers in said, label


def test_what_is_marked_as_private_is_nowhere_in_public(client, association):
    private = {"legal_form": "foundation", "register_court": "Amtsgericht Hamm", "register_number": "VR 4711"}
    assert set(private) == PRIVATE
    services.update_profile(association, private, version=1, by=None)
    for address in (
        "/en/organisations/elterntreff-nordstadt/", "/en/organisations.csv", "/api/organizations?full=true",
    ):  # fmt: skip
        text = client.get(address).text
        assert "Nordstadt" in text
        assert not [said for said in ("foundation", "Amtsgericht Hamm", "VR 4711") if said in text]


def test_publishing_needs_a_complete_profile(coordinator, association):
    Organisation.objects.filter(pk=association.pk).update(
        state=ListingState.UNCLAIMED, summary_de="", languages=[]
    )
    response = coordinator.post(OVERVIEW + "publish/")
    assert response.status_code == 422
    assert "one sentence about what you do, the languages that you speak" in response.text
    association.refresh_from_db()
    assert association.is_unclaimed


def test_publishing_and_withdrawing_are_decisions_in_the_log(coordinator, association, cast):
    coordinator.post(OVERVIEW + "withdraw/")
    coordinator.post(OVERVIEW + "withdraw/")  # a double click does it once
    coordinator.post(OVERVIEW + "publish/")
    lines = association.decisions.order_by("pk").values_list("verb", "before", "after", "capacity", "by")
    assert list(lines) == [
        ("withdraw", "listed", "unclaimed", "coordinator", cast.coordinator.pk),
        ("publish", "unclaimed", "listed", "coordinator", cast.coordinator.pk),
    ]


def test_only_portal_staff_suspends_and_its_reason_is_read(client, cast, association):
    with pytest.raises(PermissionDenied):
        services.suspend(association, reason="Weil.", by=cast.coordinator)
    with pytest.raises(ValidationError):
        services.suspend(association, reason=" ", by=cast.portal_staff)
    services.suspend(association, reason="Die Adresse stimmt nicht.", by=cast.portal_staff)
    client.force_login(cast.coordinator)
    assert "Die Adresse stimmt nicht." in client.get(OVERVIEW).text
    assert client.post(OVERVIEW + "publish/").status_code == 422
    services.restore(association, reason="Geklärt.", by=cast.portal_staff)
    association.refresh_from_db()
    assert association.is_listed


def test_the_log_outlives_the_account(cast, association):
    services.withdraw(association, by=cast.coordinator)
    cast.coordinator.delete()
    (line,) = association.decisions.all()
    assert (line.by, line.capacity) == (None, "coordinator")


def test_the_overview_lists_what_is_left_to_do(coordinator, association):
    states = [task["state_label"] for task in coordinator.get(OVERVIEW).context["tasks"]]
    assert states == ["done", "1 language", "as you like", "as you like", "4 people", "done", "done"]
    Organisation.objects.filter(pk=association.pk).update(state="unclaimed", summary_de="", email="")
    states = [task["state_label"] for task in coordinator.get(OVERVIEW).context["tasks"]]
    assert states[:2] == ["something is missing", "something is missing"]
    assert states[-1] == "not possible yet"


def test_a_helper_has_nothing_to_edit(client, cast, association):
    client.force_login(cast.helper)
    page = client.get(OVERVIEW)
    assert "tasks" not in page.context
    assert "profile/" not in page.text


# -- an expired sign-in -----------------------------------------------------------------------------------


def reopened(user, address: str, data: dict) -> str:
    """The page after `data` were sent while nobody was signed in."""
    client = Client()
    assert client.post(address, data)["Location"] == f"/en/accounts/login/?next={address}"
    client.force_login(user)
    return client.get(address).text


def test_an_expired_sign_in_eats_no_profile(cast, association):
    typed = entries(name="Elterntreff am Hafen", common=["tr", "ru"], age_phases=[])
    del typed["open_to_all"]
    association.open_to_all, association.age_phases = True, ["kita"]
    association.save()
    page = reopened(cast.coordinator, PROFILE, typed)
    assert "You had been signed out. This is what you sent; nothing is lost." in page
    assert 'value="Elterntreff am Hafen"' in page
    ticked = {box.split('value="')[-1].partition('"')[0] for box in page.split(" checked")[:-1]}
    assert ticked >= {"tr", "ru"}
    assert not ticked & {"de", "kita"}
    assert 'id="id_open_to_all" checked' not in page


def test_an_expired_sign_in_eats_no_words(cast, association):
    page = reopened(cast.coordinator, WORDS, {"version": "1", "summary": "نساعد", "about": "نص طويل"})
    assert 'value="نساعد"' in page
    assert "نص طويل</textarea>" in page
