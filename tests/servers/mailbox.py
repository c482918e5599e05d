"""A mail server that keeps what it gets, and can fall silent after it has taken a mail."""

import email
import socketserver
import threading
from collections import Counter
from email.message import Message


class _Talk(socketserver.StreamRequestHandler):
    server: "Mailbox"

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.keep(email.message_from_bytes(b"".join(lines)))

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Mailbox(socketserver.ThreadingTCPServer):
    """`with Mailbox() as mailbox:` listens on `mailbox.port`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.port = self.server_address[1]
        self.mails: list[Message] = []
        self.silent_after = ""  # the subject of a mail that is taken and never acknowledged
        self.fell_silent = threading.Event()

    def __enter__(self) -> "Mailbox":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def keep(self, mail: Message) -> None:
        self.mails.append(mail)
        if mail["Subject"] == self.silent_after and not self.fell_silent.is_set():
            self.fell_silent.set()
            threading.Event().wait(600)

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed worker hangs up in the middle: that is what is tested."""

    def counts(self) -> dict[str, int]:
        """How often each subject came."""
        return dict(Counter(mail["Subject"] for mail in self.mails))
