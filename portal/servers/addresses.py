"""Where the servers of a data folder listen: unix sockets, and one port of the loopback for the web."""

import hashlib
import socket
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

SOCKET_PATH_LIMIT = 100  # Linux allows 107 bytes
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432.lock"


def socket_dir(data_dir: Path) -> Path:
    """A folder for unix sockets: below the data folder, or a short private one if that path is too long."""
    inside = data_dir.resolve() / "run"
    if len(str(inside).encode()) + len(LONGEST_SOCKET_NAME) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(str(inside).encode()).hexdigest()[:16]
    return Path(f"/tmp/elternbruecke-{digest}")  # noqa: S108 - created 0700, and its owner is checked


def database_url(data_dir: Path) -> str:
    """The DATABASE_URL of the PostgreSQL that `manage.py up` starts in this folder."""
    return f"postgres://elternbruecke@/{socket_dir(data_dir)}/elternbruecke"


def redis_url(data_dir: Path) -> str:
    """The REDIS_URL of the Valkey that `manage.py up` starts in this folder."""
    return f"unix://{socket_dir(data_dir)}/valkey.sock"


def valkey_beside(url: str, steps: int) -> str:
    """The address of the database that many numbers after the one of `url`, on the same Valkey."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    number = options.get("db") or ("" if parts.scheme == "unix" else parts.path.strip("/"))
    options["db"] = str(int(number or 0) + steps)
    return f"{url.partition('?')[0]}?{urlencode(options)}"


def port_of(text: str) -> int:
    """The number of a port. Raises ImproperlyConfigured for anything else."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise ImproperlyConfigured(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def why_not(host: str, port: int) -> str:
    """What keeps the web from listening there; empty if nothing does. A web server would not notice that
    the port is taken: two may share one silently."""
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"Port {port} is for the administrator of this machine only."
        except OSError:
            return f"Port {port} is taken. Stop what listens there, or choose another."
    return ""
