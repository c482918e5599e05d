"""Settings of the test suite: the real PostgreSQL and Valkey, in a data folder of their own."""

import os
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
for name in ("DEMO", "DEBUG", "EMAIL_URL", "SMS_URL", "SITE_URL"):
    os.environ.pop(name, None)

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests import template_database  # noqa: E402

DATABASES["default"]["TEST"] = {"TEMPLATE": template_database.name()}

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).resolve().parent / "templates"]
