"""Grants for everybody: what is published, in a form that programs know, and nothing that names a person."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding.choices import Financing, State
from funding.models import Award, FundingRequest, Office
from funding.reports.open_data import COLUMNS, OpenGrant, as_360giving, as_row
from funding.services import decisions, drawdowns
from portal.lib.dates import today
from portal.lib.sheets import write_csv
from tests.cast import Cast
from tests.funding import giving360, scenes
from tests.funding.matrix import award, placed
from tests.funding.test_amendments import signed

pytestmark = pytest.mark.django_db
JSON, CSV, ATOM = "/open-data/grants.json", "/open-data/grants.csv", "/open-data/grants.atom"


@pytest.fixture(autouse=True)
def _publishing(cast: Cast) -> None:
    cache.clear()
    Office.objects.filter(pk=cast.office.pk).update(publishes_grants=True)


def granted(cast: Cast, title: str = "Elternlotsen", **more: Any) -> Award:
    return award(placed(cast, more.pop("state", State.FINAL), title, **more), cast)


def text_of(address: str, **headers: str) -> str:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def titles() -> list[str]:
    return [grant["title"] for grant in json.loads(text_of(JSON))["grants"]]


def test_a_final_grant_is_published_as_the_standard_wants_it(cast: Cast) -> None:
    row = granted(cast)
    drawdowns.record_payment(row, Decimal("150.50"), today(), by=cast.caseworker, known=0)
    package = json.loads(text_of(JSON))
    (grant,) = package["grants"]
    assert grant["title"] == "Elternlotsen"
    assert (grant["currency"], grant["amountAwarded"], grant["amountDisbursed"]) == ("EUR", 2000, 150.5)
    assert grant["recipientOrganization"][0]["name"] == "Elterntreff Nordstadt"
    assert grant["recipientOrganization"][0]["addressLocality"] == "Dortmund"
    assert grant["fundingOrganization"][0]["name"] == "Musterstelle Förderung"
    assert grant["plannedDates"] == [{"startDate": "2026-01-01", "endDate": "2026-12-31"}]
    assert giving360.broken(package) == []


@pytest.mark.parametrize("state", [state for state in State if state not in (State.FINAL, State.DRAFT)])
def test_nothing_is_published_before_it_is_final(cast: Cast, state: State) -> None:
    granted(cast)
    granted(cast, "Noch offen", state=state)
    assert titles() == ["Elternlotsen"]


def test_only_offices_that_publish_are_in_it(cast: Cast) -> None:
    granted(cast)
    granted(cast, "Aus Berlin", office=cast.berlin_office)
    assert titles() == ["Elternlotsen"]


def test_no_word_of_the_applicant_but_the_title_is_in_it(cast: Cast) -> None:
    row = granted(cast)
    FundingRequest.objects.filter(pk=row.request_id).update(need="Frau Geheim", contact="Herr Geheim")
    for address in (JSON, CSV, ATOM):
        assert "Geheim" not in text_of(address)
        assert cast.coordinator.name not in text_of(address)
        assert cast.caseworker.name not in text_of(address)


def test_the_table_says_the_same_as_the_json(cast: Cast) -> None:
    granted(cast)
    granted(cast, '=Zwei; mit "Zeichen"')
    rows = list(csv.DictReader(io.StringIO(text_of(CSV))))
    grants = json.loads(text_of(JSON))["grants"]
    assert [row["Identifier"] for row in rows] == [grant["id"] for grant in grants]
    assert [Decimal(row["Amount Awarded"]) for row in rows] == [Decimal(2000), Decimal(2000)]
    assert rows[0]["Title"] == '\'=Zwei; mit "Zeichen"', "no formula for a spreadsheet"
    assert rows[0]["Recipient Org:Name"] == "Elterntreff Nordstadt"


def test_the_feed_names_the_newest_first(cast: Cast) -> None:
    granted(cast)
    granted(cast, "Das Neue")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(text_of(ATOM)).findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == [
        "Elterntreff Nordstadt: Das Neue",
        "Elterntreff Nordstadt: Elternlotsen",
    ]
    assert "2.000,00\xa0€" in (entries[0].findtext(f"{atom}summary") or "")


def test_a_package_without_grants_would_break_the_standard_so_there_is_none(cast: Cast) -> None:
    assert giving360.broken({"version": "1.4", "grants": []}) != []
    answer = Client().get(JSON)
    assert (answer.status_code, answer.json()["error"]) == (404, "No Office has published a grant here yet.")


@pytest.mark.parametrize("address", [JSON, CSV, ATOM])
def test_who_has_it_already_hears_just_that_until_something_changes(cast: Cast, address: str) -> None:
    row = granted(cast)
    etag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"if-none-match": etag}).status_code == 304
    drawdowns.record_payment(row, Decimal(5), today(), by=cast.caseworker, known=0)
    assert Client().get(address, headers={"if-none-match": etag}).status_code == 200


def test_a_longer_period_is_news(cast: Cast) -> None:
    request = scenes.announced(cast)
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    etag = Client().get(JSON)["ETag"]
    change = signed(cast, Award.objects.get())
    answer = Client().get(JSON, headers={"if-none-match": etag})
    assert answer.status_code == 200
    (grant,) = json.loads(b"".join(answer.streaming_content))["grants"]  # type: ignore[attr-defined]
    assert change.end is not None
    assert grant["plannedDates"][0]["endDate"] == change.end.isoformat()


@pytest.mark.parametrize("address", [JSON, CSV, ATOM])
def test_every_site_may_read_it_and_nobody_may_write(cast: Cast, address: str) -> None:
    granted(cast)
    assert Client().get(address)["Access-Control-Allow-Origin"] == "*"
    assert Client().post(address).status_code == 405
    head = Client().head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_who_asks_too_often_waits(cast: Cast) -> None:
    granted(cast)
    statuses = [Client().head(JSON).status_code for _number in range(61)]
    assert (statuses[59], statuses[60]) == (200, 429)


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_read_in_two_questions_however_many_there_are(cast: Cast, number: int) -> None:
    for _one in range(number):
        granted(cast)
    with CaptureQueriesContext(connection) as asked:
        assert len(titles()) == number
    assert len([query for query in asked if "funding_award" in query["sql"]]) == 2


def test_the_page_says_what_there_is_and_who_publishes(cast: Cast) -> None:
    page = Client().get(reverse("funding:open_data")).text
    assert "/open-data/grants.json" not in page
    granted(cast)
    page = Client().get(reverse("funding:open_data")).text
    assert page.count("/open-data/grants.json") == 1
    assert cast.office.get_absolute_url() in page
    assert cast.foreign_office.get_absolute_url() not in page
    assert reverse("funding:open_data") in Client().get(cast.office.get_absolute_url()).text


words = st.text(max_size=200)
euros = st.decimals(0, 10**9, places=2)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
grants = st.builds(
    OpenGrant,
    uuid=st.builds(uuid4), title=words.map(lambda text: text[:140]), applicant=words, applicant_key=words,
    place=words, office=words, office_key=words, programme=words,
    programme_key=st.from_regex(r"\A[a-z0-9-]{0,30}\Z"), financing=st.sampled_from(Financing), asked=euros,
    awarded=euros, paid_out=euros, announced=days, start=days, end=days,
    modified=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)  # fmt: skip


@given(st.lists(grants, min_size=1, max_size=5, unique_by=lambda grant: grant.uuid))
def test_whatever_grants_there_are_the_package_is_valid_and_the_table_whole(found: list[OpenGrant]) -> None:
    assert giving360.broken({"version": "1.4", "grants": [as_360giving(grant) for grant in found]}) == []
    table = write_csv([COLUMNS, *map(as_row, found)], delimiter=",").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert [len(row) for row in rows] == [len(COLUMNS)] * (len(found) + 1)
    assert [Decimal(row[5]) for row in rows[1:]] == [grant.awarded for grant in found]
