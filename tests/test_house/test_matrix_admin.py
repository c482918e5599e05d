"""The administration: each of its addresses, with and without a name, is open to portal staff alone."""

import re

import pytest

from tests import matrix
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.test_house.people import People, Way, leads_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_errors")]
# The routes, with a number wherever they want a row.
ADDRESSES = ["/" + re.sub(r"\^.*|<[^>]+>", "1", route) for route in matrix.admin_routes()]
OPEN_TO_ALL = "/admin/logout/"
GET, POST = Way("get"), Way("post")


def test_it_has_pages_for_the_rows_of_every_app():
    models = {address.split("/")[2] for address in ADDRESSES if address.endswith("/add/")}
    assert {"accounts", "outbox", "documents", "pages", "guides", "organisations", "funding"} <= models


def test_it_is_closed_to_all_others(cast: Cast):
    people, got_in = People(cast), []
    for role in sorted(matrix.EVERYBODY - {"portal_staff"}):
        for address in ADDRESSES:
            for way in (GET, POST) if role == "anonymous" else (GET,):
                response = people.ask(role, address, way)
                refused = response.status_code == 403 or leads_to_sign_in(response, also="/admin/login/")
                if not refused and address != OPEN_TO_ALL:
                    got_in.append(f"{way} {address} by {role}: {response.status_code}")
    assert got_in == [], "\n".join(got_in)


@pytest.mark.parametrize("way", [GET, POST], ids=str)
def test_portal_staff_without_a_second_factor_come_no_further_than_setting_it_up(cast: Cast, way: Way):
    cast.portal_staff = UserFactory(is_staff=True, is_superuser=True, second_factor=False)
    people = People(cast)
    answers = {address: people.ask("portal_staff", address, way) for address in ADDRESSES}
    led = {address for address, answer in answers.items() if answer.get("Location", "").endswith("/2fa/")}
    assert set(ADDRESSES) - led == set()


def test_portal_staff_see_every_list(cast: Cast):
    lists = [address.removesuffix("add/") for address in ADDRESSES if address.endswith("/add/")]
    people = People(cast)
    seen = {address: people.ask("portal_staff", address, GET).status_code for address in ["/admin/", *lists]}
    assert {address: status for address, status in seen.items() if status != 200} == {}
