"""Run all measurements: `python -m tests.load [name …]`; SCALE says how much of Germany (0.1)."""

import os
import sys
from importlib import import_module
from pathlib import Path

MEASUREMENTS = ("guide_page", "registry", "booking", "country")


def main(names: list[str]) -> None:
    base = Path(os.environ.get("DATA_DIR", ".data")).resolve()
    os.environ["DATA_DIR"] = str(base / "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

    import django

    django.setup()
    from tests.load import figures
    from tests.load.house import databases

    scale = float(os.environ.get("SCALE", "0.1"))
    found: list[figures.Figure] = []
    with databases():
        for name in names or MEASUREMENTS:
            print(f"· {name}", flush=True)
            found += import_module(f"tests.load.{name}").measure(scale)
    print(figures.table(found))
    figures.write(found, base / "bench.json")


if __name__ == "__main__":
    main(sys.argv[1:])
