"""Settings of production, but for the static files, which nobody has collected."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
