"""The whole inbox as a sheet, as its reader filtered it and may see it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from funding.choices import State
from funding.models import OfficeMember, Programme
from funding.reports import InboxCsv, InboxXlsx
from funding.services.programmes import revise
from portal.documents.choices import State as Made
from portal.documents.models import Document
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes
from tests.funding.matrix import placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def asked_for(client: Client, cast: Cast, query: str = "", kind: str = "csv") -> Document:
    address = reverse("funding:inbox_table", args=[cast.office.slug])
    answer = client.post(f"{address}?{query}", {"as": kind})
    document = Document.objects.get(kind__startswith="funding.inbox")
    assert answer["Location"] == document.get_absolute_url()
    return document


def rows_of(document: Document) -> list[tuple[Any, ...]]:
    kind = InboxCsv()
    return list(kind.rows(kind.gather(document.params, "en")))  # type: ignore[arg-type]


def test_each_request_is_a_row_with_what_the_office_knows(cast: Cast, officer: Client) -> None:
    row = scenes.announced(cast)
    head, line = rows_of(asked_for(officer, cast, "state=all"))
    assert dict(zip(head, line, strict=True)) == {
        "File number": row.file_number,
        "Title": "Elternlotsen Nordstadt",
        "Organisation": cast.association.name,
        "Programme": "Förderung von Elternarbeit",
        "State": "Announced",
        "Caseworker": cast.caseworker.name,
        "Asked for": scenes.D("2000.00"),
        "Awarded": scenes.D("2000.00"),
        "Submitted": scenes.today(),
        "Deadline": None,
    }


def test_the_sheet_holds_what_the_filters_leave_on_all_pages(cast: Cast, officer: Client) -> None:
    for number in range(30):
        placed(cast, State.SUBMITTED, title=f"Neu {number:02}")
    placed(cast, State.IN_REVIEW, title="In Prüfung")
    assert len(rows_of(asked_for(officer, cast, "state=submitted&page=2"))) == 1 + 30


def test_what_the_filters_of_the_page_leave_the_sheet_has_too(cast: Cast, officer: Client) -> None:
    placed(cast, State.SUBMITTED, title="Vätercafé", caseworker=cast.caseworker)
    placed(cast, State.SUBMITTED, title="Lesepaten", caseworker=cast.caseworker)
    for query in (
        "q=café",
        "turn=mine&sort=new",
        f"who={cast.caseworker.pk}&state=all",
        "turn=applicant",
        "due=week",
    ):
        page = officer.get(f"{reverse('funding:inbox', args=[cast.office.slug])}?{query}")
        shown = [row.title for row in page.context["page_obj"]]
        assert [line[1] for line in rows_of(asked_for(officer, cast, query))[1:]] == shown, query
        Document.objects.all().delete()


def test_the_way_back_leads_to_the_list_with_its_filters(cast: Cast, officer: Client) -> None:
    inbox = reverse("funding:inbox", args=[cast.office.slug])
    for query, back in (("state=all&sort=new", f"{inbox}?sort=new&amp;state=all"), ("", inbox)):
        page = officer.get(asked_for(officer, cast, query).get_absolute_url()).text
        assert f'href="{back}"' in page.partition("<main")[2]
        Document.objects.all().delete()


# -- the filters of the page ----------------------------------------------------------------------------


def inbox(client: Client, cast: Cast, query: str = "") -> Any:
    return client.get(f"{reverse('funding:inbox', args=[cast.office.slug])}?{query}")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Not decided yet · By deadline"),
        ("q=Lotsen", "Not decided yet · By deadline"),
        (
            "due=week&turn=mine&sort=age",
            "Not decided yet · due within a week · Whose turn: Mine · Oldest first",
        ),
        ("state=final", "Final · By deadline"),
    ],
)
def test_folded_filters_are_said_in_one_line(cast: Cast, officer: Client, query: str, said: str) -> None:
    page = inbox(officer, cast, query).text
    assert f'<details class="more"><summary>Filters: {said}</summary>' in page
    assert ("All that is not decided yet, by deadline" in page) == bool(query)


def test_the_requests_of_one_programme_are_found_in_all_its_revisions(cast: Cast, officer: Client) -> None:
    own, other = placed(cast, State.IN_REVIEW, "Lesepaten"), placed(cast, State.IN_REVIEW, "V\u00e4tertreff")
    programme = own.programme
    revised = revise(Programme.objects.get(pk=programme.pk), by=cast.portal_staff)
    placed(cast, State.IN_REVIEW, "Elterncaf\u00e9", programme=revised)
    inbox = reverse("funding:inbox", args=[cast.office.slug])
    page = officer.get(f"{inbox}?programme={programme.slug}").text
    found = {title for title in ("Lesepaten", "Elterncaf\u00e9", other.title) if title in page}
    assert found == {"Lesepaten", "Elterncaf\u00e9"}
    assert f"Programme: {programme.name}" in page
    assert len(rows_of(asked_for(officer, cast, f"programme={programme.slug}"))) == 1 + 2


def test_an_office_with_one_programme_is_not_asked_which(cast: Cast, officer: Client) -> None:
    placed(cast, State.IN_REVIEW, programme=ProgrammeFactory(office=cast.office))
    assert 'name="programme"' not in officer.get(reverse("funding:inbox", args=[cast.office.slug])).text


def test_who_is_looked_for_is_said_by_name(cast: Cast, officer: Client) -> None:
    assert f"Caseworker: {cast.caseworker.name} · " in inbox(officer, cast, f"who={cast.caseworker.pk}").text


def test_a_filter_that_is_not_understood_stands_open(cast: Cast, officer: Client) -> None:
    assert '<details class="more" open><summary>Filters</summary>' in inbox(officer, cast, "state=x").text


def test_a_tile_stays_a_filter_when_another_is_set(cast: Cast, officer: Client) -> None:
    page = inbox(officer, cast, "due=week").text
    assert '<input type="hidden" name="due" value="week" id="id_due">' in page


def test_nobody_else_opens_it_and_who_leaves_the_office_neither(cast: Cast, officer: Client) -> None:
    document = asked_for(officer, cast, kind="xlsx")
    assert document.state == Made.QUEUED
    kind = InboxXlsx()
    for somebody in (cast.countersigner, cast.foreign_caseworker, cast.coordinator, AnonymousUser()):
        assert not kind.visible_to(somebody, document.params)
    assert kind.visible_to(cast.caseworker, document.params)
    OfficeMember.objects.filter(user=cast.caseworker).delete()
    assert not kind.visible_to(cast.caseworker, document.params)


def test_requests_of_the_own_organisation_are_not_in_it(cast: Cast, officer: Client) -> None:
    placed(cast, State.SUBMITTED)
    MembershipFactory(organisation=cast.association, user=cast.caseworker)
    assert len(rows_of(asked_for(officer, cast))) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_queries(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        placed(cast, State.SUBMITTED, title=f"Neu {number}")
    params = {"office": cast.office.pk, "reader": cast.caseworker.pk, "filters": {}}
    with django_assert_num_queries(3):
        InboxCsv().gather(params, "en")
