"""The public list, its filters, and what programs read of a workshop."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from parentwork.choices import DateState, VenueKind, WorkshopState
from parentwork.views import public
from portal.lib.dates import BERLIN, dated_words
from tests.factories.guides import TopicFactory
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory, WorkshopFactory
from tests.factories.places import LandFactory, PostalCodeFactory

pytestmark = pytest.mark.django_db


def titles(client, **query) -> list[str]:
    text = client.get("/en/workshops/", query).content.decode()
    return re.findall(r'class="card-link"[^>]*>(?:<span[^>]*>)?([^<]+)', text)


def offer(title: str, *, days: int = 1, **fields):
    now = timezone.now()
    return WorkshopDateFactory(
        workshop=WorkshopFactory(title_de=title, **fields), starts=now + timedelta(days=days)
    )


def test_lists_each_workshop_once_at_its_next_date(client):
    late, soon = offer("Late", days=9), offer("Soon", days=2)
    WorkshopDateFactory(workshop=soon.workshop, starts=soon.starts + timedelta(days=20))
    WorkshopDateFactory(workshop=late.workshop, starts=timezone.now() - timedelta(days=2))
    assert titles(client) == ["Soon", "Late"]


def test_leaves_out_drafts_cancelled_dates_and_the_past(client):
    offer("Draft", state=WorkshopState.DRAFT)
    offer("Cancelled").workshop.dates.update(state=DateState.CANCELLED)
    offer("Past", days=-1)
    offer("Suspended", organisation__state="suspended")
    assert titles(client) == []


def test_filters_by_land_and_topic_with_what_is_online(client):
    here, online = offer("Here"), offer("Online", days=2)
    online.venue.kind, online.venue.postal_code = VenueKind.ONLINE, None
    online.venue.save()
    start = TopicFactory(slug="start", title_en="School begins")
    here.workshop.topics.add(start)
    LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    assert titles(client, land="DE-NW") == ["Here", "Online"]
    assert titles(client, land="DE-BE") == ["Online"]
    assert titles(client, topic="start") == ["Here"]
    assert "No meeting fits yet" in client.get("/en/workshops/", {"topic": "start", "land": "DE-BE"}).text
    page = client.get("/en/workshops/", {"topic": "start"}).text
    assert '<option value="start" selected>School begins</option>' in page


@pytest.mark.parametrize("query", [{"land": "DE-XX"}, {"topic": "nothing"}])
def test_a_land_or_topic_that_there_is_not_is_named_and_filters_nothing(client, query):
    offer("Here")
    response = client.get("/en/workshops/", query)
    assert response.status_code == 422
    assert titles(client, **query) == ["Here"]


def test_filters_by_place_language_week_and_childcare(client):
    berlin = PostalCodeFactory(
        code="12043", place="Berlin", latitude=52.48, longitude=13.44,
        district__ags="11000", district__land__code="DE-BE", district__land__ags="11",
    )  # fmt: skip
    offer("Dortmund", languages=["tr"], childcare=0)
    far = offer("Berlin", days=20, languages=["ar"])
    far.venue.postal_code, far.venue.latitude, far.venue.longitude = berlin, 52.48, 13.44
    far.venue.save()
    assert titles(client, near="44137", km="25") == ["Dortmund"]
    assert titles(client, near="Berlin") == ["Berlin"]
    assert titles(client, language="ar") == ["Berlin"]
    assert titles(client, when="week") == ["Dortmund"]
    assert titles(client, childcare="on") == ["Berlin"]


def test_a_language_is_found_where_somebody_interprets_into_it(client):
    offer("Deutsch", languages=["de"])
    offer("Dolmetschen", languages=["de"], interpreting=["uk", "ti"])
    assert titles(client, language="uk") == ["Dolmetschen"]
    page = " ".join(client.get("/en/workshops/").text.split())
    assert page.count("Interpreters: Ukrainian and Tigrinya") == 1


def test_what_is_online_is_near_everybody(client):
    date = offer("Online")
    date.venue = VenueFactory(
        organisation=date.workshop.organisation, kind=VenueKind.ONLINE, postal_code=None
    )  # fmt: skip
    date.save()
    assert titles(client, near="44137", km="5") == ["Online"]


@pytest.mark.parametrize("query", [{"km": "7"}, {"language": "klingon"}, {"when": "never"}])
def test_a_nonsensical_filter_is_named_and_filters_nothing(client, query):
    offer("Here")
    response = client.get("/en/workshops/", query)
    assert response.status_code == 422
    assert "Here" in response.content.decode()


@pytest.mark.parametrize("place", ["Nowhere", "x\x00"])
def test_near_a_place_that_is_not_known_nothing_is_shown(client, place):
    offer("Here")
    response = client.get("/en/workshops/", {"near": place})
    assert response.status_code == 422
    assert "Here" not in response.text
    assert "No meeting" not in response.text


def test_where_nothing_is_near_the_place_that_was_understood_is_named(client):
    PostalCodeFactory(code="80331", place="München")
    assert "No meeting near München yet" in client.get("/en/workshops/", {"near": "munchen"}).text


def test_where_nothing_is_found_each_filter_that_is_set_can_be_left_out_and_no_other_is_named(client):
    LandFactory()
    text = client.get("/en/workshops/", {"land": "DE-NW", "when": "week", "topic": ""}).text
    left_out = re.findall(r'<a class="button button-quiet" href="([^"]*)"><span[^>]*>Remove: ([^<:]*)', text)
    assert left_out == [("?when=week", "Land"), ("?land=DE-NW", "When")]


def test_where_nothing_is_near_a_larger_distance_is_offered(client):
    PostalCodeFactory(code="80331", place="München")
    text = client.get("/en/workshops/", {"near": "80331", "km": "10", "language": "tr"}).text
    assert 'href="?near=80331&amp;language=tr&amp;km=25">Search up to 25 km away' in text


@pytest.mark.parametrize(
    ("query", "heading", "title"),
    [
        ({"near": "12043", "language": "tr"}, "The next meeting elsewhere", "Turkish"),
        ({"land": "DE-BE", "language": "tr"}, "The next meeting elsewhere", "Turkish"),
        ({"near": "12043", "language": "vi"}, None, None),
        ({"language": "vi"}, "The next meeting", "Soonest"),
    ],
)
def test_where_nothing_is_found_the_next_one_is_offered_that_fits_but_for_its_place(
    client, query, heading, title
):
    PostalCodeFactory(
        code="12043", place="Berlin", latitude=52.48, longitude=13.44,
        district__ags="11000", district__land__code="DE-BE", district__land__ags="11",
    )  # fmt: skip
    offer("Soonest", days=1, languages=["ar"])
    offer("Turkish", days=2, languages=["tr"])
    offer("Turkish, too", days=3, languages=["tr"])
    text = client.get("/en/workshops/", query).text
    assert re.findall("<h2>(The next[^<]*)", text) == ([heading] if heading else [])
    assert titles(client, **query) == ([title] if title else [])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_next_one_costs_one_query_where_nothing_is_found_and_none_elsewhere(
    client, django_assert_num_queries, rows
):
    for number in range(rows):
        offer(f"Here {number}", languages=["tr"])
    with django_assert_num_queries(3):  # Länder, topics, dates
        client.get("/en/workshops/", {"language": "tr"})
    with django_assert_num_queries(4):  # Länder, topics, dates, the next one
        client.get("/en/workshops/", {"language": "ar"})


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ({}, False),
        ({"near": "44137", "km": "25", "language": "tr"}, False),
        ({"land": "", "when": ""}, False),
        ({"near": "44137", "km": "50"}, True),
        ({"childcare": "on"}, True),
        ({"when": "never"}, True),
    ],
)
def test_rarer_filters_are_folded_up_while_none_is_set(client, query, is_open):
    PostalCodeFactory()
    text = client.get("/en/workshops/", query).text
    assert ('<details class="more" open>' in text) == is_open
    assert ('<details class="more">' in text) != is_open


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "٣", "9" * 30])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_nonsensical_page_is_forgiven(client, way, page):
    offer("Here")
    assert titles(client, **{way: page}) == ["Here"]


def test_pages_lead_on_and_back_in_the_order_of_time(client, monkeypatch):
    monkeypatch.setattr(public, "PER_PAGE", 2)
    begin = timezone.now() + timedelta(days=1)
    for number in range(5):
        WorkshopDateFactory(
            workshop=WorkshopFactory(title_de=f"Offer {number}"), starts=begin + timedelta(hours=number // 2)
        )
    seen, page = [], client.get("/en/workshops/")
    assert "5 meetings" in page.text
    while True:
        seen += [date.workshop.title_de for date in page.context["page_obj"].object_list]
        onward = page.context["page_obj"].next
        if not onward:
            break
        assert f"after={onward}" in page.text
        page = client.get("/en/workshops/", {"after": onward})
    assert seen == [f"Offer {number}" for number in range(5)]
    back = client.get("/en/workshops/", {"before": page.context["page_obj"].previous})
    assert [date.workshop.title_de for date in back.context["page_obj"].object_list] == ["Offer 2", "Offer 3"]


def test_of_very_many_meetings_it_is_said_that_there_are_more(client, monkeypatch):
    monkeypatch.setattr(public, "MOST_COUNTED", 2)
    for number in range(3):
        offer(f"Offer {number}")
    assert "More than 2 meetings" in client.get("/en/workshops/").text
    alone = offer("Alone").workshop.organisation.slug
    assert "<h2>1 meeting</h2>" in client.get("/en/workshops/", {"organisation": alone}).text


def test_says_what_will_be_here_when_nothing_is(client):
    assert "No meetings yet" in client.get("/en/workshops/").content.decode()
    assert "No meeting fits yet" in client.get("/en/workshops/?childcare=on").content.decode()


def course(dates: int, **fields):
    """A course of so many weekly dates."""
    first = offer("Course", **fields)
    for week in range(1, dates):
        WorkshopDateFactory(workshop=first.workshop, starts=first.starts + timedelta(weeks=week))
    return first.workshop


def test_a_card_says_how_many_dates_are_booked_together(client):
    course(10)
    assert "10 dates, one booking" in client.get("/en/workshops/").text


@pytest.mark.parametrize(("dates", "sign_up"), [(1, "series"), (10, "per_date"), (10, "open")])
def test_what_is_booked_date_by_date_does_not_say_so(client, dates, sign_up):
    course(dates, sign_up=sign_up)
    assert "one booking" not in client.get("/en/workshops/").text


@pytest.mark.parametrize(("dates", "folded"), [(4, 0), (5, 2), (10, 7)])
def test_of_a_long_course_the_first_three_dates_stand_open_and_its_span(client, dates, folded):
    workshop = course(dates)
    page = client.get(workshop.get_absolute_url().replace("/de/", "/en/")).text
    main = page.partition("<main")[2].partition("</main>")[0]
    below = main.partition('<details class="more">')[2].partition("</details>")[0]
    assert (main.count('<div class="date">'), below.count('<div class="date">')) == (dates, folded)
    first, last = (dated_words(date.day, "en") for date in (workshop.dates.first(), workshop.dates.last()))
    assert (f"From {first} to {last}" in main) == bool(folded)


def test_a_date_of_the_next_year_says_so(client):
    with time_machine.travel(datetime(2026, 12, 15, 12, tzinfo=BERLIN), tick=False):
        first = offer("Elterncafé", days=7)
        WorkshopDateFactory(workshop=first.workshop, starts=first.starts + timedelta(days=21))
        page = client.get(first.workshop.get_absolute_url()).text
    assert page.count("<span>2027</span>") == 1
    assert "<span>2026</span>" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts(client, count, django_assert_num_queries):
    for number in range(count):
        date = offer(f"Offer {number}")
        WorkshopDateFactory(workshop=date.workshop, starts=date.starts + timedelta(days=7))
    with django_assert_num_queries(4):
        client.get("/en/workshops/?near=44137")
    with django_assert_num_queries(3):
        client.get(date.workshop.get_absolute_url().replace("/de/", "/en/"))


def test_a_title_shows_in_the_next_best_language_with_its_own_lang(client):
    date = offer("Welche Schule jetzt?")
    text = client.get(f"/ar/workshops/{date.workshop_id}-{date.workshop.slug}/").content.decode()
    assert '<span lang="de" dir="ltr">Welche Schule jetzt?</span>' in text


def test_json_ld_describes_each_date_and_cannot_be_left(client):
    date = offer("</script><b>&")
    text = client.get(date.workshop.get_absolute_url()).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert (data["@type"], data["name"]) == ("EducationEvent", "</script><b>&")
    assert datetime.fromisoformat(data["startDate"]) == date.starts
    assert "</script><b>" not in text


def test_the_calendar_file_says_berlin_time_and_what_is_cancelled(client):
    workshop = WorkshopFactory(title_de="Elternabend")
    first = WorkshopDateFactory(workshop=workshop, starts=datetime(2027, 3, 23, 17, 30, tzinfo=BERLIN))
    WorkshopDateFactory(
        workshop=workshop, starts=datetime(2027, 3, 30, 17, 30, tzinfo=BERLIN), state=DateState.CANCELLED,
        version=3,
    )  # fmt: skip
    response = client.get(reverse("parentwork:ics", args=[workshop.pk, workshop.slug]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event.decoded("dtstart").hour for event in events] == [17, 17]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [int(event["sequence"]) for event in events] == [0, 2]
    assert events[0].decoded("dtstart") == first.starts
    assert "TZID=Europe/Berlin" in response.content.decode()


@pytest.mark.parametrize("address", ["workshops", "organisations"])
def test_the_laender_stand_in_the_order_of_the_readers_alphabet(client, address):
    for code, name in (("DE-BB", "Saar"), ("DE-BY", "Çar"), ("DE-SL", "Bavyera")):
        LandFactory(code=code, ags=code[-2:], name_tr=name)
    page = client.get(f"/tr/{address}/").content.decode()
    assert re.findall(r'<option value="DE-..">(.*?)</option>', page) == ["Bavyera", "Çar", "Saar"]


def test_a_distance_is_written_in_the_readers_letters(client):
    assert '<option value="25" selected>25 كم</option>' in client.get("/ar/workshops/").content.decode()
