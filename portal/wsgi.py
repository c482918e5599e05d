import multiprocessing
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.lib.pagecache import CachedApplication
from portal.lib.traffic import CountedApplication
from portal.servers.children import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
if multiprocessing.parent_process() is not None:
    end_with_parent()  # a web worker whose master was killed would keep serving
application = CountedApplication(CachedApplication(get_wsgi_application(), settings.PAGE_CACHE_MB))
