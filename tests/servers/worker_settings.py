"""Settings of the workers in the kill tests: the suite's database, a broker of their own, no eager jobs."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, REDIS_URL

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
MEDIA_ROOT = os.environ["WORKER_MEDIA"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.servers.held"]
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["WORKER_SMTP_PORT"]), "timeout": 60},
    }
}
BROKER_DATABASE = 7  # of Valkey: the rest of the suite uses 0
CELERY_BROKER_URL = f"{REDIS_URL.replace('unix://', 'redis+socket://', 1)}?virtual_host={BROKER_DATABASE}"
CELERY_TASK_ALWAYS_EAGER = False
