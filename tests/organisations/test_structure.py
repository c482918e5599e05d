"""The structure profile of a year: what is asked, what is kept, who reads it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation

from organisations import duties, services
from organisations.choices.structure import BANDS
from organisations.forms.desk_structure import StructureForm
from organisations.models import Organisation, StructureProfile, structure
from organisations.services.structure import structure_to_fill
from portal.erasures.services import purge_histories
from portal.lib.dates import BERLIN, today
from portal.lib.errors import Stale
from tests.organisations.test_profile import reopened
from tests.organisations.yearly import ANSWERS, profile

pytestmark = pytest.mark.django_db
ALL_YEARS = "/en/desk/organisations/elterntreff-nordstadt/structure/"


@pytest.fixture
def year() -> int:
    return today().year


@pytest.fixture
def page(year) -> str:
    return f"{ALL_YEARS}{year}/"


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


def entries(**changes) -> dict:
    return {"version": "0"} | {name: answer for name, answer in ANSWERS.items() if answer} | changes


def test_what_is_answered_is_kept_and_shown(coordinator, cast, page, year):
    response = coordinator.post(page, entries())
    assert (response.status_code, response["Location"]) == (302, ALL_YEARS)
    kept = StructureProfile.objects.get()
    assert (kept.organisation, kept.year, kept.version) == (cast.association, year, 1)
    assert {name: getattr(kept, name) for name in ANSWERS} == ANSWERS
    assert "up to three quarters" in coordinator.get(ALL_YEARS).text


def test_the_answers_of_last_time_stand_there_already(coordinator, cast, page, year):
    profile(cast.association, year - 2, members="1-19")
    profile(cast.association, year - 1, members="250+")
    shown = coordinator.get(page)
    assert shown.context["form"]["members"].value() == "250+"
    assert 'value="250+"' in shown.text
    assert "These are your answers of last time." in shown.text
    assert structure_to_fill(cast.association, year).pk is None  # looking keeps nothing


def test_the_years_stand_beside_each_other_the_newest_first(coordinator, cast, year):
    profile(cast.association, year - 1, members="1-19")
    profile(cast.association, year, members="250+", premises_features=["rooms", "childcare"])
    rows = {row["label"]: row["answers"] for row in coordinator.get(ALL_YEARS).context["rows"]}
    assert rows["Members"] == [(year, "250 and more"), (year - 1, "1–19")]
    assert rows["These rooms have"] == [
        (year, "more than one room, room for childcare"),
        (year - 1, "no steps"),
    ]
    assert rows["Last looked at on"] == [(year, ""), (year - 1, "")]


def test_every_question_is_asked_and_kept():
    asked = [name for _title, names in StructureForm.GROUPS for name in names]
    assert asked == list(structure.ANSWERS)
    assert set(BANDS) == set(asked) - {"premises_features", "record_checks_on"}


def test_an_answer_is_changed_and_its_history_stays(coordinator, cast, page):
    coordinator.post(page, entries())
    coordinator.post(page, entries(version="1", members="50-99"))
    kept = StructureProfile.objects.get()
    assert (kept.members, kept.version) == ("50-99", 2)
    events = StructureProfile.pgh_event_model.objects.order_by("pgh_id")
    assert [event.members for event in events] == ["20-49", "50-99"]
    assert events[0].pgh_context.metadata["user"] == cast.coordinator.pk


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"members": ""}, "members", "Please choose an answer."),
        ({"members": "7"}, "members", "Please choose one of the answers offered here."),
        ({"staff_heads": "0"}, "full_time", "People in paid work and paid positions do not fit together."),
        ({"full_time": "0"}, "full_time", "People in paid work and paid positions do not fit together."),
        ({"volunteers": "0"}, "volunteer_hours", "Without volunteers there are no hours."),
        ({"institutional": "76-100"}, "own_money", "These three parts can not make up all of the money."),
        ({"projects": "1-25"}, "own_money", "These three parts can not make up all of the money."),
        (
            {"record_checks": "no", "record_checks_on": "2020-01-01"},
            "record_checks_on",
            "You answered that you do not look at them.",
        ),
        (
            {"record_checks_on": str(today() + timedelta(days=2))},
            "record_checks_on",
            "This day has not come yet.",
        ),
    ],
)
def test_what_is_faulty_is_said_at_its_field_and_changes_nothing(coordinator, page, changes, field, message):
    response = coordinator.post(page, entries(**changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    assert f'href="#id_{field}' in response.text
    assert not StructureProfile.objects.exists()


def test_who_was_slower_sees_both_versions_and_may_save_again(coordinator, cast, page, year):
    services.save_structure(cast.association, year, ANSWERS | {"members": "250+"}, version=0, by=cast.editor)
    response = coordinator.post(page, entries())
    assert response.status_code == 422
    assert response.context["stored"] == [{"label": "Members", "stored": "250 and more"}]
    version = response.context["form"]["version"].value()
    assert coordinator.post(page, entries(version=version)).status_code == 302
    assert StructureProfile.objects.get().members == "20-49"


def test_an_expired_sign_in_eats_no_answers(cast, page):
    shown = reopened(cast.coordinator, page, entries(premises_features=[]))
    assert "You had been signed out. This is what you sent; nothing is lost." in shown
    assert shown.count(" checked") == len(ANSWERS) - 2  # the date is typed, no feature was ticked


def test_only_this_year_and_until_march_the_last_are_open(client, cast):
    profile(cast.association, 2024)
    for day, open_years in (("2026-03-31T12:00", {2026, 2025}), ("2026-04-01T12:00", {2026})):
        with time_machine.travel(datetime.fromisoformat(day).replace(tzinfo=BERLIN)):
            client.force_login(cast.coordinator)
            years = {
                year for year in range(2023, 2029) if client.get(f"{ALL_YEARS}{year}/").status_code == 200
            }
            assert years == open_years
            with pytest.raises(ValidationError):
                services.save_structure(cast.association, 2024, ANSWERS, version=0, by=cast.coordinator)


def test_a_reader_reads_and_does_not_write(client, cast, page):
    profile(cast.association)
    client.force_login(cast.reader)
    shown = client.get(ALL_YEARS)
    assert "20–49" in shown.text
    assert page not in shown.text
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "who", ["helper", "foreign_coordinator", "umbrella_coordinator", "portal_staff", "caseworker"]
)
def test_nobody_else_reads_it(client, cast, page, who):
    profile(cast.association)
    client.force_login(getattr(cast, who))
    assert {client.get(address).status_code for address in (ALL_YEARS, page)} == {404}
    assert not StructureProfile.objects.visible_to(getattr(cast, who)).exists()
    assert not Organisation.objects.yearly_open_to(getattr(cast, who)).filter(pk=cast.association.pk).exists()


@pytest.mark.parametrize("who", ["reader", "helper", "foreign_coordinator", "portal_staff"])
def test_the_service_asks_who_writes(cast, year, who):
    with pytest.raises(PermissionDenied):
        services.save_structure(cast.association, year, ANSWERS, version=0, by=getattr(cast, who))


def test_the_service_takes_no_other_fields(cast, year):
    with pytest.raises(TypeError):
        services.save_structure(cast.association, year, {"year": 2000}, version=0, by=cast.coordinator)


def test_a_version_that_was_never_there_is_stale(cast, year):
    profile(cast.association)
    with pytest.raises(Stale):
        services.save_structure(cast.association, year, ANSWERS, version=0, by=cast.coordinator)


def test_the_database_holds_one_profile_a_year(cast):
    profile(cast.association)
    with pytest.raises(IntegrityError):
        profile(cast.association)


def test_it_goes_with_the_organisation_history_included(cast):
    profile(cast.association)
    cast.association.delete()
    purge_histories()
    assert not StructureProfile.objects.exists()
    assert not StructureProfile.pgh_event_model.objects.exists()


class TestDuty:
    @pytest.fixture(autouse=True)
    def _english(self, in_english) -> None:
        pass

    def test_a_year_without_answers_waits_for_those_who_answer(self, cast, year, page):
        (duty,) = duties.of(cast.coordinator)
        assert (duty.title, duty.url) == (f"Say how your organisation stands in {year}", page)
        assert [duty.title for duty in duties.of(cast.editor)] == [duty.title]
        assert [list(duties.of(user)) for user in (cast.reader, cast.helper, cast.portal_staff)] == [
            [],
            [],
            [],
        ]

    def test_it_is_gone_once_answered(self, cast, year):
        profile(cast.association, year - 1)
        assert len(list(duties.of(cast.coordinator))) == 1
        profile(cast.association, year)
        assert list(duties.of(cast.coordinator)) == []


@pytest.mark.parametrize("years", [1, 3])
@pytest.mark.parametrize(("which", "count"), [("structure", 10), ("structure_year", 10)])
def test_queries(coordinator, cast, year, django_assert_num_queries, which, count, years):
    for number in range(years):
        profile(cast.association, year - number)
    with translation.override("en"):
        arguments = [cast.association.slug] if which == "structure" else [cast.association.slug, year]
        address = reverse(f"organisations:{which}", args=arguments)
    with django_assert_num_queries(count):
        assert coordinator.get(address).status_code == 200
