"""Each service of docker-compose.yml by its own command and health check, on the servers of this machine."""

import os
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from portal.servers import Servers, database_url, redis_url
from tests.servers.processes import BASE, free_port, wait_for
from tests.test_house.composition import SERVICES

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
SHARED = SERVICES["migrate"]["environment"]
SERVING = ("web", "worker", "beat")
READY = [sys.executable, "-m", "portal.servers.probe", "/readyz"]


@pytest.fixture
def environment(folder):
    """What the image and the file .env would say, with the addresses of this machine."""
    servers = Servers(folder, durable=False)
    servers.start_postgres()
    servers.start_valkey()
    yield {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url(folder),
        "REDIS_URL": redis_url(folder),
        "GRANIAN_PORT": str(free_port()),
        "SITE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "SECRET_KEY": "x" * 50,
        "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    }
    servers.stop()


def of(service, environment):
    """With what the composition sets for this service alone."""
    own = SERVICES[service]["environment"]
    return environment | {name: value for name, value in own.items() if name not in SHARED}


def ends_well(command, environment):
    return subprocess.run(command, cwd=BASE, env=environment, check=False).returncode == 0


def is_healthy(service, environment):
    kind, *test = SERVICES[service]["healthcheck"]["test"]
    command = [word.replace("$$", "$") for word in (test if kind == "CMD" else ["sh", "-c", *test])]
    return ends_well(command, of(service, environment))


@contextmanager
def running(service, environment, log):
    """Ended by the signal that its container would get."""
    command = shlex.split(SERVICES[service]["command"])
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=BASE, env=of(service, environment), stdout=out, stderr=out)
    try:
        yield
    finally:
        process.send_signal(signal.Signals[SERVICES[service].get("stop_signal", "SIGTERM")])
        assert process.wait(40) == 0


def test_the_services_of_the_composition_do_their_work(environment, tmp_path):
    assert ends_well(shlex.split(SERVICES["migrate"]["command"]), environment)
    logs = {service: tmp_path / f"{service}.log" for service in SERVING}
    with ExitStack() as stack:
        for service, log in logs.items():
            stack.enter_context(running(service, environment, log))
        wait_for(
            lambda: ends_well(READY, environment), 120, lambda: [log.read_text() for log in logs.values()]
        )
        assert [service for service in SERVING if not is_healthy(service, environment)] == []
