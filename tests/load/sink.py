"""A mail server that takes everything: `python -m tests.load.sink PORT FILE`.

It writes the Message-ID of each mail into FILE before it says that it has the mail.
"""

import asyncio
import re
import sys
from typing import IO

LIMIT = 16 * 1024 * 1024
_ID = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


async def main(port: int, path: str) -> None:
    with open(path, "ab", buffering=0) as taken:
        server = await asyncio.start_server(
            lambda reader, writer: _talk(reader, writer, taken), "127.0.0.1", port, limit=LIMIT
        )
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: IO[bytes]) -> None:
    try:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                mail = await reader.readuntil(b"\r\n.\r\n")
                found = _ID.search(mail)
                taken.write((found[1] if found else b"none") + b"\n")
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # a killed worker hangs up in the middle of a mail, which then was not taken
    finally:
        writer.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
