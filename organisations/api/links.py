"""Addresses of sites and mailboxes in the letters that machines know, as JSON Schema's formats want them."""

from urllib.parse import quote, urlsplit, urlunsplit

# What may stand in a path or query as it is, what is quoted already included.
_PLAIN = "/:@!$&'()*+,;=~%"


def uri(address: str) -> str:
    """The address with everything beyond ASCII quoted; empty where no machine could follow it.

    >>> uri("https://www.türkisch.example/über uns")
    'https://www.xn--trkisch-n2a.example/%C3%BCber%20uns'
    """
    parts = urlsplit(address)
    host = _host(parts.netloc)
    quoted = (quote(part, safe=_PLAIN + "?") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *quoted)) if host else ""


def mailbox(address: str) -> str:
    """The mail address with its host in ASCII; empty where it has none."""
    name, _at, host = address.rpartition("@")
    host = _host(host)
    return f"{name}@{host}" if host else ""


def _host(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
