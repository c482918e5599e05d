"""PostgreSQL is killed, restarted, locked and changed while people read and book."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.faults.families import family, fresh
from tests.faults.house import meanwhile
from tests.servers.processes import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


def at_once(house, page, *, readers):
    """The statuses that so many get who ask at the same time."""
    with ThreadPoolExecutor(readers) as crowd:
        return list(crowd.map(lambda _reader: house.web.get(fresh(page)).status, range(readers)))


def test_killed_under_readers_and_bookers_it_costs_nobody_what_was_confirmed(house):
    web, page, numbers = house.web, house.page, count()
    reader = web.somebody_else()
    assert web.get(page["book"]).status == reader.get(page["guide"]).status == 200
    confirmed = []

    def book():
        number = next(numbers)
        said = web.post(page["book"], family(number), **{"X-Forwarded-For": f"203.0.113.{number % 250}"})
        if said.status == 302:
            confirmed.append(f"Familie {number}")
        return said

    with meanwhile(book) as answers:
        wait_for(lambda: len(confirmed) > 3, 30, lambda: answers[-1])
        house.kill("postgres")
        refused = reader.get(fresh("/ar/guides/schule/"))
        assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
        assert '<html lang="ar" dir="rtl">' in refused.text
        assert "So geht Schule" in reader.get(page["guide"]).text, "a kept page is still served"
        assert web.get("/healthz").status == 200
        ready = web.get("/readyz")
        assert (ready.status, '"database": "OperationalError"' in ready.text) == (503, True)

        known = len(confirmed)
        house.servers.start_postgres()
        wait_for(lambda: len(confirmed) > known + 3, 60, lambda: answers[-1])
    assert {answer.status for answer in answers} == {302, 503}
    assert set(confirmed) <= set(house.all("SELECT name FROM parentwork_booking"))


def test_restarted_while_nobody_asks_it_fails_not_even_the_first_readers(house):
    at_once(house, "/de/organisations/", readers=6)
    house.kill("postgres")
    house.servers.start_postgres()
    assert at_once(house, "/de/organisations/", readers=6) == [200] * 6


def test_whoever_waits_long_for_a_lock_or_a_connection_is_told_so(house):
    web, page = house.web, house.page
    with house.connect() as other:
        other.execute("LOCK TABLE guides_translation IN ACCESS EXCLUSIVE MODE")
        assert at_once(house, page["guide"], readers=6) == [503] * 6, (
            "four got a connection, two not even that"
        )
        assert web.get("/de/b/").status == 200, "what needs nothing of it goes on"
    assert web.get(fresh(page["guide"])).status == 200


def test_a_migration_waits_no_longer_than_readers_can_and_is_done_when_the_way_is_free(house):
    def migrate(app):
        return house.run("manage.py", "migrate", app, DJANGO_SETTINGS_MODULE="tests.faults.later_settings")

    def columns():
        return house.all("SELECT column_name FROM information_schema.columns WHERE column_name = 'later'")

    with meanwhile(lambda: house.web.get(fresh(house.page["guide"]))) as answers:
        with house.connect() as reader:
            reader.execute("SELECT count(*) FROM guides_guide")
            refused = migrate("later")
        assert (refused.returncode, columns()) == (1, [])
        assert "lock timeout" in refused.stderr
        done = migrate("later")
        assert (done.returncode, columns()) == (0, ["later"]), done.stderr
    assert len(answers) > 3
    assert {answer.status for answer in answers} <= {200, 503}
    assert answers[-1].status == 200
