"""One process below the house."""

import os
import signal

import pytest

from portal.servers.children import Child


@pytest.fixture
def ignored():
    """As a shell starts what it puts into the background: deaf to Ctrl-C and Ctrl-\\."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGQUIT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_a_child_hears_the_signal_that_ends_it_although_the_house_does_not(ignored, tmp_path, number):
    child = Child("sleeper", ["sleep", "60"], tmp_path / "log", os.environ, end_signal=number, seconds=2)
    child.start()
    child.stop()
    assert child.ended() == -number
