"""SMS as they leave the house: into a folder for demo and tests, or to a gateway by HTTPS.

`SMS_URL=https://TOKEN@gateway.example/path` posts `{"to", "text", "reference"}` as JSON, the token as bearer.
"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F

from portal.lib.dates import today
from portal.outbox.models import Message, SmsBudget

TIMEOUT_SECONDS = 10
# Answers that speak of this one message: bad number, blocked recipient, text refused.
_ABOUT_THE_MESSAGE = {400, 404, 406, 409, 410, 413, 422}


class GatewayError(Exception):
    """The gateway did not take the message."""

    def __init__(self, reason: str, *, permanent: bool, away: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.away = away  # it said nothing at all


class Gateway(Protocol):
    """Whatever carries an SMS."""

    def send(self, number: str, text: str, reference: str) -> None:
        """Hand over one SMS, or raise `GatewayError`. The same `reference` means the same SMS."""


class FolderGateway:
    """Writes each SMS as a file, named by its reference."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, number: str, text: str, reference: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{reference}.txt").write_text(f"{number}\n{text}\n", encoding="utf-8")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The token goes to the configured address and nowhere else."""
        return


class HttpsGateway:
    """Posts each SMS as JSON."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, number: str, text: str, reference: str) -> None:
        body = json.dumps({"to": number, "text": text, "reference": reference}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": reference,
        }
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - http(s) only, see gateway()
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()
            raise GatewayError(f"HTTP {error.code}", permanent=error.code in _ABOUT_THE_MESSAGE) from None
        except OSError as error:
            raise GatewayError(type(error).__name__, permanent=False, away=True) from None


def gateway() -> Gateway:
    """The gateway that `SMS_URL` names."""
    url = urlsplit(settings.SMS_URL)
    if url.scheme == "file":
        return FolderGateway(Path(unquote(url.netloc + url.path)))
    if url.scheme == "https" or (url.scheme == "http" and url.hostname in ("localhost", "127.0.0.1")):
        address = url._replace(netloc=url.netloc.rpartition("@")[2])
        return HttpsGateway(address.geturl(), unquote(url.password or url.username or ""))
    raise ImproperlyConfigured("SMS_URL must begin with file:// or https://")


class Courier:
    """Carries the SMS of a whole batch. A gateway that is away is not asked again: each SMS would wait as
    long as the first, and the mails behind them, too."""

    def __init__(self) -> None:
        self._away: GatewayError | None = None

    def send(self, number: str, text: str, reference: str) -> None:
        """Hand over one SMS, or raise `GatewayError`."""
        if self._away is not None:
            raise self._away
        try:
            gateway().send(number, text, reference)
        except GatewayError as error:
            self._away = error if error.away else None
            raise


@dataclass(frozen=True)
class Reservation:
    """Parts counted against an account's budget of a month."""

    budget: models.QuerySet[SmsBudget]
    parts: int

    def give_back(self) -> None:
        """The parts were not sent."""
        self.budget.filter(used__gte=self.parts).update(used=F("used") - self.parts)


def reserve(message: Message, parts: int) -> Reservation | None:
    """Count `parts` against this month's budget of the account before sending; None if they do not fit."""
    month = today().replace(day=1)
    SmsBudget.objects.bulk_create([SmsBudget(month=month, account=message.account)], ignore_conflicts=True)
    budget = SmsBudget.objects.filter(month=month, account=message.account)
    room = settings.SMS_MONTHLY_LIMIT - parts
    if not budget.filter(used__lte=room).update(used=F("used") + parts):
        return None
    return Reservation(budget, parts)
