"""The self-evaluation of a year: four areas, one step for each, its own change and no ranking."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from organisations import duties, services
from organisations.choices import Role
from organisations.choices.evaluation import STATEMENTS, STATEMENTS_PER_AREA, Area
from organisations.clock import remind_of_measures
from organisations.models import AreaEvaluation, Membership
from organisations.services import evaluation
from portal.accounts.models import User
from portal.lib.dates import BERLIN, today
from portal.lib.errors import Stale
from portal.outbox.models import Message
from portal.outbox.tasks import dispatch
from tests.factories.organisations import MembershipFactory
from tests.organisations.test_profile import reopened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ALL_YEARS = "/en/desk/organisations/elterntreff-nordstadt/evaluation/"
RATINGS = [4, 3, 3, 1, 0]
BARE = {"ratings": RATINGS, "evidence": "", "measure": "", "owner": None, "due": None}


@pytest.fixture
def year() -> int:
    return today().year


@pytest.fixture
def page(year) -> str:
    return f"{ALL_YEARS}{year}/welcome/"


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def rana(cast) -> Membership:
    """The editor: she may look after a measure."""
    return Membership.objects.get(organisation=cast.association, user=cast.editor)


def entries(**changes) -> dict:
    ratings = {f"rating_{place}": str(rating) for place, rating in enumerate(RATINGS)}
    return {"version": "0"} | ratings | changes


def looked_at(cast, year: int, area: Area = Area.WELCOME, **changes) -> AreaEvaluation:
    """An evaluation, put there past the service."""
    return AreaEvaluation.objects.create(
        organisation=cast.association, year=year, area=area, version=1, **BARE | changes
    )


def planned(cast, rana, days: int = 30, **changes) -> AreaEvaluation:
    step = {"measure": "Schild in fünf Sprachen", "owner": rana, "due": today() + timedelta(days=days)}
    return looked_at(cast, today().year, **step | changes)


def test_every_area_has_its_statements():
    assert {area: len(area.statements) for area in Area} == dict.fromkeys(Area, STATEMENTS_PER_AREA)
    assert len({str(statement) for area in STATEMENTS.values() for statement in area}) == 20


def test_what_is_answered_is_kept_and_shown(coordinator, cast, rana, page, year):
    step = {"measure": "Schild in fünf Sprachen", "owner": str(rana.pk), "due": f"{year}-12-31"}
    response = coordinator.post(page, entries(evidence="Umfrage im Mai", **step))
    assert (response.status_code, response["Location"]) == (302, ALL_YEARS)
    kept = AreaEvaluation.objects.get()
    assert (kept.organisation, kept.year, kept.area, kept.version) == (cast.association, year, "welcome", 1)
    assert (kept.ratings, kept.measure, kept.owner) == (RATINGS, "Schild in fünf Sprachen", rana)
    shown = coordinator.get(ALL_YEARS).text
    for words in ("Umfrage im Mai", "Schild in fünf Sprachen", "2.8"):
        assert words in shown


def test_the_mean_is_of_what_applies():
    assert AreaEvaluation(ratings=[4, 3, 3, 1, 0]).mean == Decimal("2.8")
    assert AreaEvaluation(ratings=[0, 0, 0, 0, 0]).mean is None


def test_the_years_of_an_area_stand_in_chart_and_table(coordinator, cast, year):
    for back, ratings in enumerate([[4, 4, 4, 4, 4], [2, 2, 2, 2, 2], [0, 0, 0, 0, 0]]):
        looked_at(cast, year - back, ratings=ratings)
    looked_at(cast, year, Area.PARTICIPATION)
    found = coordinator.get(ALL_YEARS).context["results"]
    assert [(result.area, len(result.years)) for result in found] == [
        (Area.WELCOME, 3),
        (Area.PARTICIPATION, 1),
    ]
    assert [row.mean for row in found[0].years] == [Decimal(4), Decimal(2), None]
    chart = str(found[0].chart)
    texts = [str(year - 2), "–", str(year - 1), "2.0", str(year), "4.0"]
    assert [text for text in texts if f">{text}</text>" in chart] == texts
    widths = [int(part.partition('"')[0]) for part in chart.split(' width="')[2:]]
    assert widths == [0, 132, 264]  # nothing, half and all of the room


def test_each_answer_stands_beside_its_statement_year_by_year(coordinator, cast, year):
    looked_at(cast, year, ratings=[4, 3, 3, 1, 0])
    looked_at(cast, year - 1, ratings=[1, 1, 1, 1, 1])
    response = coordinator.get(ALL_YEARS)
    first, *_others, last = response.context["results"][0].statements
    assert first.statement == "Whoever comes for the first time is greeted in person."
    assert first.years == [(year, "fully true"), (year - 1, "not true")]
    assert last.years == [(year, "does not apply to us"), (year - 1, "not true")]
    assert f'<td data-label="{year}">fully true</td>' in response.text


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"rating_2": ""}, "rating_2", "Please choose an answer."),
        ({"rating_2": "5"}, "rating_2", "Please choose one of the answers offered here."),
        ({"measure": "Schild", "due": "2099-01-01"}, "owner", "Say who looks after it."),
        ({"due": "2099-01-01"}, "measure", "Say what will be done."),
        ({"owner": "0"}, "owner", "Please choose one of the answers offered here."),
    ],
)
def test_what_is_faulty_is_said_at_its_field_and_changes_nothing(coordinator, page, changes, field, message):
    response = coordinator.post(page, entries(**changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    assert f'href="#id_{field}' in response.text
    assert not AreaEvaluation.objects.exists()


def test_a_measure_without_a_day_is_asked_for_it(coordinator, rana, page):
    response = coordinator.post(page, entries(measure="Schild", owner=str(rana.pk)))
    assert response.context["form"].errors == {"due": ["Say until when."]}


def test_nobody_from_elsewhere_looks_after_a_measure(cast, coordinator, page, year):
    stranger = MembershipFactory(organisation=cast.foreign_association)
    step = {"measure": "Schild", "owner": str(stranger.pk), "due": f"{year}-12-31"}
    assert list(coordinator.post(page, entries(**step)).context["form"].errors) == ["owner"]
    answers = BARE | {"measure": "Schild", "owner": stranger, "due": today()}
    with pytest.raises(ValidationError):
        services.save_evaluation(
            cast.association, year, Area.WELCOME, answers, version=0, by=cast.coordinator
        )


def test_who_was_slower_sees_both_versions_and_may_save_again(coordinator, cast, page, year):
    services.save_evaluation(
        cast.association, year, Area.WELCOME, BARE | {"ratings": [1, 3, 3, 1, 0]}, version=0, by=cast.editor
    )
    response = coordinator.post(page, entries())
    assert response.status_code == 422
    assert response.context["stored"] == [
        {"label": "Whoever comes for the first time is greeted in person.", "stored": "not true"}
    ]
    version = response.context["form"]["version"].value()
    assert coordinator.post(page, entries(version=version)).status_code == 302
    assert AreaEvaluation.objects.get().ratings == RATINGS


def test_an_expired_sign_in_eats_no_answers(cast, page):
    shown = reopened(cast.coordinator, page, entries(evidence="Umfrage"))
    assert shown.count(" checked") == STATEMENTS_PER_AREA
    assert "Umfrage" in shown


def test_its_history_tells_who_changed_what(coordinator, cast, page):
    coordinator.post(page, entries())
    coordinator.post(page, entries(version="1", rating_0="1"))
    events = AreaEvaluation.pgh_event_model.objects.order_by("pgh_id")
    assert [event.ratings[0] for event in events] == [4, 1]
    assert events[0].pgh_context.metadata["user"] == cast.coordinator.pk


def test_only_this_year_and_until_march_the_last_are_open(client, cast):
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=BERLIN)):
        client.force_login(cast.coordinator)
        assert client.get(f"{ALL_YEARS}2026/welcome/").status_code == 200
        for closed in ("2025/welcome", "2027/welcome", "2026/nonsense"):
            assert client.get(f"{ALL_YEARS}{closed}/").status_code == 404
        with pytest.raises(ValidationError):
            services.save_evaluation(
                cast.association, 2025, Area.WELCOME, BARE, version=0, by=cast.coordinator
            )


@pytest.mark.parametrize("who", ["helper", "reader", "foreign_coordinator", "portal_staff"])
def test_others_write_nothing(cast, year, who):
    with pytest.raises(PermissionDenied):
        services.save_evaluation(cast.association, year, Area.WELCOME, BARE, version=0, by=getattr(cast, who))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratings": [1, 2, 3, 4]},
        {"ratings": [1, 2, 3, 4, 5]},
        {"area": "nonsense"},
        {"year": 26},
        {"measure": "Schild"},
        {"due": date(2026, 1, 1)},
    ],
)
def test_the_database_keeps_nothing_that_makes_no_sense(cast, wrong):
    row = {"organisation": cast.association, "year": 2026, "area": "welcome"} | BARE | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaEvaluation.objects.create(**row)


# -- measures ----------------------------------------------------------------------------------------------


ORPHANED = "Say who looks after it now"


def titles(user) -> list[str]:
    return [duty.title for duty in duties.of(user)]


def test_a_measure_is_a_task_of_whoever_looks_after_it_until_it_is_done(cast, rana, client):
    row = planned(cast, rana)
    assert row.measure in titles(cast.editor)
    assert row.measure not in titles(cast.coordinator)
    client.force_login(cast.editor)
    address = f"{ALL_YEARS}measures/{row.pk}/done/"
    assert address in client.get(ALL_YEARS).text
    for _click in range(2):
        assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.done_on, row.version) == (today(), 2)
    assert row.measure not in titles(cast.editor)
    assert address not in client.get(ALL_YEARS).text


def test_a_reader_says_that_her_own_measure_is_done_and_no_other(cast, rana, client):
    own = Membership.objects.get(user=cast.reader)
    others, hers = planned(cast, rana), planned(cast, own, area=Area.PARTICIPATION)
    client.force_login(cast.reader)
    assert client.post(f"{ALL_YEARS}measures/{others.pk}/done/").status_code == 404
    assert client.post(f"{ALL_YEARS}measures/{hers.pk}/done/").status_code == 302
    with pytest.raises(PermissionDenied):
        services.finish_measure(others, by=cast.reader)


def test_another_measure_is_open_again(cast, rana, coordinator, page):
    row = planned(cast, rana, done_on=today())
    step = {"owner": str(rana.pk), "due": row.due.isoformat()}
    coordinator.post(page, entries(version="1", evidence="Mehr", measure=row.measure, **step))
    row.refresh_from_db()
    assert row.done_on == today()
    coordinator.post(page, entries(version="2", measure="Begrüßung", **step))
    row.refresh_from_db()
    assert row.done_on is None


def test_a_measure_stays_when_its_owner_leaves(cast, rana, coordinator):
    row = planned(cast, rana)
    rana.delete()
    row.refresh_from_db()
    assert row.owner is None
    assert "Nobody looks after it any more." in coordinator.get(ALL_YEARS).text


@pytest.mark.parametrize("why", ["left", "helper", "closed"])
def test_a_measure_that_nobody_looks_after_waits_for_the_coordinators(cast, rana, why):
    planned(cast, rana)
    assert ORPHANED not in titles(cast.coordinator)
    if why == "left":
        rana.delete()
    elif why == "helper":
        Membership.objects.filter(pk=rana.pk).update(role=Role.HELPER)
    else:
        User.objects.filter(pk=rana.user_id).update(is_active=False)
    (duty,) = [duty for duty in duties.of(cast.coordinator) if duty.title == ORPHANED]
    assert (duty.url, duty.about) == (ALL_YEARS, "Schild in fünf Sprachen · Elterntreff Nordstadt")
    assert ORPHANED not in titles(cast.reader)


def test_the_page_of_measures_leads_to_where_somebody_is_named(cast, rana, coordinator, page):
    planned(cast, rana)
    assert ORPHANED not in coordinator.get(ALL_YEARS).text
    rana.delete()
    assert f'<a href="{page}">{ORPHANED}</a>' in coordinator.get(ALL_YEARS).text


def test_who_looks_after_a_measure_gets_one_mail_a_week_before(cast, rana, mailoutbox):
    row = planned(cast, rana, days=8)
    assert remind_of_measures() == 0
    row.due = today() + timedelta(days=7)
    row.save()
    for _night in range(2):
        remind_of_measures()
    message = Message.objects.get(kind="organisations.measure_due")
    assert (message.address, message.object_id) == (cast.editor.email, row.pk)
    dispatch()
    assert row.measure in mailoutbox[0].body
    assert ALL_YEARS.removeprefix("/en") in mailoutbox[0].body


@pytest.mark.parametrize(
    "change", [{"done_on": date(2026, 1, 1)}, {"owner": None}, {"due": date(2099, 1, 1)}]
)
def test_a_reminder_that_is_no_longer_true_is_not_sent(cast, rana, change, mailoutbox):
    row = planned(cast, rana, days=3)
    remind_of_measures()
    AreaEvaluation.objects.filter(pk=row.pk).update(**change)
    dispatch()
    assert mailoutbox == []


def test_who_is_a_helper_by_now_is_not_led_to_a_closed_page(cast, rana):
    row = planned(cast, rana, days=3)
    Membership.objects.filter(pk=rana.pk).update(role=Role.HELPER)
    assert row.measure not in titles(cast.editor)
    assert remind_of_measures() == 0


def test_who_has_looked_at_it_before_is_asked_again_each_year(cast, year):
    asked = f"Look at your work with parents in {year}"
    assert asked not in titles(cast.coordinator)
    looked_at(cast, year - 1)
    assert asked in titles(cast.coordinator)
    assert asked not in titles(cast.helper)
    for area in Area:
        looked_at(cast, year, area)
    assert asked not in titles(cast.coordinator)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_years(coordinator, cast, rana, rows, django_assert_num_queries):
    for back in range(rows):
        looked_at(cast, today().year - back, measure="Schild", owner=rana, due=today())
    with django_assert_num_queries(10):
        assert coordinator.get(ALL_YEARS).status_code == 200


def test_two_first_answers_at_once_make_one(cast, year):
    evaluation.save_evaluation(cast.association, year, Area.WELCOME, BARE, version=0, by=cast.coordinator)
    with pytest.raises(Stale):
        evaluation.save_evaluation(cast.association, year, Area.WELCOME, BARE, version=0, by=cast.editor)


def test_the_overview_of_an_organisation_leads_to_it(coordinator, cast):
    home = reverse("organisations:desk", args=[cast.association.slug])
    assert ALL_YEARS.removeprefix("/en") in coordinator.get(home).text
