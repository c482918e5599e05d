"""Run all measurements: `python -m tests.load [name …]`; SCALE says how much of Germany (0.1).

`python -m tests.load --table` prints what was measured last as a table in Markdown.
"""

import os
import signal
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path

# What matters most comes first: whoever stops it early has that.
MEASUREMENTS = ("guide_page", "booking", "report", "registry", "country", "jobs", "outbox")


def main(arguments: list[str]) -> int:
    """1 if something could not be measured, else 0; a target that is missed is no error, it is a figure."""
    base = Path(os.environ.get("DATA_DIR", ".data")).resolve()
    os.environ["DATA_DIR"] = str(base / "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

    import django

    django.setup()
    from tests.load import figures

    if arguments == ["--table"]:
        print(figures.markdown(base / "bench.json"))
        return 0
    signal.signal(signal.SIGTERM, _stop)
    found: list[figures.Figure | figures.Missing] = []
    try:
        failed = _measure(arguments or MEASUREMENTS, found, base / "bench.json")
    finally:
        print(f"{figures.machine()}\n{figures.table(found)}", flush=True)
    return int(failed)


def _measure(names: list[str] | tuple[str, ...], found: list, path: Path) -> bool:  # type: ignore[type-arg]
    """Whether one failed. What is known is written down at once, whatever becomes of the rest."""
    from tests.load import figures
    from tests.load.house import databases

    scale, failed = float(os.environ.get("SCALE", "0.1")), False
    with databases():
        for name in names:
            begin = time.monotonic()
            print(f"· {name}", flush=True)
            try:
                for figure in import_module(f"tests.load.{name}").measure(scale):
                    found.append(figure)
                    figures.write(found, path)
            except Exception as error:
                traceback.print_exc()
                found.append(figures.Missing(f"the rest of {name}", f"failed: {type(error).__name__}", scale))
                failed = True
            figures.write(found, path)
            print(f"  {name} took {time.monotonic() - begin:.0f} s", flush=True)
    return failed


def _stop(*signal: object) -> None:
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
