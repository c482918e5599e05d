"""Run it: `python -m tests.load.mixed`; MINUTES says how long (30), SCALE how much of Germany (0.1).

The house is that of production on a database of its own: two web processes, worker and clock; mails become
files. Ends with 1 if a single answer was an error.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PASSWORD = "zum-Messen-und-nur-dafuer"
WEB = {
    "GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "8", "DATABASE_POOL": "8", "TRUSTED_PROXY_HOPS": "1",
    "DATABASE_PATIENCE": "5",
}  # fmt: skip
SHARED = ("DEMO", "DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE")


def main() -> int:
    """1 if something failed, else 0."""
    base = Path(os.environ.get("DATA_DIR", ".data")).resolve() / "load"
    os.environ |= {"DATA_DIR": str(base), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    os.environ |= {"DEMO": "1", "DEMO_PASSWORD": PASSWORD}
    minutes, scale = float(os.environ.get("MINUTES", "30")), float(os.environ.get("SCALE", "0.1"))

    import django

    django.setup()
    from tests.load.country import country
    from tests.load.house import databases
    from tests.load.mixed import people, report
    from tests.load.mixed.places import places
    from tests.servers.web import serving

    with databases(), country(scale), ExitStack() as house:
        shared = _addresses() | {name: os.environ[name] for name in SHARED}
        web = house.enter_context(serving(base, **shared, **WEB))
        worker = house.enter_context(_running("WORKER", base, shared))
        house.enter_context(_running("BEAT", base, shared))
        time.sleep(20)  # until worker and clock are there
        processes = {"web": web.process.pid, "worker": worker.pid, "PostgreSQL": _postgres()}
        before = {name: report.used(pid) for name, pid in processes.items()}
        asked = people.live(web, places(PASSWORD), minutes * 60)
        after = {name: report.used(pid) for name, pid in processes.items()}
    print(report.answers(asked, minutes * 60))
    print(report.processes(before, after))
    return int(any(report.failed(it) for it in asked))


def _postgres() -> int:
    """The number of the process that all others of the database belong to."""
    from django.conf import settings

    return int((settings.DATA_DIR / "postgres" / "postmaster.pid").read_text().split()[0])


def _addresses() -> dict[str, str]:
    from django.conf import settings

    return {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": settings.REDIS_URL}


@contextmanager
def _running(name: str, folder: Path, extra: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Worker or beat, killed in the end."""
    from portal.servers import commands
    from tests.servers.processes import BASE, environment
    from tests.servers.web import PRODUCTION

    command = [sys.executable, "-m", *getattr(commands, name).split()]
    with (folder / f"{name.lower()}.log").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=BASE, env=environment(folder, 8000, **(PRODUCTION | extra)),
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
