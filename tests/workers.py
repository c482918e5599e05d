"""Real Celery workers on the test's database, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import Task
from django.db import connection

from portal.celery import app


def wait_for(condition: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


class Workers:
    """Workers that share a queue of their own with the test."""

    def __init__(self, folder: Path, smtp_port: int = 9) -> None:
        self.queue = f"test-{uuid.uuid4().hex}"
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "WORKER_MEDIA": str(folder),
            "WORKER_SMTP": str(smtp_port),
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "portal.celery", "worker"]
        options = [
            "-Q",
            self.queue,
            "-c",
            "1",
            "-n",
            f"{uuid.uuid4().hex}@test",
            "--without-gossip",
            "--without-mingle",
        ]
        worker = subprocess.Popen([*command, *options], env=self._environment, start_new_session=True)
        self._started.append(worker)
        return worker

    def queue_job(self, task: Task, *args: object) -> None:
        app.conf.task_always_eager = False
        try:
            task.apply_async(args, queue=self.queue)
        finally:
            app.conf.task_always_eager = True

    def stop(self) -> None:
        for worker in self._started:
            kill_whole(worker)


def children(worker: subprocess.Popen[bytes]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]


def kill_child(worker: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the process that does the job; its parent lives."""
    for pid in children(worker):
        os.kill(pid, signal.SIGKILL)


def kill_whole(worker: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the worker with all its processes."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@contextmanager
def workers(folder: Path, smtp_port: int = 9) -> Iterator[Workers]:
    crew = Workers(folder, smtp_port)
    try:
        yield crew
    finally:
        crew.stop()
