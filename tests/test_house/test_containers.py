"""The image and the composition of services are well-formed, and run what exists."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import fontpkg_fira_sans
import pyphen
import pytest
from django.core.management import get_commands

from portal.documents.rendering.assets import known
from portal.lib.languages import PUBLIC
from portal.servers import commands
from portal.servers.databases import VALKEY
from tests.test_house.composition import NETWORKS, OURS, SERVICES
from tests.test_house.sources import ROOT

BIN = Path(sys.executable).parent
PROGRAMS = {"postgres": "postgres", "valkey": "valkey-server", "proxy": "nginx", "tls": "caddy"}


def run(*command, **environment):
    """Exit code and output, in an environment that holds nothing of the suite or of other tests."""
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": os.environ["DATA_DIR"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_composition_keeps_to_the_specification():
    code, output = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert code == 0, output


def test_the_image_keeps_to_good_practice():
    code, output = run("hadolint", "Dockerfile")
    assert code == 0, output


def test_the_image_keeps_what_every_language_of_the_house_needs():
    """Its patterns are those of `find`, which escapes what has a meaning."""
    patterns = re.findall(r'! -regex "(.+)"', (ROOT / "Dockerfile").read_text())
    plain = [
        re.sub(r"\\([(|).])", lambda said: said[1] if said[1] in "(|)" else said[0], one) for one in patterns
    ]
    of_babel, of_hyphenation, of_faces, of_catalogues = (re.compile(pattern) for pattern in plain)
    ours = {code.partition("-")[0] for code, _name in PUBLIC}
    for code in {*ours, *(f"{code}_DE" for code in ours), "root"}:
        assert of_babel.fullmatch(f"locale-data/{code}.dat"), code
    for code in {*ours, "en_US"}:  # in which `portal.lib.holidays` and `feasts` ask
        assert of_catalogues.fullmatch(f"x/locale/{code}/LC_MESSAGES/DE.mo"), code
    for name in (Path(path).name for path in pyphen.LANGUAGES.values()):
        kept = of_hyphenation.fullmatch(f"dictionaries/{name}") is not None
        assert kept == (name.removeprefix("hyph_")[:2] in ours), name
    for path, _kind in known().values():
        if path.is_relative_to(fontpkg_fira_sans.ROOT):
            assert of_faces.fullmatch(str(path)), path
    assert not of_babel.fullmatch("locale-data/xh.dat")
    assert not of_catalogues.fullmatch("x/locale/xh/LC_MESSAGES/DE.mo")


def words(service):
    return SERVICES[service]["command"].replace('"', " ").split()


def test_every_service_is_looked_after():
    assert sorted(SERVICES) == sorted(
        {
            "backup",
            "beat",
            "migrate",
            "postgres",
            "proxy",
            "tls",
            "valkey",
            "web",
            "worker",
            "worker-documents",
            "worker-mail",
        }
    )
    for name, service in SERVICES.items():
        assert service["restart"], name
        assert service["healthcheck"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name


def test_workers_of_their_own_take_the_queues_of_the_one_worker():
    queues = {name: words(name)[-1].split(",") for name in ("worker", "worker-documents", "worker-mail")}
    assert sorted(queues["worker-documents"] + queues["worker-mail"]) == sorted(queues["worker"])


@pytest.mark.parametrize("service", sorted(PROGRAMS))
def test_servers_of_others_run_their_own_program(service):
    assert words(service)[0] == PROGRAMS[service]


@pytest.mark.parametrize("service", OURS)
def test_our_services_run_programs_and_commands_that_exist(service):
    command = words(service)
    if "manage.py" in command:
        commands = [command[at + 1] for at, word in enumerate(command) if word == "manage.py"]
        assert commands
        assert set(commands) <= set(get_commands())
    else:
        assert (BIN / command[0]).exists()


def test_the_containers_run_what_the_house_runs_without_them():
    ours = {"web": commands.WEB, "worker": commands.WORKER, "beat": commands.BEAT}
    assert {service: SERVICES[service]["command"] for service in ours} == ours
    start = next(line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD"))
    assert json.loads(start.removeprefix("CMD")) == commands.WEB.split()


def test_the_web_server_has_a_connection_for_each_thread():
    environment = SERVICES["web"]["environment"]
    assert environment["GRANIAN_BLOCKING_THREADS"] == environment["DATABASE_POOL"]


def test_who_may_reach_what_lies_elsewhere():
    closed = {name for name, network in NETWORKS.items() if network and network["internal"] is True}
    ways = {name: set(SERVICES[name]["networks"]) - closed for name in SERVICES}
    assert {name for name in OURS if not ways[name]} == {"beat", "migrate"}, (
        "a bucket, a replica or ClamAV is asked"
    )
    assert ways["web"] == ways["backup"] == {"reach"}, "closed until NO_WAY_OUT says otherwise"
    assert NETWORKS["reach"]["internal"] == "${NO_WAY_OUT:-true}"
    assert not ways["postgres"] | ways["valkey"]


def test_valkey_keeps_the_queue_as_it_does_without_containers():
    options = " ".join(words("valkey")[1:])
    assert options == " ".join(f"--{name} {value}" for name, value in VALKEY.items())


def test_every_variable_of_the_settings_reaches_the_containers():
    text = (ROOT / "portal" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)) | set(re.findall(r'"(OPERATOR_[A-Z_]+)"', text))
    of_the_image = {"DATA_DIR", "DATABASE_POOL", "STATIC_ROOT"}
    of_trying_out = {"DEBUG", "DEMO", "DEMO_PASSWORD", "PORT"}
    assert read - of_the_image - of_trying_out == set(SERVICES["worker"]["environment"])


def test_every_variable_of_the_settings_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    text = (ROOT / "portal" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)) - {"DATABASE_POOL", "DEBUG", "STATIC_ROOT"}
    assert sorted(name for name in read if f"`{name}`" not in readme) == []


def test_the_settings_are_ready_for_production():
    code, output = run(
        "python",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DJANGO_SETTINGS_MODULE="portal.settings",
        SITE_URL="https://portal.example",
        ALLOWED_HOSTS="portal.example",
        EMAIL_URL="smtp+tls://portal:secret@mail.example:587",
        SECRET_KEY="kX9-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3k",
    )
    assert code == 0, output
    assert "no issues" in output
