"""`python -m portal.servers.probe /healthz`: exit code 0 if the web server of this machine answers 200.

It asks under the first name of ALLOWED_HOSTS, since the house answers to no other.
"""

import http.client
import os
import sys


def main(path: str) -> int:
    """0 if `path` answers 200, else 1, with the answer on the standard error."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
    port = int(os.environ.get("GRANIAN_PORT") or os.environ.get("PORT") or 8000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1
    if response.status != http.HTTPStatus.OK:
        sys.stderr.write(f"{response.status} {response.read(300).decode(errors='replace')}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/healthz"))
