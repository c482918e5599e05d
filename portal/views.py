"""The first page, the desk's first page, the health of the house and its error pages."""

import errno
import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from redis import Redis
from redis.exceptions import RedisError

from portal.lib import duties
from portal.lib.errors import Refused
from portal.lib.kept import typed_words
from portal.lib.storage import StorageAwayError
from portal.outbox.models import Heartbeat

log = logging.getLogger(__name__)

RETRY_SECONDS = 60
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LAST_WORDS = (
    '<!doctype html><html lang="de"><meta charset="utf-8"><title>Elternbrücke</title>'
    "<h1>Etwas ist schiefgegangen</h1><p>Bitte versuchen Sie es in einigen Minuten noch einmal.</p>"
    '<p lang="en">Something went wrong. Please try again in a few minutes.</p></html>'
)


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader in all parts of the portal, and whom he or she waits for."""
    found = duties.of(request.user)
    mine, rest = duties.first_and_rest([duty for duty in found if duty.is_mine])
    context = {
        "mine": mine,
        "rest": rest,
        "others": [duty for duty in found if not duty.is_mine],
    }
    return render(request, "portal/desk/home.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    """Signed-in pages and bookings are nothing for search engines; the list of all other pages is named."""
    closed = [f"Disallow: /*/{part}/" for part in ("desk", "accounts", "b")]
    lines = ["User-agent: *", *closed, "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """What the house needs to work, each part named; 503 when one is missing."""
    checks = {"database": _database, "broker": _broker, "beat": _beat, "worker": _worker}
    answers = {name: _answer(check) for name, check in checks.items()}
    ready = all(answer == "ok" for answer in answers.values())
    return JsonResponse(answers, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def _answer(check: Callable[[], str]) -> str:
    """`ok`, or which kind of fault, without the words of the error: they may name hosts and users."""
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _broker() -> str:
    with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as valkey:
        valkey.ping()
    return "ok"


def _beat() -> str:
    return "ok" if _lives("beat") else "silent"


def _worker() -> str:
    """It answers what beat asks every 30 s; while beat is silent nobody asks it."""
    if _lives("worker"):
        return "ok"
    return "silent" if _lives("beat") else "unasked"


def _lives(process: str) -> bool:
    heartbeat = Heartbeat.objects.filter(name=process).first()
    return heartbeat is not None and heartbeat.lives


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, Refused):
        return _error(request, 403, said=str(exception), typed=typed_words(request))
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return _error(request, 405)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or the page that asks for patience, when all that is missing will be there again."""
    if not _passes(sys.exception()):
        return _error(request, 500)
    response = _error(request, 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _passes(fault: BaseException | None) -> bool:
    """Database or files are away, no connection is left, a lock takes long, or the disk is full."""
    if isinstance(fault, OSError) and fault.errno in FULL:
        return True
    return isinstance(fault, OperationalError | InterfaceError | StorageAwayError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, 403, "403_csrf.html")


def _error(request: HttpRequest, status: int, template: str = "", **words: object) -> HttpResponse:
    """The page of an error in the language of the address, made without database, session or user.

    Should even that fail, a few words in German and English.
    """
    try:
        with translation.override(translation.get_language_from_request(request, check_path=True)):
            page: str = render_to_string(template or f"{status}.html", {"request": request} | words)
    except Exception:
        log.exception("The error page itself could not be made")
        page = LAST_WORDS
    return HttpResponse(page, status=status)
