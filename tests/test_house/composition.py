"""The services of docker-compose.yml, as the tests read them."""

from typing import Any

from ruamel.yaml import YAML

from tests.test_house.sources import ROOT

SERVICES: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "elternbruecke")
