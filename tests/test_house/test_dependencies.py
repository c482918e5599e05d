"""The house runs with what pyproject.toml names, without the tools that we develop it with."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

from packaging.requirements import Requirement

from tests.test_house.sources import ROOT, name, python_files

# What the services of docker-compose.yml load besides our own modules.
PROGRAMS = ["celery.bin.celery", "granian.cli", "kombu.transport.redis", "psycopg_pool"]
# What only a house loads that was told to, with the optional packages of pyproject.toml.
ON_DEMAND = {"portal.lib.objects"}
IMPORT_ALL = """
import importlib, json, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

modules, absent = json.load(sys.stdin)
sys.meta_path.insert(0, Absent())
import django
django.setup()
for module in modules:
    importlib.import_module(module)
"""


def plain(distribution):
    return re.sub(r"[-_.]+", "-", distribution).lower()


def closure(lines, seen=None):
    """The names of all distributions that these requirements bring along."""
    seen = {} if seen is None else seen
    for requirement in map(Requirement, lines):
        key, extras = plain(requirement.name), frozenset(requirement.extras)
        known = seen.get(key)
        if known is not None and extras <= known:
            continue
        seen[key] = extras | (known or frozenset())
        try:
            below = requires(requirement.name) or []
        except PackageNotFoundError:
            continue  # for another system
        closure([line for line in below if applies(Requirement(line), extras)], seen)
    return set(seen)


def applies(requirement, extras):
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


def modules():
    return [
        name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in python_files()
    ]


def test_the_house_needs_nothing_that_only_we_have():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    brought = closure(project["dependencies"])
    owners = packages_distributions()
    absent = sorted(top for top, of in owners.items() if not {plain(one) for one in of} & brought)
    assert {"pytest", "mypy", "playwright", "storages", "sentry_sdk"} <= set(absent)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL],
        input=json.dumps([PROGRAMS + sorted({*modules()} - ON_DEMAND), absent]),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
