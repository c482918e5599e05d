"""Start the whole house: database, Valkey, web, worker and clock, with everything prepared on the way.

Uses DATABASE_URL and REDIS_URL where they are given and starts servers of its own where they are not.
"""

import hashlib
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from portal.accounts import demo
from portal.accounts.services import first_administrator_link
from portal.lib import fingerprints, static
from portal.lib.dates import today
from portal.servers import Servers, addresses, children, house
from portal.servers.folder import FolderError, private_folder

HOST = "127.0.0.1"
THREADS = 8
APPS = ("portal", "organisations", "parentwork", "funding")
PERSONAL = ("erasures", "log", "mail", "media", "sms")  # folders that hold what people wrote or who they are


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started this one ends"
        )

    def handle(self, *, with_parent: bool, **options: object) -> None:
        if with_parent:
            children.end_with_parent(signal.SIGTERM)
        if refusal := addresses.why_not(HOST, settings.PORT):
            raise CommandError(f"{refusal} For example: make run PORT={max(settings.PORT, 8000) + 1}")
        house.stop_on_signals()
        servers = Servers(settings.DATA_DIR)
        roof = house.House(self.say)
        try:
            self.run(servers, roof)
        except house.Stop:
            self.say("Stopping …")
        except (FolderError, TimeoutError) as problem:
            raise CommandError(str(problem)) from problem
        finally:
            roof.stop()
            servers.stop()
        self.say("Stopped. Nothing of it runs any more.")

    def run(self, servers: Servers, roof: house.House) -> None:
        lock = servers.claim()
        for name in PERSONAL:
            private_folder(settings.DATA_DIR / name)
        self.start_databases(servers)
        roof.watch_over(servers.children)
        self.prepare()
        web, *others = house.serving_children(
            data_dir=settings.DATA_DIR,
            folder=settings.BASE_DIR,
            host=HOST,
            port=settings.PORT,
            threads=settings.DATABASE_POOL or THREADS,
            lock=lock,
        )
        self.step("Starting web", partial(roof.start, web))
        self.load()
        connections.close_all()
        address = f"http://{HOST}:{settings.PORT}/healthz"
        self.step("Waiting for the first page", partial(roof.wait_for, address, seconds=180))
        for child in others:
            self.step(f"Starting {child.name}", partial(roof.start, child))
        self.greet()
        roof.watch()

    def start_databases(self, servers: Servers) -> None:
        if addresses.database_url(settings.DATA_DIR) == settings.DATABASE_URL:
            self.step("Starting PostgreSQL", servers.start_postgres)
        if addresses.redis_url(settings.DATA_DIR) == settings.REDIS_URL:
            self.step("Starting Valkey", servers.start_valkey)
        try:
            connections["default"].ensure_connection()
        except OperationalError as problem:
            raise CommandError(f"The database of DATABASE_URL does not answer: {problem}") from problem

    def prepare(self) -> None:
        """Bring the database, the catalogues and the static files to the state of this release."""
        self.step("Compiling messages", lambda: call_command("messages", compile=True, verbosity=0))
        self.step("Collecting static files", lambda: static.collect(settings.STATIC_ROOT))
        self.step("Migrating the database", lambda: call_command("migrate", interactive=False, verbosity=0))

    def load(self) -> None:
        """What the house knows, and whom it knows, unless the last start has loaded just that today."""
        stamp = settings.DATA_DIR / "loaded"
        state = self.what_would_be_loaded()
        if stamp.exists() and stamp.read_text() == state:
            return
        stamp.unlink(missing_ok=True)
        self.step("Loading reference data", lambda: call_command("loadreference", verbosity=0))
        if settings.DEMO:
            self.step("Loading the demo", lambda: call_command("loaddemo", verbosity=0))
        else:
            demo.close()
        stamp.write_text(state)

    def what_would_be_loaded(self) -> str:
        """Changes with the files of the release, the database, the demo and, for its dates, the day."""
        sources = (path for app in APPS for path in (settings.BASE_DIR / app).rglob("*"))
        files = fingerprints.of_files(path for path in sources if path.is_file() and path.suffix != ".pyc")
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT min(applied)::text FROM django_migrations")
            (made,) = cursor.fetchone()
        parts = [files, made, str(settings.DEMO), settings.DEMO_PASSWORD, today().isoformat()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def greet(self) -> None:
        lines = ["", f"Elternbrücke is open: {settings.SITE_URL}/"]
        if settings.DEMO:
            lines += ["", f"Demo sign-ins, all with the password  {settings.DEMO_PASSWORD}"]
            lines += [f"  {email:30} {who}" for email, who in demo.SIGN_INS.items()]
        elif link := first_administrator_link():
            lines += ["", f"The first administrator signs up here, once:  {link}"]
        lines += ["", f"Logs: {settings.DATA_DIR / 'log'}. Ctrl-C stops everything."]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def step(self, what: str, do: Callable[[], object]) -> None:
        self.stdout.write(f"· {what} …", ending="")
        self.stdout.flush()
        began = time.monotonic()
        do()
        self.stdout.write(f" {time.monotonic() - began:.1f} s")

    def say(self, words: str) -> None:
        self.stdout.write(f"· {words}")
        self.stdout.flush()
