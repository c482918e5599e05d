"""Callables that settings name."""

import pytest

from portal.lib import loading


def deletes() -> dict[str, int]:
    return {"bookings": 2}


def breaks() -> None:
    raise RuntimeError


def test_what_fails_keeps_nothing_after_it_from_running_and_is_told_at_the_end():
    heard: list[str] = []
    with pytest.raises(ExceptionGroup) as caught:
        loading.run_each([f"{__name__}.breaks", f"{__name__}.deletes"], heard.append)
    assert heard == ["tests.lib.test_loading.breaks: failed", "tests.lib.test_loading: 2 bookings"]
    assert [type(error) for error in caught.value.exceptions] == [RuntimeError]
