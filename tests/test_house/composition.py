"""The services of docker-compose.yml, as the tests read them."""

from typing import Any

from ruamel.yaml import YAML

from tests.test_house.sources import ROOT

_COMPOSITION: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES: dict[str, Any] = _COMPOSITION["services"]
NETWORKS: dict[str, Any] = _COMPOSITION["networks"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "elternbruecke")
