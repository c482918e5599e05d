"""Settings of a house on the database of a former release."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["UPGRADE_DATABASE"]
DATABASES["default"].pop("TEST")
DEMO = True  # nobody of the demo has a second factor
