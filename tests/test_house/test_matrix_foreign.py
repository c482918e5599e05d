"""Every address that names several rows, with a foreign one among own ones."""

from collections.abc import Iterator

import pytest

from tests import matrix
from tests.cast import Cast, mirrored
from tests.matrix import EVERYBODY
from tests.test_house.people import People, Way
from tests.test_house.test_matrix import complaint_about, ways

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_errors")]

# Whose rows belong to an organisation or an Office.
OWNED = ["organisations", "parentwork", "funding"]


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
