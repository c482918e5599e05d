"""Every named address × every role: who may see it, and that nobody else can."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import matrix
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ROWS = matrix.all_rows()


def test_every_named_address_has_a_row():
    assert sorted(matrix.url_names() - set(ROWS)) == []


def test_every_row_names_an_address():
    assert sorted(set(ROWS) - matrix.url_names()) == []


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    matrix.furnish(cast)
    return cast


def _ask(client: Client, name: str, row: matrix.Row, cast: Cast, method: str):
    with translation.override(row.language):
        address = reverse(name, kwargs=row.kwargs(cast))
    return getattr(client, method)(address + row.query)


def _complaint(role: str, row: matrix.Row, response) -> str | None:
    """What is wrong with this answer, or None."""
    status = response.status_code
    to_sign_in = status == 302 and "/accounts/login/" in response["Location"]
    if row.midway:
        return None if status == 302 else f"{role} should be led to the beginning but got {status}"
    if role in row.sees:
        return None if status in row.statuses and not to_sign_in else f"{role} should see it but got {status}"
    if role == "anonymous" and not row.hidden:
        return None if to_sign_in else f"anonymous should be led to the sign-in but got {status}"
    return None if status == 404 else f"{role} should get 404 but got {status}"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_only_those_who_may_see_an_address_see_it(name: str, furnished: Cast):
    row = ROWS[name]
    complaints = []
    # Those who may not come first: a POST of one who may could change what the others would find.
    for role in sorted(matrix.EVERYBODY, key=lambda role: role in row.sees):
        client = Client()
        if role != "anonymous":
            client.force_login(getattr(furnished, role))
        response = _ask(client, name, row, furnished, "post" if row.post else "get")
        if complaint := _complaint(role, row, response):
            complaints.append(complaint)
    assert complaints == []


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.post))
def test_an_address_that_changes_something_refuses_get(name: str, furnished: Cast):
    row = ROWS[name]
    for role in row.sees:
        client = Client()
        if role != "anonymous":
            client.force_login(getattr(furnished, role))
        assert _ask(client, name, row, furnished, "get").status_code == 405, role
        break
