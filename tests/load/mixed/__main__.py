"""Run it: `python -m tests.load.mixed`; MINUTES says how long (30), SCALE how much of Germany (0.1).

The house is that of production on a database of its own: two web processes, worker and clock; mails become
files. Locust asks. Ends with 1 if a single answer was an error.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

PASSWORD = "zum-Messen-und-nur-dafuer"
WEB = {
    "GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "8", "DATABASE_POOL": "8", "TRUSTED_PROXY_HOPS": "1",
    "DATABASE_PATIENCE": "5",
}  # fmt: skip
SHARED = ("DEMO", "DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE")
# In an environment of its own: it changes how Python waits, in every program that loads it.
LOCUST = ("tool", "run", "--from", "locust>=2.47,<3", "locust", "--headless", "--only-summary")


def main() -> int:
    """1 if something failed, else 0."""
    base = Path(os.environ.get("DATA_DIR", ".data")).resolve() / "load"
    os.environ |= {"DATA_DIR": str(base), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    os.environ |= {"DEMO": "1", "DEMO_PASSWORD": PASSWORD}
    minutes, scale = float(os.environ.get("MINUTES", "30")), float(os.environ.get("SCALE", "0.1"))

    import django

    django.setup()
    from tests.load.country import country
    from tests.load.house import databases, postgres_pid
    from tests.load.mixed import report
    from tests.load.mixed.places import places
    from tests.load.usage import used
    from tests.servers.processes import environment, wait_for, working
    from tests.servers.web import HOST, PRODUCTION, serving

    with databases(), country(scale), ExitStack() as house:
        shared = _addresses() | {name: os.environ[name] for name in SHARED}
        web = house.enter_context(serving(base, **shared, **WEB))
        env = environment(base, 8000, **(PRODUCTION | shared))
        worker = house.enter_context(working("WORKER", base / "worker.log", env))
        house.enter_context(working("BEAT", base / "beat.log", env))
        wait_for(lambda: web.get("/readyz").status == 200, 240, (base / "worker.log").read_text)
        (base / "places.json").write_text(json.dumps(places() | {"host": HOST, "password": PASSWORD}))
        processes = {"web": web.process.pid, "worker": worker.pid, "PostgreSQL": postgres_pid()}
        moments = [{name: used(pid) for name, pid in processes.items()}]
        seconds = round(minutes * 60)
        with _locust(web.port, base / "places.json", seconds) as crowd:
            with suppress(subprocess.TimeoutExpired):
                crowd.wait(seconds / 2)
            moments.append({name: used(pid) for name, pid in processes.items()})
            failed = crowd.wait()
        moments.append({name: used(pid) for name, pid in processes.items()})
    print(report.processes(moments))
    return int(failed != 0)


def _locust(port: int, places: Path, seconds: int) -> subprocess.Popen[bytes]:
    """Everybody of `people.py`, all at once, for so long; ends with 1 if an answer was an error."""
    people = Path(__file__).with_name("people.py")
    house = ("-f", people, "--host", f"http://127.0.0.1:{port}")
    crowd = ("--users", "21", "--spawn-rate", "21", "--run-time", f"{seconds}s")
    uv = Path(sys.executable).with_name("uv")
    return subprocess.Popen([uv, *LOCUST, *house, *crowd], env=os.environ | {"PLACES": str(places)})


def _addresses() -> dict[str, str]:
    from django.conf import settings

    return {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": settings.REDIS_URL}


if __name__ == "__main__":
    sys.exit(main())
