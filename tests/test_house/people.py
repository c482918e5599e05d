"""The cast at the keyboard: each signed in once, and what an answer changed is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler

from portal.accounts.models import User
from tests.cast import Cast


@dataclass(frozen=True)
class Way:
    """How an address is asked for."""

    method: str
    htmx: bool = False
    # The method that headers and query claim to be meant, which some frameworks believe.
    claimed: str = ""

    @property
    def headers(self) -> dict[str, str]:
        claims = dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), self.claimed)
        return ({"HX-Request": "true"} if self.htmx else {}) | (claims if self.claimed else {})

    def __str__(self) -> str:
        return f"{self.method.upper()}{' by htmx' if self.htmx else ''}"


@dataclass
class People:
    cast: Cast
    sessions: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    # One for all of them: each would set up every middleware of the house anew.
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def ask(
        self, role: str, address: str, way: Way, data: Mapping[str, str] | None = None
    ) -> HttpResponseBase:
        """The answer to a role of the cast, or to `anonymous`."""
        self.asked += 1
        # From another place each time: nobody is to be told that these were too many.
        place = f"10.{self.asked >> 16 & 255}.{self.asked >> 8 & 255}.{self.asked & 255}"
        client = Client(headers=way.headers, REMOTE_ADDR=place)
        client.handler = self.handler
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session(role)
        with transaction.atomic():
            response = client.post(address, data or {}) if way.method == "post" else client.get(address)
            if response.streaming:
                b"".join(response)  # to its end, where the file is closed
            transaction.set_rollback(True)
        return response

    def _session(self, role: str) -> str:
        if role not in self.sessions:
            user: User = getattr(self.cast, role)
            client = Client()
            client.force_login(user)
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[role]


def leads_to_sign_in(response: HttpResponseBase, *, also: str = "/accounts/login/") -> bool:
    """`also` is another address that leads on to the sign-in."""
    places = ("/accounts/login/", also)
    return response.status_code == 302 and any(place in response["Location"] for place in places)
