"""Settings of a Celery worker that a test starts: the test's own database, folder and mail server."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
MEDIA_ROOT = os.environ["WORKER_MEDIA"]
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["WORKER_SMTP"]), "timeout": 30},
    }
}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_IMPORTS = ["tests.documents.kinds", "tests.outbox.kinds"]
