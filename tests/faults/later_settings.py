"""Settings of the release after this one."""

from tests.servers.web_settings import *  # noqa: F403
from tests.servers.web_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.later"]
