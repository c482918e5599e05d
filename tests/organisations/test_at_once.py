"""Two clicks, or two jobs, at the very same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from organisations import services
from organisations.choices import Role
from organisations.models import Membership, Organisation, StructureSums
from organisations.models.structure import is_closed
from portal.lib.dates import today
from portal.places.models import Land
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PostalCodeFactory
from tests.organisations.yearly import profile

pytestmark = pytest.mark.django_db(transaction=True)


def twice[Result](do: Callable[[], Result]) -> list[Result]:
    start = Barrier(2)

    def run(_number: int) -> Result:
        try:
            start.wait(timeout=20)
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_clicks_register_one_organisation():
    person, key = UserFactory(), uuid4()
    data = {"name": "Väterrunde", "postal_code": PostalCodeFactory()}
    first, second = twice(lambda: services.register(key, data, by=person))
    assert first == second == Organisation.objects.get()
    assert Membership.objects.get().role == Role.COORDINATOR
    assert first.verifications.count() == 1


def test_two_jobs_write_down_the_sums_of_a_year_once():
    closed = next(year for year in range(today().year, 2000, -1) if is_closed(year))
    profile(OrganisationFactory(), closed)
    assert sorted(twice(services.freeze_sums)) == [0, 1]
    assert StructureSums.objects.count() == Land.objects.count()
