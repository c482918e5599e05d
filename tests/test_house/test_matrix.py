"""Every address × every role × every way to ask: who may see it, and that nobody else can."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase

from tests import matrix
from tests.cast import Cast, mirrored
from tests.matrix import EVERYBODY, Row
from tests.test_house.people import People, Way, leads_to_sign_in

pytestmark = pytest.mark.django_db

ROWS = matrix.all_rows()
BY_HTMX = [Way("get", htmx=True), Way("post", htmx=True)]
# What those who see an address get when they ask by the other method: its form again, or nothing, as it is
# for none or for others to do.
OTHERWISE = (200, 302, 303, 404, 405, 409, 422)
# Whose rows belong to an organisation or an Office.
OWNED = ["organisations", "parentwork", "funding"]


def test_every_address_has_a_name_and_a_row():
    assert sorted(matrix.url_names() - set(ROWS)) == []


def test_every_row_names_an_address():
    assert sorted(set(ROWS) - matrix.url_names()) == []


@pytest.mark.parametrize("app", matrix.APPS)
def test_only_those_who_may_see_an_address_see_it(app: str, cast: Cast):
    matrix.furnish(cast)
    people, complaints = People(cast), []
    for name, row in matrix.rows_of(app).items():
        address, data = row.address(name, row.kwargs(cast)), row.data(cast)
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


@pytest.mark.parametrize("app", OWNED)
def test_no_foreign_row_is_reached_through_an_own_one(app: str, cast: Cast):
    """Where an address names several rows they must belong together: with one foreign name among own ones
    it does not exist, whatever the person may do at home."""
    mirror = mirrored(cast)
    matrix.furnish(cast, [app])
    matrix.furnish(mirror, [app])
    people, complaints, asked = People(mirror), [], 0
    for name, row in matrix.rows_of(app).items():
        role = next((role for role in sorted(row.sees) if role in matrix.INSIDERS), "")
        if not role or row.sees == EVERYBODY:
            continue
        data, own = row.data(mirror), row.kwargs(mirror)
        way = Way(row.method)
        if complaint := complaint_about(row, role, way, people.ask(role, row.address(name, own), way, data)):
            complaints.append(f"{name}: {way} of own rows by {role} {complaint}")
        for part, crossed in crossings(own, row.kwargs(cast)):
            for way in ways(row, role):
                asked += 1
                status = people.ask(role, row.address(name, crossed), way, data).status_code
                if status != 404 and (way.method == row.method or status != 405) and part != row.forgiven:
                    complaints.append(f"{name}: {way} with a foreign {part} by {role} got {status}")
    assert complaints == [], "\n".join(complaints)
    assert asked


def crossings(own: dict[str, object], foreign: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """The own names with one foreign one among them, for each that differs."""
    for part in own:
        if len(own) > 1 and own[part] != foreign[part]:
            yield part, own | {part: foreign[part]}
