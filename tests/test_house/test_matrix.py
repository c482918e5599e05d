"""Every address × every role × every way to ask: who may see it, and that nobody else can."""

from dataclasses import replace

import pytest
from django.http import HttpResponse, HttpResponseBase

from tests import matrix
from tests.cast import Cast
from tests.matrix import EVERYBODY, Row
from tests.test_house.people import People, Way, leads_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_errors")]

ROWS = matrix.all_rows()
BY_HTMX = [Way("get", htmx=True), Way("post", htmx=True)]
# What those who see an address get when they ask by the other method: its form again, or nothing, as it is
# for none or for others to do.
OTHERWISE = (200, 302, 303, 404, 405, 409, 422)


def test_every_address_has_a_name_and_a_row():
    assert sorted(matrix.url_names() - set(ROWS)) == []


def test_every_row_names_an_address():
    assert sorted(set(ROWS) - matrix.url_names()) == []


@pytest.mark.parametrize("app", matrix.APPS)
def test_only_those_who_may_see_an_address_see_it(app: str, furnished: Cast):
    people, complaints = People(furnished), []
    for name, row in matrix.rows_of(app).items():
        address, data = row.address(name, row.kwargs(furnished)), row.data(furnished)
        for role in sorted(EVERYBODY):
            for way in ways(row, role):
                if complaint := complaint_about(row, role, way, people.ask(role, address, way, data)):
                    complaints.append(f"{name}: {way} by {role} {complaint}")
    assert complaints == [], "\n".join(complaints)


def ways(row: Row, role: str) -> list[Way]:
    """As it is meant, and by htmx with both methods; for what everybody sees strangers do for that."""
    meant = Way(row.method)
    return [meant] if row.sees == EVERYBODY and role != "anonymous" else [meant, *BY_HTMX]


def complaint_about(row: Row, role: str, way: Way, response: HttpResponseBase) -> str | None:
    """What is wrong with this answer, or None."""
    status, as_meant = response.status_code, way.method == row.method
    if row.midway:
        return None if status in (302, 405) else f"should be led to the beginning but got {status}"
    if role in row.sees:
        seen = status in expected(row, way) and not (as_meant and leads_to_sign_in(response))
        return None if seen else f"should see it but got {status}"
    if status == 405 and not as_meant:
        return None  # before anything was looked for
    if role == "anonymous" and not row.hidden:
        return None if leads_to_sign_in(response) else f"should be led to the sign-in but got {status}"
    return None if status == 404 else f"should get 404 but got {status}"


def expected(row: Row, way: Way) -> tuple[int, ...]:
    if way.method == row.method:
        return row.statuses
    return (405,) if row.post else (*row.statuses, *OTHERWISE)


@pytest.mark.parametrize("app", matrix.APPS)
def test_every_page_of_the_desk_is_there_in_english(app: str, furnished: Cast):
    people, complaints = People(furnished), []
    for name, row in matrix.rows_of(app).items():
        if not row.sees or row.sees == EVERYBODY or row.post:
            continue
        role, way = sorted(row.sees)[0], Way("get")
        response = people.ask(role, replace(row, language="en").address(name, row.kwargs(furnished)), way)
        if complaint := complaint_about(row, role, way, response):
            complaints.append(f"{name} in English by {role} {complaint}")
        elif (page := words_of(response)) and '<html lang="en"' not in page:
            complaints.append(f"{name} speaks another language")
    assert complaints == [], "\n".join(complaints)


def words_of(response: HttpResponseBase) -> str:
    """Of a page; of what leads on, is a file or a part of a page, nothing."""
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return response.content.decode() if isinstance(response, HttpResponse) and is_page else ""
