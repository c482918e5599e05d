"""What the table says of the house while everybody asks at once."""

import os
import subprocess

from tests.load import usage
from tests.load.mixed import report
from tests.load.usage import Use, used
from tests.servers.processes import descendants, wait_for


def test_each_process_has_a_line_with_what_it_held_and_used():
    moments = [{"web": Use(100, 1)}, {"web": Use(120, 3)}, {"web": Use(121, 8.5)}]
    head, line = report.processes(moments).splitlines()
    assert head.startswith("of")
    assert line.split() == ["web", "100", "120", "121", "7.5"]


def test_a_process_holds_memory_and_has_used_a_processor():
    now = used(os.getpid())
    assert now.megabytes > 1
    assert now.seconds > 0


def test_a_process_below_another_counts_once(monkeypatch):
    monkeypatch.setattr(usage, "_megabytes", lambda _pid: 1)
    with subprocess.Popen(["sh", "-c", "cat; true"], stdin=subprocess.PIPE) as shell:
        wait_for(lambda: len(descendants(shell.pid)) == 1, 20)
        assert used(shell.pid).megabytes == used(shell.pid, *descendants(shell.pid)).megabytes == 2
