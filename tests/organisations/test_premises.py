"""Opening hours and rooms: as they are typed, stored, and read in each language."""

import json
import re

import pytest
from django.core.exceptions import ValidationError

from organisations import services
from organisations.models import Organisation
from tests.parentwork.hsds import faults
from tests.schemaorg import misused

pytestmark = pytest.mark.django_db
DESK = "/en/desk/organisations/elterntreff-nordstadt/"
PREMISES = f"{DESK}premises/"
PUBLIC = "/organisations/elterntreff-nordstadt/"
J = "\N{WORD JOINER}"


@pytest.fixture
def association(cast) -> Organisation:
    cast.association.email, cast.association.summary_de = "info@nordstadt.example", "Wir helfen."
    cast.association.save()
    return cast.association


@pytest.fixture
def editor(client, cast, association):
    client.force_login(cast.editor)
    return client


def send(editor, **entries):
    return editor.post(PREMISES, {"version": "1", **entries})


def stored(association) -> list[tuple[int, str, str, str]]:
    association.refresh_from_db()
    return [(it.day, it.opens, it.closes, it.note) for it in association.openings]


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("9:00–12:00, 14:00–17:00", [("09:00", "12:00"), ("14:00", "17:00")]),
        ("9-12", [("09:00", "12:00")]),
        ("09.00 - 12.30 Uhr", [("09:00", "12:30")]),
        ("14 bis 17 Uhr und 9 bis 12 Uhr", [("09:00", "12:00"), ("14:00", "17:00")]),
        (" 9:00 to 12:00 ; 13:00—14:00", [("09:00", "12:00"), ("13:00", "14:00")]),
        ("", []),
    ],
)
def test_hours_are_typed_as_people_write_them(editor, association, typed, spans):
    assert send(editor, hours_1=typed, note_1="appointment").status_code == 302
    assert stored(association) == [(1, *span, "appointment") for span in spans]


@pytest.mark.parametrize(
    "typed", ["vormittags", "9", "12-9", "9-9", "9-12, 11-14", "25:00-26:00", "9:70-12", "9-12 14-17", "9-24"]
)
def test_what_nobody_can_tell_is_refused_in_words_and_changes_nothing(editor, association, typed):
    response = send(editor, hours_0=typed, hours_2="9-12")
    assert response.status_code == 422
    assert response.context["form"].errors["hours_0"] == [
        "Please write it like this: 9:00–12:00, 14:00–17:00"
    ]
    assert 'value="9-12"' in response.text
    assert stored(association) == []


def test_the_form_shows_what_is_stored(editor):
    send(editor, hours_1="9-12, 14-17", note_1="phone", access=["step-free"])
    form = editor.get(PREMISES).context["form"]
    assert form["hours_1"].value().replace(J, "") == "09:00–12:00, 14:00–17:00"
    assert (form["note_1"].value(), form["access"].value()) == ("phone", ["step-free"])
    assert send(editor, version="2", hours_1=form["hours_1"].value()).status_code == 302


def test_each_reader_reads_them_in_his_or_her_language(editor, client):
    send(editor, hours_1="9-12", note_1="appointment", access=["step-free", "loop"])
    english = client.get(f"/en{PUBLIC}").text
    assert f'Tuesday: <span dir="ltr">09:00{J}–{J}12:00</span> · by appointment' in english
    assert '<span class="tag">reached without steps</span> <span class="tag">hearing loop</span>' in english
    assert f'الثلاثاء: <span dir="ltr">09:00{J}–{J}12:00</span>' in client.get(f"/ar{PUBLIC}").text


def test_programs_read_them(editor, client, association):
    send(editor, hours_1="9-12", note_1="appointment", access=["loop"])
    page = client.get(f"/en{PUBLIC}").text
    place = json.loads(re.search(r'"application/ld\+json">(.*?)</script>', page)[1])["location"]
    assert misused(place) == []
    assert place["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/Tuesday",
            "opens": "09:00", "closes": "12:00",
        }
    ]  # fmt: skip
    assert [feature["name"] for feature in place["amenityFeature"]] == ["hearing loop"]
    entry = client.get(f"/api/organizations/{association.public_id}").json()
    assert faults("organization.json", entry) == []
    (schedule,) = entry["locations"][0]["schedules"]
    assert [schedule[name] for name in ("freq", "byday", "opens_at", "closes_at")] == [
        "WEEKLY", "TU", "09:00", "12:00",
    ]  # fmt: skip
    assert len(entry["locations"][0]["accessibility"]) == 1


def test_who_was_slower_sees_both_versions(editor, association, cast):
    services.update_profile(association, {"access": ["loop"]}, version=1, by=cast.coordinator)
    response = send(editor, access=["prams"])
    assert response.status_code == 422
    assert response.context["stored"] == [{"label": "Access to the rooms", "stored": "hearing loop"}]
    version = response.context["form"]["version"].value()
    assert send(editor, version=version, access=["prams"]).status_code == 302


@pytest.mark.parametrize(
    "hours",
    [
        [{"day": 7, "opens": "09:00", "closes": "12:00", "note": ""}],
        [{"day": 0, "opens": "9:00", "closes": "12:00", "note": ""}],
        [{"day": 0, "opens": "12:00", "closes": "09:00", "note": ""}],
        [{"day": 0, "opens": "09:00", "closes": "12:00", "note": "?"}],
        [{"day": 0, "opens": "09:00", "closes": "12:00"}, {"day": 0, "opens": "11:00", "closes": "13:00"}],
        [{"day": 1, "opens": "09:00", "closes": "12:00"}, {"day": 0, "opens": "09:00", "closes": "12:00"}],
    ],
)
def test_the_service_takes_only_what_is_sound(association, hours):
    with pytest.raises(ValidationError):
        services.update_profile(association, {"opening_hours": hours}, version=1, by=None)


def test_the_history_tells_and_brings_them_back(editor, association):
    send(editor, hours_1="9-12", note_1="appointment", access=["loop"])
    send(editor, version="2")
    page = editor.get(f"{DESK}history/")
    latest, before, *_rest = page.context["edits"]
    words = [it.paragraphs[0].pieces[0].text for it in latest.differences]
    assert words == [f"Tuesday 09:00{J}–{J}12:00 (by appointment)", "hearing loop"]
    columns = ["opening_hours", "access"]
    editor.post(f"{DESK}history/{before.event}/", {"version": "3", "columns": columns})
    assert stored(association) == [(1, "09:00", "12:00", "appointment")]


@pytest.mark.parametrize("hours", ["9-12", "9-12, 13-14, 15-16"])
def test_the_page_asks_as_often(editor, django_assert_num_queries, hours):
    send(editor, hours_1=hours, hours_3=hours)
    with django_assert_num_queries(10):
        editor.get(PREMISES)
