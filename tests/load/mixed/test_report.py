"""What the tables say of the answers: a full workshop is none that failed, silence is."""

import os

from tests.load.mixed import report
from tests.load.mixed.people import Asked


def asked(kind, *statuses):
    return [Asked(kind, status, 10.0 * number) for number, status in enumerate(statuses, 1)]


def test_failed_is_what_broke_what_is_missing_and_what_never_came():
    assert [report.failed(it) for it in asked("booker", 200, 302, 422, 404, 429, 503, 0)] == [False] * 3 + [
        True
    ] * 4


def test_each_kind_of_person_has_a_line():
    lines = report.answers(asked("reader", 200, 200, 200, 503) + asked("booker", 302), 2).splitlines()
    assert [line.split()[0] for line in lines] == ["who", "reader", "booker"]
    assert lines[1].split()[1:5] == ["4", "2.0", "25.00", "%"]
    assert lines[1].endswith("200:3 503:1")


def test_a_process_holds_memory_and_has_used_a_processor():
    now = report.used(os.getpid())
    assert now.megabytes > 1
    assert now.seconds > 0
