"""A small SMTP server that keeps what it is sent."""

import socket
from email import message_from_bytes

from aiosmtpd.controller import Controller


class Sink:
    """Keeps what it is sent, and refuses whom it is told to."""

    def __init__(self):
        self.mails = []
        self.refused = {}
        self.sessions = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(session.peer)
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


class Server(Controller):
    """The sink on a free port of this machine."""

    def __init__(self, sink: Sink) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(sink, hostname="127.0.0.1", port=port, ready_timeout=30)
