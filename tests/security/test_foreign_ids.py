"""Numbers and names in addresses that are foreign, made up, or mixed with own ones: nothing is there.

The matrix tries each foreign name among own ones (`tests/test_house/test_matrix_foreign.py`); here chance
puts several together, and such as no row has.
"""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import matrix
from tests.cast import mirrored
from tests.matrix import EVERYBODY
from tests.test_house.people import People, Way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_errors")]
OWNED = ["organisations", "parentwork", "funding"]
TRIES = 60


@pytest.fixture(params=OWNED)
def visits(request, cast):
    """Who is inside, what such people may ask for, and the names of own and of foreign rows."""
    mirror = mirrored(cast)
    matrix.furnish(cast, OWNED)
    matrix.furnish(mirror, OWNED)
    people, rows = People(mirror), []
    for name, row in sorted(matrix.rows_of(request.param).items()):
        role = next((role for role in sorted(row.sees) if role in matrix.INSIDERS), "")
        if not role or row.sees == EVERYBODY:
            continue
        own, foreign = row.kwargs(mirror), row.kwargs(cast)
        if parts := [part for part in own if own[part] != foreign[part] and part != row.forgiven]:
            rows.append((name, row, role, own, foreign, parts))
    assert len(rows) > 10
    return people, rows


def made_up(value):
    """Strategies for what stands where `value` does, and belongs to no row."""
    if isinstance(value, int):
        return st.integers(min_value=2**31, max_value=2**63 - 1) | st.integers(2**63, 2**80) | st.just(0)
    if isinstance(value, uuid.UUID):
        return st.uuids()
    return st.from_regex(r"[a-z0-9][a-z0-9-]{12,40}", fullmatch=True)


def test_no_mixture_of_foreign_and_made_up_names_leads_anywhere(visits):
    people, rows = visits
    found = []

    @given(data=st.data())
    @settings(max_examples=TRIES, derandomize=True, database=None)
    def ask(data):
        name, row, role, own, foreign, parts = data.draw(st.sampled_from(rows))
        strange = data.draw(st.lists(st.sampled_from(parts), min_size=1, unique=True))
        asked = own | {
            part: data.draw(st.just(foreign[part]) | made_up(own[part]), label=part) for part in strange
        }
        status = people.ask(role, row.address(name, asked), Way(row.method)).status_code
        if status != 404:
            found.append(f"{name} {asked} by {role}: {status}")

    ask()
    assert found == []
