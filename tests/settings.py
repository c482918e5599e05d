"""Settings of the test suite: the real PostgreSQL and Valkey, in a data folder of their own."""

import os
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("DATABASE_PATIENCE", "60")  # races of tests on a busy machine may take that long
for name in ("DEMO", "DEBUG", "EMAIL_URL", "SMS_URL", "SITE_URL"):
    os.environ.pop(name, None)

from portal import servers  # noqa: E402
from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, DATABASES, REDIS_URL, STORAGES, TEMPLATES  # noqa: E402
from tests import template_database  # noqa: E402

DATABASES["default"]["TEST"] = {"TEMPLATE": template_database.name()}
# The processes of a run share one Valkey: each has a cache of its own, and none touches another's queue.
CACHE_DATABASE = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
CACHES["default"]["LOCATION"] = servers.valkey_beside(REDIS_URL, CACHE_DATABASE)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).resolve().parent / "templates"]
SMS_POSSIBLE = True
PAGE_CACHE_MB = 0  # its own tests switch it on: a page must not outlive the rows of another test
