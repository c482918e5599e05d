"""Every named address × every role: who may see it, and that nobody else can."""

import pytest
from django.db import transaction
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


@pytest.mark.parametrize("app", matrix.APPS)
def test_only_those_who_may_see_an_address_see_it(app: str, furnished: Cast):
    complaints = []
    for name, row in matrix.rows_of(app).items():
        # Those who may not come first: a POST of one who may could change what the others would find.
        for role in sorted(matrix.EVERYBODY, key=lambda role, row=row: role in row.sees):
            method = "post" if row.post else "get"
            if complaint := _complaint(role, row, _ask(name, row, furnished, role, method)):
                complaints.append(f"{name}: {complaint}")
    assert complaints == []


@pytest.mark.parametrize("app", matrix.APPS)
def test_an_address_that_changes_something_refuses_get(app: str, furnished: Cast):
    posts = {name: row for name, row in matrix.rows_of(app).items() if row.post and row.sees}
    answers = {
        name: _ask(name, row, furnished, sorted(row.sees)[0], "get").status_code
        for name, row in posts.items()
    }
    assert {name: status for name, status in answers.items() if status != 405} == {}


def _ask(name: str, row: matrix.Row, cast: Cast, role: str, method: str):
    """The answer to one role; what it changed is taken back."""
    client = Client()
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(getattr(cast, role))
        with translation.override(row.language):
            address = reverse(name, kwargs=row.kwargs(cast))
        response = getattr(client, method)(address + row.query)
        transaction.set_rollback(True)
    return response


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
