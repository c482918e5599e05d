"""The web server loses its power while somebody types into a long form."""

import os
import re
import signal
from contextlib import contextmanager
from itertools import count

import pytest

from tests.faults.house import meanwhile
from tests.servers.processes import wait_for
from tests.servers.web import serving

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


@contextmanager
def signed_in(house, folder):
    """A web server of its own on the house, and somebody who writes a request there."""
    folder.mkdir()
    with serving(folder, **house.extra) as web:
        web.cookies["sessionid"] = house.page["session"]
        yield web


def test_killed_between_two_autosaves_it_has_all_that_it_said_it_kept(house, tmp_path):
    """What was typed since then is lost: two seconds of it, see `test_a_request` of the journeys."""
    page, numbers, kept = house.page, count(1), []
    with signed_in(house, tmp_path / "first") as web:
        assert web.get(page["goals"]).status == 200

        def type_on():
            number = next(numbers)
            try:
                said = web.post(page["autosave"], {"version": "1", "need": f"Bis hier: {number}."})
            except OSError:
                return None
            if said.status == 200:
                kept.append(number)
            return said.status

        with meanwhile(type_on) as answers:
            wait_for(lambda: len(kept) > 3, 30, lambda: answers[-1])
            os.killpg(web.process.pid, signal.SIGKILL)
    assert set(answers) == {200, None}
    with signed_in(house, tmp_path / "second") as web:
        (found,) = re.findall(r"Bis hier: (\d+)\.", web.get(page["goals"]).text)
    assert kept[-1] <= int(found) <= kept[-1] + 1, "the last one may have been kept without saying so"
