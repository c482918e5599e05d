"""Mails as they leave the house: the person's language with German below, plain and as simple HTML."""

import re
import smtplib

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from portal.lib.languages import direction
from portal.outbox.kinds import Text
from portal.outbox.models import Message

RULE = "\n\n" + "-" * 40 + "\n\n"
RIGHT_TO_LEFT_MARK = "\u200f"
_STATUS = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


def build(message: Message, texts: dict[str, Text]) -> mail.EmailMultiAlternatives:
    """The mail of `texts`, which stand by language in the order of reading."""
    first = next(iter(texts.values()))
    built = mail.EmailMultiAlternatives(
        subject=" ".join(first.subject.split()),
        body=_plain(texts),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        attachments=list(first.attachments),
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": ", ".join(texts),
        },
    )
    if len(texts) > 1:
        # Only HTML can say language and direction: screen readers change their voice, Arabic stands right.
        context = {"subject": first.subject, "language": next(iter(texts)), "texts": texts}
        built.attach_alternative(render_to_string("mail/base.html", context), "text/html")
    return built


def _plain(texts: dict[str, Text]) -> str:
    """The bodies one below the other, each but the first under its own subject, which no header shows."""
    bodies: list[str] = []
    for language, text in texts.items():
        body = text.body if not bodies else f"{text.subject}\n\n{text.body}"
        bodies.append(_directed(body, language))
    return RULE.join(bodies)


def _directed(body: str, language: str) -> str:
    """Lines of a right-to-left text that begin with a figure or Latin letter would else turn to the left."""
    if direction(language) == "ltr":
        return body
    return "\n".join(
        line
        if not line.strip() or line.lstrip().startswith(("http://", "https://"))
        else RIGHT_TO_LEFT_MARK + line
        for line in body.splitlines()
    )


class Unreachable(Exception):  # noqa: N818
    """The mail server cannot be reached or refuses the house; says nothing about a single message."""


class Postman:
    """One connection for a whole batch, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, built: mail.EmailMultiAlternatives) -> None:
        """Send one mail. `Unreachable` if there is no connection; else what the server or the mail raised."""
        connection = self._open()
        try:
            connection.send_messages([built])
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, OSError) as error:
            if not isinstance(error, smtplib.SMTPException) or _ends_connection(error):
                self.close()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError:
                return

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = mail.mailers.default
            try:
                connection.open()
            except OSError as error:
                raise Unreachable(describe(error)) from error
            self._connection = connection
        return self._connection


def _ends_connection(error: smtplib.SMTPException) -> bool:
    return isinstance(error, smtplib.SMTPServerDisconnected) or _code(error) == 421


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _answer in error.recipients.values()), None)
    return getattr(error, "smtp_code", None)


def is_permanent(error: Exception) -> bool:
    """Whether trying again cannot help: the server refused this recipient or content for good, or the
    mail cannot even be built. A refused sender is our own fault and may be mended."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False
    if isinstance(error, OSError):
        return (_code(error) or 0) >= 500
    return True


def describe(error: Exception) -> str:
    """Class and codes of an error, without the server's words, which repeat the address."""
    code = _code(error)
    answer = b""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answer = next((answer for _code, answer in error.recipients.values()), b"")
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
    status = _STATUS.search(answer)
    parts = [type(error).__name__, str(code) if code else "", status[0].decode() if status else ""]
    return " ".join(part for part in parts if part)
